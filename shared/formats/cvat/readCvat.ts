import { bitmapToRuns } from '../../geometry/runs.ts';
import type { AttributeDefinition, AttributeKind, AttributeValues } from '../../model/attributes.ts';
import { maskOf } from '../../shapes/mask/maskGeometry.ts';
import type { PlacedJoint } from '../../shapes/keypoints/keypoints.ts';
import { eachFile } from '../read/eachFile.ts';
import { asAttributes, asNumber, asPixels, inShort } from '../read/fields.ts';
import { skeletonOf } from '../read/skeletonOf.ts';
import { childOf, textIn, xmlElements } from '../read/xmlElements.ts';
import type { XmlElement } from '../read/xmlElements.ts';
import type { FormatReader, ReadProblem, ReadShape, RecordSink, SourceTree } from '../reader.ts';

type Wrong = Pick<ReadProblem, 'code' | 'details'>;
/** What attributes of a class are, by name. */
type Kinds = ReadonlyMap<string, ReadonlyMap<string, AttributeKind>>;

const isCvat = (head: string): boolean => /<annotations>/.test(head) && /<(?:image|track|meta)[\s>]/.test(head);

const xmlFiles = (tree: SourceTree): string[] =>
  tree.files.flatMap(({ path }) => (/\.xml$/i.test(path) && isCvat(tree.head(path)) ? [path] : []));

const kinds: Readonly<Record<string, AttributeKind>> = {
  checkbox: 'checkbox',
  number: 'number',
  select: 'choice',
  radio: 'choice',
};

function toValue(kind: AttributeKind | undefined, text: string): string | number | boolean {
  if (kind === 'checkbox') return text.toLowerCase() === 'true';
  return kind === 'number' ? (asNumber(text) ?? text) : text;
}

function definitionOf(attribute: XmlElement): AttributeDefinition | null {
  const name = textIn(attribute, 'name').slice(0, 100);
  const kind = kinds[textIn(attribute, 'input_type')] ?? 'text';
  const options = [
    ...new Set(
      textIn(attribute, 'values')
        .split('\n')
        .map((value) => value.trim()),
    ),
  ].filter(Boolean);
  if (name === '' || (kind === 'choice' && options.length === 0)) return null;
  const preset = textIn(attribute, 'default_value');
  const isAllowed = preset !== '' && (kind !== 'choice' || options.includes(preset));
  return {
    ...{ name, kind, options: kind === 'choice' ? options : [], isRequired: false },
    default: isAllowed ? toValue(kind, preset) : null,
  };
}

