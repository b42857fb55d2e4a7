import type { LabelClass } from '../../model/labelClass.ts';
import type { ExportLabel, Format, SortedImage } from '../format.ts';
import { classFolder } from './classFolder.ts';
import { imagefolderReader } from './readImagefolder.ts';

/** Of scored labels the surest counts, as a classifier means them; of a person's there must be one class. */
function sortImage(labels: readonly ExportLabel[], classes: readonly LabelClass[]): SortedImage {
  const [first, ...others] = labels
    .filter(({ shape }) => shape.kind === 'whole')
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  const named = classes.find(({ id }) => id === first?.classId);
  if (!first || !named) return { lost: 'noClass' };
  if (first.score === null && others.some(({ classId }) => classId !== first.classId))
    return { lost: 'severalClasses' };
  return { folder: classFolder(named.name), label: first };
}

/**
 * Classes of whole images as folders: `train/cat/a.jpg`, or `cat/a.jpg` without splits (huggingface.co/docs/datasets, "imagefolder";
 * docs.ultralytics.com, "Image classification datasets"; torchvision's ImageFolder). There is no file of labels. An image of no
 * class, or of several, has no place in it.
 */
export const imagefolder: Format = {
  id: 'imagefolder',
  name: 'Folders by class (imagefolder)',
  shapes: ['whole'],
  holdsAttributes: false,
  holdsGroups: false,
  holdsHoles: false,
  holdsFractions: true,
  cutsAtBorder: false,
  imageFolder: '',
  splits: { imageFolder: (split) => split },
  sortImage,
  createWriter: () => ({ item: () => undefined, finish: () => undefined }),
  reader: imagefolderReader,
};
