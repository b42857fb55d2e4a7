import coco from '../cards/classes/coco80.json' with { type: 'json' };
import coco90 from '../cards/classes/coco90.json' with { type: 'json' };
import { findClassListOf } from '../cards/classLists.ts';

/** The 80 classes of COCO 2017 detection, in the order models give them (cocodataset.org, CC BY 4.0). */
export const coco80: readonly string[] = coco;

/** Names for a model that doesn't say its own: COCO's or ImageNet's where the count fits, else numbers. */
export function guessedNames(count: number): string[] {
  return [...(findClassListOf(count) ?? Array.from({ length: count }, (_, index) => `class ${index}`))];
}

/** The 21 of Pascal VOC 2012, numbered as its segmentations are (host.robots.ox.ac.uk/pascal/VOC). */
const voc21 = (
  'background,aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,person,' +
  'pottedplant,sheep,sofa,train,tvmonitor'
).split(',');

/** Names for a segmentation of several classes: the first one is the background. */
export function guessedRegionNames(count: number): string[] {
  if (count === voc21.length) return voc21;
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'background' : `class ${index}`));
}

/** COCO's classes at their own numbers, 1..90, as torchvision's detectors give them. */
export const coco91 = (): string[] => ['background', ...coco90];
