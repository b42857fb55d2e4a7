import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { findFormat, formats } from '#shared/formats/formatRegistry.ts';
import type { ExportItem, ExportLabel } from '#shared/formats/format.ts';
import { packBrush } from '#shared/formats/labelStudio/brushRle.ts';
import { toNpy } from '#shared/formats/masks/npy.ts';
import { encodeCounts } from '#shared/geometry/cocoCounts.ts';
import type { ClassId, GroupId, ItemId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { sourceOf } from '#tests/support/medicalSources.ts';

const [car, body] = [5 as ClassId, 9 as ClassId];
const classes: readonly LabelClass[] = [
  {
    ...{ id: car, name: 'red "car", <old>', color: '0', position: 0 },
    attributes: [{ name: 'a&b', kind: 'choice', options: ['x', 'y'], isRequired: false, default: 'x' }],
  },
  {
    ...{ id: body, name: 'body', color: '1', position: 1 },
    skeleton: {
      joints: ['nose', 'tail'].map((name) => ({ id: name, name, side: null, x: 0, y: 0 })),
      edges: [['nose', 'tail']],
    },
  },
];
const shapes = {
  box: { kind: 'box', box: [10, 20, 30, 40] },
  // A quarter turn: 20 wide and 10 high becomes 10 wide and 20 high.
  rotatedBox: { kind: 'rotatedBox', centre: [50, 25], size: [20, 10], angle: Math.PI / 2 },
  ellipse: { kind: 'ellipse', centre: [50, 25], size: [20, 10], angle: Math.PI / 2 },
  polygon: { kind: 'polygon', rings: [[10, 10, 20, 10, 20, 30]] },
  holed: {
    kind: 'polygon',
    rings: [
      [1, 1, 4, 1, 4, 4, 1, 4],
      [2, 2, 3, 2, 3, 3, 2, 3],
    ],
  },
  // Of 100 columns of 50 pixels: rows 2 and 3 of column 1, row 3 of column 2.
  mask: { kind: 'mask', size: [50, 100], counts: encodeCounts([52, 2, 49, 1, 4896]) },
  polyline: { kind: 'polyline', points: [1, 2, 3.5, 4] },
  point: { kind: 'point', point: [25, 10] },
  keypoints: {
    kind: 'keypoints',
    joints: [
      { id: 'nose', visibility: 'visible', x: 10, y: 5 },
      { id: 'tail', visibility: 'occluded', x: 60, y: 45 },
    ],
  },
  whole: { kind: 'whole' },
} as const satisfies Record<string, Shape>;

const label = (shape: Shape, more: Partial<ExportLabel> = {}): ExportLabel => ({
  classId: shape.kind === 'keypoints' ? body : car,
  ...{ shape, score: null, ...more },
});
const item = (...labels: readonly ExportLabel[]): ExportItem => ({
  ...{ id: 4 as ItemId, imagePath: 'images/a b/c&d.jpg', stem: 'a b/c&d', widthPx: 100, heightPx: 50, labels },
});

function write(id: string, ...items: readonly ExportItem[]): Record<string, string> {
  const files: Record<string, string> = {};
  // Bytes as characters.
  const append = (path: string, piece: string | Uint8Array): void => {
    files[path] = (files[path] ?? '') + (typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1'));
  };
  const writer = findFormat(id)?.createWriter(
    { projectName: 'p', classes, createdAt: '2026-01-01T00:00:00.000Z' },
    append,
    (path, part) => {
      append(path, files[part] ?? '');
      files[part] = '';
    },
  );
  for (const one of items) writer?.item(one);
  writer?.finish();
  return files;
}

const json = (text: string | undefined): unknown => JSON.parse(text ?? '');

describe('each format', () => {
  // One that sorts images by class has no files of labels.
  test.each(formats.flatMap(({ id, sortImage }) => (sortImage ? [] : [id])))(
    '%s writes each shape that it says it holds, and an image without labels',
    (id) => {
      const format = findFormat(id);
      const held = Object.values(shapes).filter(({ kind }) => format?.shapes.includes(kind));
      expect(held.length).toBeGreaterThan(0);
      const source = sourceOf(format?.needs, 0, 1, { width: 100, height: 50 });
      const empty = write(id, { ...item(), source });
      for (const shape of held) expect(write(id, { ...item(label(shape)), source }), shape.kind).not.toEqual(empty);
    },
  );
});

test('labelme: points, groups, flags', () => {
  const group = 'g' as GroupId;
  const files = write(
    'labelme',
    item(label(shapes.box, { groupId: group }), label(shapes.polygon, { groupId: group }), label(shapes.whole)),
  );
  expect(json(files['images/a b/c&d.json'])).toMatchObject({
    imagePath: 'c&d.jpg',
    imageHeight: 50,
    imageWidth: 100,
    flags: { 'red "car", <old>': true },
    shapes: [
      {
        label: 'red "car", <old>',
        shape_type: 'rectangle',
        group_id: 1,
        points: [
          [10, 20],
          [40, 60],
        ],
      },
      {
        shape_type: 'polygon',
        group_id: 1,
        points: [
          [10, 10],
          [20, 10],
          [20, 30],
        ],
      },
    ],
  });
});

test('cvat: turned boxes, masks by rows, skeletons, attributes', () => {
  const text =
    write(
      'cvat',
      item(
        label(shapes.rotatedBox, { attributes: { 'a&b': 'y' } }),
        label(shapes.mask),
        label(shapes.holed),
        label(shapes.keypoints),
        label(shapes.whole),
      ),
    )['annotations.xml'] ?? '';
  expect(text).toContain('name="images/a b/c&amp;d.jpg" width="100" height="50"');
  expect(text).toContain('xtl="40" ytl="20" xbr="60" ybr="30" rotation="90">');
  expect(text).toContain('<attribute name="a&amp;b">y</attribute>');
  // The tight box is 2 by 2: set, unset, set, set.
  expect(text).toContain('rle="0, 1, 1, 2" left="1" top="2" width="2" height="2"');
  // A ring of pixels around one that isn't set.
  expect(text).toContain('rle="0, 4, 1, 4" left="1" top="1" width="3" height="3"');
  expect(text).toContain('label="tail" outside="0" occluded="1" source="manual" points="60,45"');
  expect(text).toContain('<tag label="red &quot;car&quot;, &lt;old&gt;" source="manual" group_id="0">');
});

test('datumaro: categories by number, skeletons counted from 1, scores', () => {
  const file = json(
    write('datumaro', item(label(shapes.box, { score: 0.5 }), label(shapes.keypoints), label(shapes.holed)))[
      'annotations/default.json'
    ],
  );
  expect(file).toMatchObject({
    categories: {
      label: { labels: [{ name: 'red "car", <old>', attributes: ['a&b'] }, { name: 'body' }] },
      points: { items: [{ label_id: 1, labels: ['nose', 'tail'], joints: [[1, 2]] }] },
    },
    items: [
      {
        id: 'a b/c&d',
        image: { path: 'images/a b/c&d.jpg', size: [50, 100] },
        annotations: [
          { type: 'bbox', label_id: 0, bbox: [10, 20, 30, 40], attributes: { score: 0.5 } },
          { type: 'points', label_id: 1, points: [10, 5, 60, 45], visibility: [2, 1] },
          { type: 'mask', rle: { size: [50, 100] } },
        ],
      },
    ],
  });
});

test('label studio: percent, turned about the top left corner', () => {
  const [task] = json(
    write('labelstudio', item(label(shapes.box), label(shapes.rotatedBox), label(shapes.whole)))['tasks.json'],
  ) as { annotations: { result: { value: Record<string, unknown> }[] }[] }[];
  const results = task?.annotations[0]?.result ?? [];
  expect(results).toMatchObject([
    { type: 'rectanglelabels', value: { x: 10, y: 40, width: 30, height: 80, rotation: 0 } },
    // Turned by a quarter about the corner that was the top left, and is the top right now: at 55, 15.
    { type: 'rectanglelabels', value: { width: 20, height: 20, rotation: 90 } },
    { type: 'choices', value: { choices: ['red "car", <old>'] } },
  ]);
  expect(results[1]?.value.x).toBeCloseTo(55, 9);
  expect(results[1]?.value.y).toBeCloseTo(30, 9);
});

/** As the reader of the converter has it: `decode_rle` of `label_studio_converter/brush.py`, from its description. */
function unpack(bytes: Uint8Array): number[] {
  const bits = [...bytes].flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map(Number));
  let at = 0;
  const read = (count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = value * 2 + (bits[at + index] ?? 0);
    at += count;
    return value;
  };
  const total = read(32);
  const word = read(5) + 1;
  const sizes = [read(4) + 1, read(4) + 1, read(4) + 1, read(4) + 1];
  const out: number[] = [];
  while (out.length < total) {
    const isRun = read(1) === 1;
    const length = read(sizes[read(2)] ?? 0) + 1;
    if (isRun) out.push(...Array<number>(length).fill(read(word)));
    else for (let index = 0; index < length; index += 1) out.push(read(word));
  }
  return out;
}

test('brush strokes are read back by another reader', () => {
  for (const runs of [[0, 1], [3, 2, 1], [5], [2, 70_000, 9, 1, 300]]) {
    const pixels = runs.flatMap((length, index) => Array<number>(length * 4).fill(index % 2 === 0 ? 0 : 255));
    expect(unpack(packBrush(runs))).toEqual(pixels);
  }
});

test('via, createml, open images, kitti and dota say where a box is', () => {
  const one = item(label(shapes.box));
  expect(json(write('via', one)['via_annotations.json'])).toEqual({
    'images/a b/c&d.jpg-1': {
      ...{ filename: 'images/a b/c&d.jpg', size: -1, file_attributes: {} },
      regions: [
        {
          shape_attributes: { name: 'rect', x: 10, y: 20, width: 30, height: 40 },
          region_attributes: { class: 'red "car", <old>' },
        },
      ],
    },
  });
  expect(json(write('createml', one)['annotations.json'])).toEqual([
    {
      image: 'images/a b/c&d.jpg',
      annotations: [{ label: 'red "car", <old>', coordinates: { x: 25, y: 40, width: 30, height: 40 } }],
    },
  ]);
  // Cut at the image's lower border, 50.
  const opened = write('openimages', one);
  expect(opened['annotations-bbox.csv']?.split('\n')[1]).toBe('a b/c&d,xclick,/fp/1,1,0.1,0.4,0.4,1,-1,-1,-1,-1,-1');
  expect(opened['class-descriptions.csv']).toBe('/fp/1,"red ""car"", <old>"\n/fp/2,body\n');
  expect(write('kitti', one)['label_2/a b/c&d.txt']).toBe(
    'red_"car",_<old> -1 -1 -10 10.000000 20.000000 40.000000 50.000000 -1 -1 -1 -1000 -1000 -1000 -10\n',
  );
  expect(write('dota', one)['labelTxt/a b/c&d.txt']).toBe('10 20 40 20 40 60 10 60 red-"car",-<old> 0\n');
});

test('yolo: outlines, corners and joints as fractions', () => {
  const lines = (id: string, shape: Shape): string | undefined => write(id, item(label(shape)))['labels/a b/c&d.txt'];
  expect(lines('yolo-segment', shapes.polygon)).toBe('0 0.1 0.2 0.2 0.2 0.2 0.6\n');
  expect(lines('yolo-obb', shapes.rotatedBox)).toBe('0 0.55 0.3 0.55 0.7 0.45 0.7 0.45 0.3\n');
  expect(lines('yolo-pose', shapes.keypoints)).toBe('1 0.35 0.5 0.5 0.8 0.1 0.1 2 0.6 0.9 1\n');
  expect(write('yolo-pose', item())['data.yaml']).toContain('kpt_shape: [2, 3]\n');
});

test('masks: class and object of each pixel, holes left out, the upper label seen', () => {
  const files = write('masks', item(label(shapes.holed), label(shapes.mask, { classId: body })));
  const pixelsOf = (name: string): ((x: number, y: number) => number | undefined) => {
    const { data, width, height, channels, palette } = decode(Buffer.from(files[name] ?? '', 'latin1'));
    expect({ width, height, channels }).toEqual({ width: 100, height: 50, channels: 1 });
    // Colours of the development kit: aeroplane and bicycle.
    expect(palette?.slice(1, 3).map((color) => color.slice(0, 3))).toEqual([
      [128, 0, 0],
      [0, 128, 0],
    ]);
    return (x, y) => data[y * width + x];
  };
  const classOf = pixelsOf('SegmentationClass/a b/c&d.png');
  const objectOf = pixelsOf('SegmentationObject/a b/c&d.png');
  expect([classOf(1, 1), classOf(2, 2), classOf(0, 0), classOf(3, 3)]).toEqual([1, 0, 0, 1]);
  // The mask lies above: rows 2 and 3 of column 1, row 3 of column 2.
  expect([classOf(1, 2), classOf(1, 3), classOf(2, 3), classOf(1, 1)]).toEqual([2, 2, 2, 1]);
  expect([objectOf(1, 1), objectOf(1, 2)]).toEqual([1, 2]);
  expect(files['labelmap.txt']).toContain('body:0,128,0::');
});

test('npy: a head that NumPy reads, values by rows', () => {
  const bytes = Buffer.from(write('npy', item(label(shapes.holed)))['masks/a b/c&d.npy'] ?? '', 'latin1');
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const headLength = bytes.readUInt16LE(8);
  expect((10 + headLength) % 64).toBe(0);
  const head = bytes.subarray(10, 10 + headLength).toString('latin1');
  expect(head.trimEnd()).toBe("{'descr': '|u1', 'fortran_order': False, 'shape': (50, 100), }");
  const values = bytes.subarray(10 + headLength);
  expect(values).toHaveLength(5000);
  expect([values[101], values[202], values[303], values[0]]).toEqual([1, 0, 1, 0]);
  const wide = Buffer.from(toNpy(Uint16Array.of(1, 300), [1, 2]));
  expect([...wide.subarray(-4)]).toEqual([1, 0, 44, 1]);
});

test('tables and lines have one row for a label, and one for an image without', () => {
  const scored = item(label(shapes.box, { score: 0.25, attributes: { n: 1 } }));
  expect(write('csv', scored, item())['labels.csv']).toBe(
    'image,width,height,class,shape,x_min,y_min,x_max,y_max,score,group,attributes,geometry\n' +
      'images/a b/c&d.jpg,100,50,"red ""car"", <old>",box,10,20,40,60,0.25,,"{""n"":1}","{""box"":[10,20,30,40]}"\n' +
      'images/a b/c&d.jpg,100,50,,,,,,,,,,\n',
  );
  const tabs = write('tsv', item(label(shapes.point)))['labels.tsv'] ?? '';
  expect(tabs.split('\n')[1]?.split('\t')).toHaveLength(13);
  const [line] = (write('jsonl', scored)['labels.jsonl'] ?? '').split('\n');
  expect(json(line)).toEqual({
    ...{ image: 'images/a b/c&d.jpg', width: 100, height: 50 },
    labels: [{ class: 'red "car", <old>', shape: shapes.box, score: 0.25, attributes: { n: 1 } }],
  });
});
