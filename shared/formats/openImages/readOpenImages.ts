import { delimitedRows } from '../read/delimitedRows.ts';
import { eachFile } from '../read/eachFile.ts';
import { asNumber } from '../read/fields.ts';
import { splitInPath } from '../read/splitName.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';

const isBoxes = (head: string): boolean =>
  /^\ufeff?ImageID,/.test(head) && /,LabelName,/.test(head) && /,XMin,/.test(head);

const csvFiles = (tree: SourceTree): string[] => tree.files.flatMap(({ path }) => (/\.csv$/i.test(path) ? [path] : []));

/** Lines `/m/01g317,Person`. */
function readNames(tree: SourceTree): Map<string, string> {
  const names = new Map<string, string>();
  for (const path of csvFiles(tree)) {
    if (!/class-descriptions[^/]*\.csv$/i.test(path)) continue;
    for (const { cells } of delimitedRows(tree, path, ','))
      if (cells.length >= 2) names.set(cells[0] ?? '', cells[1] ?? '');
  }
  return names;
}

/** `train-annotations-bbox.csv`, `oidv6-train-annotations-bbox.csv`. */
const ofSplit = /(?:^|[/-])([a-z]+)-annotations[^/]*\.csv$/i;

const flags = ['IsOccluded', 'IsTruncated', 'IsGroupOf', 'IsDepiction', 'IsInside'];

function readOne(tree: SourceTree, path: string, sink: RecordSink): void {
  const names = readNames(tree);
  const split = ofSplit.exec(path)?.[1] ?? splitInPath(path);
  let columns: ReadonlyMap<string, number> | null = null;
  const [images, classes] = [new Set<string>(), new Set<string>()];
  for (const { cells, place } of delimitedRows(tree, path, ',')) {
    if (!columns) {
      columns = new Map(cells.map((name, at) => [name.replace(/^\ufeff/, ''), at]));
      continue;
    }
    const known = columns;
    const cell = (name: string): string => cells[known.get(name) ?? -1] ?? '';
    const [image, label] = [cell('ImageID'), cell('LabelName')];
    if (image === '' || label === '') {
      sink.problem({
        ...place,
        code: 'record.missingField',
        details: { field: image === '' ? 'ImageID' : 'LabelName' },
      });
      continue;
    }
    if (!images.has(image)) sink.image({ ref: image, path: image, split });
    if (!classes.has(label)) sink.class({ ref: label, name: names.get(label) ?? label });
    images.add(image);
    classes.add(label);
    const [x0, x1, y0, y1] = ['XMin', 'XMax', 'YMin', 'YMax'].map((name) => asNumber(cell(name)) ?? NaN) as [
      number,
      number,
      number,
      number,
    ];
    const set = flags.filter((name) => cell(name) === '1');
    sink.label({
      ...{ imageRef: image, classRef: label, place, units: 'fraction' },
      shape: { kind: 'box', box: [x0, y0, x1 - x0, y1 - y0] },
      ...(set.length > 0 ? { attributes: Object.fromEntries(set.map((name) => [name, true])) } : {}),
    });
  }
}

/**
 * Open Images boxes (storage.googleapis.com/openimages, "Data formats"), with `class-descriptions*.csv` beside them where there is one.
 * Images are named without their ending; flags that are 1 become attributes.
 */
export const openImagesReader: FormatReader = {
  recognise(tree) {
    const first = csvFiles(tree).find((path) => isBoxes(tree.head(path)));
    return first === undefined ? null : { sure: 0.95, seen: { path: first, marks: 'ImageID, LabelName, XMin' } };
  },
  read: (tree, sink) =>
    eachFile(
      csvFiles(tree).filter((path) => isBoxes(tree.head(path))),
      sink,
      (path) => readOne(tree, path, sink),
    ),
};
