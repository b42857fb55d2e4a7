import type { AttributeValue, AttributeValues } from '../../model/attributes.ts';
import { eachFile } from '../read/eachFile.ts';
import { asNumber, asPixels, inShort } from '../read/fields.ts';
import { readImageSets } from '../read/imageSets.ts';
import { childOf, textIn, xmlElements } from '../read/xmlElements.ts';
import type { XmlElement } from '../read/xmlElements.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, ReadLabel, ReadShape, RecordSink, SourceTree } from '../reader.ts';

/** Files whose beginning is looked at: those of one folder are alike. */
const lookedAt = 20;

const xmlFiles = (tree: SourceTree): string[] => tree.files.flatMap(({ path }) => (/\.xml$/i.test(path) ? [path] : []));

const isVoc = (head: string): boolean =>
  /<annotation[\s>]/.test(head) && /<(filename|size|object)[\s>]/.test(head) && !/<polygon[\s>]/.test(head);

/**
 * Pixels are counted from 1, and both ends lie inside: pixel 1 to 1 is the box 0 to 1. Tools that count from 0 write 0 for the first
 * pixel, which is taken for the same.
 */
function boxOf(object: XmlElement, sink: RecordSink): ReadShape | null {
  const bounds = childOf(object, 'bndbox');
  if (!bounds) return null;
  const [xmin, ymin, xmax, ymax] = ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => asNumber(textIn(bounds, name)));
  if (xmin == null || ymin == null || xmax == null || ymax == null) {
    const value = inShort(bounds.children.map(({ text }) => text).join(' '));
    sink.problem({ ...bounds.place, code: 'label.badNumbers', details: { value } });
    return null;
  }
  const [left, top] = [Math.max(0, xmin - 1), Math.max(0, ymin - 1)];
  return { kind: 'box', box: [left, top, xmax - left, ymax - top] };
}

/** As roLabelImg writes it: centre, size and clockwise radians, counted from 0. */
function rotatedBoxOf(object: XmlElement): ReadShape | null {
  const bounds = childOf(object, 'robndbox');
  if (!bounds) return null;
  const [cx = NaN, cy = NaN, w = NaN, h = NaN, angle = NaN] = ['cx', 'cy', 'w', 'h', 'angle'].map(
    (name) => asNumber(textIn(bounds, name)) ?? NaN,
  );
  return { kind: 'rotatedBox', centre: [cx, cy], size: [w, h], angle };
}

const isYes = (text: string): boolean => text === '1' || text.toLowerCase() === 'true';

/** Flags that are set, the pose, the actions that are done, and the name and value pairs that CVAT writes. */
function attributesOf(object: XmlElement): AttributeValues | undefined {
  const values: [string, AttributeValue][] = [];
  const pose = textIn(object, 'pose');
  if (pose !== '' && pose !== 'Unspecified') values.push(['pose', pose]);
  for (const flag of ['truncated', 'difficult', 'occluded']) if (isYes(textIn(object, flag))) values.push([flag, true]);
  for (const { name, text } of childOf(object, 'actions')?.children ?? [])
    if (isYes(text)) values.push([`action ${name}`, true]);
  for (const pair of childOf(object, 'attributes')?.children ?? []) {
    const name = textIn(pair, 'name').slice(0, 100);
    if (name !== '' && name !== '__proto__') values.push([name, textIn(pair, 'value').slice(0, 10_000)]);
  }
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}

function readObject(object: XmlElement, imageRef: string, group: string, sink: RecordSink): void {
  const name = textIn(object, 'name');
  if (name === '') {
    sink.problem({ ...object.place, code: 'record.missingField', details: { field: 'name' } });
    return;
  }
  const parts = object.children.filter((child) => child.name === 'part');
  const shape = rotatedBoxOf(object) ?? boxOf(object, sink);
  if (!shape) {
    if (!childOf(object, 'bndbox'))
      sink.problem({ ...object.place, code: 'record.missingField', details: { field: 'bndbox' } });
    return;
  }
  const attributes = attributesOf(object);
  const score = asNumber(textIn(object, 'score')) ?? asNumber(textIn(object, 'confidence'));
  sink.class({ ref: name, name });
  const label: ReadLabel = {
    ...{ imageRef, classRef: name, shape, place: object.place },
    ...{ ...(attributes ? { attributes } : {}), ...(score === null ? {} : { score }) },
    ...(parts.length > 0 ? { group } : {}),
  };
  sink.label(label);
  for (const part of parts) {
    const [partName, partShape] = [textIn(part, 'name'), boxOf(part, sink)];
    if (partName === '' || !partShape) continue;
    sink.class({ ref: partName, name: partName });
    sink.label({ imageRef, classRef: partName, shape: partShape, group, place: part.place });
  }
}

function readFile(tree: SourceTree, path: string, splits: ReadonlyMap<string, string>, sink: RecordSink): void {
  const [annotation] = xmlElements(tree, path, (names) => names.length === 1);
  if (annotation?.name !== 'annotation')
    throw new BrokenFile({ path, code: 'file.layout', details: { reason: `<${annotation?.name ?? ''}>` } });
  const [folder, name] = [textIn(annotation, 'folder'), textIn(annotation, 'filename')];
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.xml$/i, '');
  const size = childOf(annotation, 'size');
  sink.image({
    ref: path,
    split: splits.get(path.replace(/^(?:.*\/)?Annotations\/|\.xml$/gi, '')) ?? splits.get(stem),
    path: name === '' ? stem : folder === '' || /[\\/]/.test(name) ? name : `${folder}/${name}`,
    widthPx: size && asPixels(textIn(size, 'width')),
    heightPx: size && asPixels(textIn(size, 'height')),
  });
  for (const [at, object] of annotation.children.filter((child) => child.name === 'object').entries())
    readObject(object, path, `object ${at + 1}`, sink);
}

/**
 * Pascal VOC detection (host.robots.ox.ac.uk/pascal/VOC, development kit), one XML file for each image, as LabelImg, CVAT and others write
 * it. Parts of an object are labels of their own class in one group with it; pose, flags and actions are attributes.
 */
export const vocReader: FormatReader = {
  recognise(tree) {
    const path = xmlFiles(tree)
      .slice(0, lookedAt)
      .find((one) => isVoc(tree.head(one)));
    if (path === undefined) return null;
    const hasBox = /<bndbox[\s>]/.test(tree.head(path));
    return { sure: hasBox ? 0.9 : 0.6, seen: { path, marks: hasBox ? 'annotation, bndbox' : 'annotation, size' } };
  },
  read(tree, sink) {
    const splits = readImageSets(tree, sink);
    eachFile(xmlFiles(tree), sink, (path) => readFile(tree, path, splits, sink));
  },
};