/** The lines of the picture of a skeleton, between joints by their names. */
function edgesOf(svg: string, names: readonly string[]): [number, number][] {
  const valueOf = (tag: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  const byNode = new Map(
    (svg.match(/<circle\b[^>]*>/g) ?? []).map((tag) => [valueOf(tag, 'data-node-id'), valueOf(tag, 'data-label-name')]),
  );
  const numberOf = (node: string): number => names.indexOf(byNode.get(node) ?? '');
  return (svg.match(/<line\b[^>]*>/g) ?? [])
    .map((tag): [number, number] => [numberOf(valueOf(tag, 'data-node-from')), numberOf(valueOf(tag, 'data-node-to'))])
    .filter(([from, to]) => from >= 0 && to >= 0 && from !== to);
}

/** The classes that the file declares. Joints of skeletons are declared as labels of their own, with a parent. */
function readLabels(labels: XmlElement, sink: RecordSink): Kinds {
  const all = labels.children.filter(({ name }) => name === 'label');
  const known = new Map<string, ReadonlyMap<string, AttributeKind>>();
  for (const label of all) {
    const name = textIn(label, 'name');
    if (name === '' || textIn(label, 'parent') !== '') continue;
    const joints = all.filter((other) => textIn(other, 'parent') === name).map((other) => textIn(other, 'name'));
    const skeleton = skeletonOf(joints, edgesOf(textIn(label, 'svg'), joints));
    const attributes = (childOf(label, 'attributes')?.children ?? []).flatMap((one) => definitionOf(one) ?? []);
    const color = textIn(label, 'color');
    known.set(name, new Map(attributes.map((one) => [one.name, one.kind])));
    sink.class({
      ...{ ref: name, name },
      ...(/^#[0-9a-f]{6}$/i.test(color) ? { color: color.toLowerCase() } : {}),
      ...(skeleton ? { skeleton } : {}),
      ...(attributes.length > 0 ? { attributes } : {}),
    });
  }
  return known;
}

const numberIn = ({ attributes }: XmlElement, name: string): number => asNumber(attributes.get(name)) ?? NaN;

/** `x,y;x,y` */
const pointsIn = (element: XmlElement): number[] =>
  (element.attributes.get('points') ?? '').split(/[;,]/).map((text) => asNumber(text) ?? NaN);

const radians = (degrees: number): number => ((Number.isNaN(degrees) ? 0 : degrees) * Math.PI) / 180;

function boxOf(element: XmlElement): ReadShape {
  const [left, top] = [numberIn(element, 'xtl'), numberIn(element, 'ytl')];
  const [width, height] = [numberIn(element, 'xbr') - left, numberIn(element, 'ybr') - top];
  const angle = radians(numberIn(element, 'rotation'));
  if (angle === 0) return { kind: 'box', box: [left, top, width, height] };
  return { kind: 'rotatedBox', centre: [left + width / 2, top + height / 2], size: [width, height], angle };
}

/** Runs of the rows of a tight box, unset pixels first. */
function maskOfRows(element: XmlElement, image: XmlElement): ReadShape | Wrong {
  const [left, top, width, height] = ['left', 'top', 'width', 'height'].map((name) => numberIn(element, name)) as [
    number,
    number,
    number,
    number,
  ];
  const size = {
    width: asPixels(image.attributes.get('width')) ?? 0,
    height: asPixels(image.attributes.get('height')) ?? 0,
  };
  const isInside = left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height;
  if (![left, top, width, height].every(Number.isInteger) || !isInside) return { code: 'label.outside' };
  const runs = (element.attributes.get('rle') ?? '').split(',').map((text) => asNumber(text) ?? -1);
  if (runs.some((length) => length < 0) || runs.reduce((sum, length) => sum + length, 0) !== width * height)
    return { code: 'label.badShape', details: { reason: 'rle' } };
  const pixels = new Uint8Array(width * height);
  let at = 0;
  for (const [index, length] of runs.entries()) {
    if (index % 2 === 1) pixels.fill(1, at, at + length);
    at += length;
  }
  return maskOf(bitmapToRuns({ pixels, width, height }, left, top, size), size);
}

function jointsOf(element: XmlElement): readonly PlacedJoint[] {
  return element.children
    .filter(({ name }) => name === 'points')
    .map((joint) => {
      const [x = NaN, y = NaN] = pointsIn(joint);
      const [isOut, isHidden] = ['outside', 'occluded'].map((name) => joint.attributes.get(name) === '1');
      const visibility = isOut ? 'unlabeled' : isHidden ? 'occluded' : 'visible';
      return { id: joint.attributes.get('label') ?? '', x, y, visibility };
    });
}

function shapesOf(element: XmlElement, image: XmlElement): readonly (ReadShape | Wrong)[] {
  switch (element.name) {
    case 'box':
      return [boxOf(element)];
    case 'polygon':
      return [{ kind: 'polygon', rings: [pointsIn(element)] }];
    case 'polyline':
      return [{ kind: 'polyline', points: pointsIn(element) }];
    case 'points': {
      const points = pointsIn(element);
      return Array.from({ length: Math.ceil(points.length / 2) }, (_, at): ReadShape => ({
        kind: 'point',
        point: [points[2 * at] ?? NaN, points[2 * at + 1] ?? NaN],
      }));
    }
    case 'ellipse': {
      const [cx, cy, rx, ry] = ['cx', 'cy', 'rx', 'ry'].map((name) => numberIn(element, name)) as [
        number,
        number,
        number,
        number,
      ];
      const angle = radians(numberIn(element, 'rotation'));
      return [{ kind: 'ellipse', centre: [cx, cy], size: [2 * rx, 2 * ry], angle }];
    }
    case 'mask':
      return [maskOfRows(element, image)];
    case 'skeleton':
      return [{ kind: 'keypoints', joints: jointsOf(element) }];
    case 'tag':
      return [{ kind: 'whole' }];
    default:
      return [{ code: 'record.unsupported', details: { what: inShort(element.name) } }];
  }
}

function attributesOf(
  element: XmlElement,
  known: ReadonlyMap<string, AttributeKind> | undefined,
): AttributeValues | undefined {
  const said = element.children
    .filter(({ name }) => name === 'attribute')
    .map(({ attributes, text }) => [attributes.get('name') ?? '', text] as const);
  return asAttributes({
    ...Object.fromEntries(said.map(([name, text]) => [name, toValue(known?.get(name), text)])),
    ...(element.attributes.get('occluded') === '1' && element.name !== 'skeleton' ? { occluded: true } : {}),
  });
}

function readImage(image: XmlElement, imageRef: string, known: Kinds, sink: RecordSink): void {
  const { attributes: of, place } = image;
  const path = of.get('name');
  if (path === undefined) return sink.problem({ ...place, code: 'record.missingField', details: { field: 'name' } });
  const [widthPx, heightPx] = [asPixels(of.get('width')), asPixels(of.get('height'))];
  sink.image({ ref: imageRef, path, widthPx, heightPx, split: of.get('subset') });
  for (const [at, element] of image.children.entries()) {
    const name = element.attributes.get('label') ?? '';
    if (name === '') {
      sink.problem({ ...element.place, code: 'record.missingField', details: { field: 'label' } });
      continue;
    }
    // Exports of single jobs may name classes that the head doesn't.
    if (!known.has(name)) sink.class({ ref: name, name });
    const attributes = attributesOf(element, known.get(name));
    const shapes = shapesOf(element, image);
    const group = Number(element.attributes.get('group_id') ?? 0) || (shapes.length > 1 ? `points ${at}` : null);
    for (const shape of shapes) {
      if ('code' in shape) sink.problem({ ...element.place, ...shape });
      else
        sink.label({
          ...{ imageRef, classRef: name, shape, place: element.place },
          ...{ ...(attributes ? { attributes } : {}), ...(group === null ? {} : { group: String(group) }) },
        });
    }
  }
}

function isWanted(names: readonly string[]): boolean {
  if (names[0] !== 'annotations') return false;
  return names.length === 2
    ? names[1] === 'image' || names[1] === 'track'
    : names[1] === 'meta' && names.at(-1) === 'labels';
}

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  let known: Kinds = new Map();
  let images = 0;
  for (const element of xmlElements(tree, path, isWanted)) {
    if (element.name === 'labels') known = readLabels(element, sink);
    else if (element.name === 'track')
      sink.problem({ ...element.place, code: 'record.unsupported', details: { what: 'track' } });
    else {
      readImage(element, `${path} ${images}`, known, sink);
      images += 1;
    }
  }
}

/**
 * CVAT for images 1.1 (docs.cvat.ai, "XML annotation format"). A `points` element of several points becomes a group of them; hidden
 * objects have the attribute `occluded`. Tracks of videos and cuboids are not read.
 */
export const cvatReader: FormatReader = {
  recognise(tree) {
    const [first] = xmlFiles(tree);
    return first === undefined ? null : { sure: 0.95, seen: { path: first, marks: 'annotations, image' } };
  },
  read: (tree, sink) => eachFile(xmlFiles(tree), sink, (path) => readOne(tree, path, sink)),
};
