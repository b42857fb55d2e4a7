import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { prepare } from './prepare.ts';

/** What the labels of a project are, in three numbers. */
export interface LabelContent {
  /** SHA-256, hex. */
  readonly contentHash: string;
  /** Items with labels, or with another stage than `new`. */
  readonly items: number;
  readonly labels: number;
}

interface ItemRow {
  readonly id: number;
  readonly path: string;
  readonly frame: number;
  readonly stage: string;
}

interface LabelRow {
  readonly id: string;
  readonly className: string;
  readonly shape: string;
  readonly attributes: string | null;
  readonly groupId: string | null;
  readonly z: number;
}

/** Shape and attributes are stored as canonical JSON (RFC 8785): they go in as they are. */
function labelLine({ id, className, shape, attributes, groupId, z }: LabelRow): string {
  return `[${JSON.stringify(id)},${JSON.stringify(className)},${shape},${attributes ?? 'null'},${JSON.stringify(groupId)},${z}]\n`;
}

/**
 * The hash of the labels as they are, however they came about. Of each item that has labels, or another stage than `new`, the SHA-256 of its lines:
 * `[path,frame,stage]`, and by id `[id,class name,shape,attributes or null,group or null,z]` of each label, all as canonical
 * JSON (RFC 8785) with a line feed. The content hash is the SHA-256 of the line `firstpass-labels 1` and a line for each item with its
 * digest in hex, in the order of path (by UTF-8 bytes), frame, digest. Paths are relative to their root.
 * Holds no more than the labels of one item at a time.
 */
export function describeLabels(db: Database): LabelContent {
  const listed = createHash('sha256').update('firstpass-labels 1\n');
  const labelsOf = prepare(
    db,
    `SELECT a.id, c.name AS className, a.shape, a.attributes, a.group_id AS groupId, a.z
     FROM annotations a JOIN classes c ON c.id = a.class_id WHERE a.item_id = ? ORDER BY a.id`,
  );
  let [items, labels] = [0, 0];
  function digest({ id, path, frame, stage }: ItemRow): string {
    const hash = createHash('sha256').update(`${JSON.stringify([path, frame, stage])}\n`);
    for (const label of labelsOf.all(id) as LabelRow[]) {
      hash.update(labelLine(label));
      labels += 1;
    }
    return hash.digest('hex');
  }

  // The same path and frame in several roots: in an order that is the items' own.
  let alike: string[] = [];
  let place = '';
  const close = (): void => {
    for (const one of alike.sort()) listed.update(`${one}\n`);
    alike = [];
  };
  const rows = prepare(
    db,
    `SELECT i.id, i.path, i.frame, i.stage FROM items i
     WHERE i.stage <> 'new' OR EXISTS (SELECT 1 FROM annotations a WHERE a.item_id = i.id) ORDER BY i.path, i.frame`,
  ).iterate() as IterableIterator<ItemRow>;
  for (const row of rows) {
    const here = JSON.stringify([row.path, row.frame]);
    if (here !== place) close();
    place = here;
    alike.push(digest(row));
    items += 1;
  }
  close();
  return { contentHash: listed.digest('hex'), items, labels };
}
