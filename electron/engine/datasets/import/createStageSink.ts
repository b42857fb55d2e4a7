import type { Database } from 'better-sqlite3';
import { checkShape } from '#shared/formats/read/checkShape.ts';
import { inShort } from '#shared/formats/read/fields.ts';
import { splitOfName } from '#shared/formats/read/splitName.ts';
import type { ReadProblem, ReadShape, RecordSink } from '#shared/formats/reader.ts';
import type { Split } from '#shared/model/split.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import { shapeText } from '#shared/shapes/shapeText.ts';
import { noSize, sizeOfLabel } from '../../db/labelSize.ts';
import type { LabelSize } from '../../db/labelSize.ts';
import { sortLabels } from './stage.ts';

/** So many problems are kept word for word; the others are counted. */
export const problemLimit = 10_000;
/** Between two looks at whether the person wants to go on. */
const lookEvery = 1000;
/** What stands where a part has no name of its own. */
const noSplit: ReadonlySet<string> = new Set(['', 'default', 'none']);

interface Ref {
  readonly id: number;
  isDeclared: boolean;
}

type Reach = readonly [number, number, number, number] | null;

/** The smallest box around a shape, as its corners. */
export function reachOf(shape: ReadShape): Reach {
  if (shape.kind === 'box') {
    const [x, y, width, height] = shape.box;
    return [x, y, x + width, y + height];
  }
  if (shape.kind === 'corners') {
    const [xs, ys] = [0, 1].map((axis) => shape.points.filter((_, at) => at % 2 === axis)) as [number[], number[]];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }
  const bounds = geometryOf(shape).bounds(shape);
  return bounds && [bounds[0], bounds[1], bounds[0] + bounds[2], bounds[1] + bounds[3]];
}

/** Of a shape that may be taken as it is. */
const sizeOf = (shape: ReadShape, isFraction: boolean): LabelSize =>
  shape.kind === 'corners' || isFraction ? noSize : sizeOfLabel(shape);

const textOf = (shape: ReadShape): string => (shape.kind === 'corners' ? JSON.stringify(shape) : shapeText(shape));

/** Numbers of references, in the order in which they were first named. */
function createRefs(insert: (id: number, ref: string) => void): (ref: string) => Ref {
  const refs = new Map<string, Ref>();
  return (ref) => {
    let found = refs.get(ref);
    if (!found) {
      found = { id: refs.size + 1, isDeclared: false };
      refs.set(ref, found);
      insert(found.id, ref);
    }
    return found;
  };
}

/** Puts records on a stage. Its `finish` also reports what labels name and no file has. */
export function createStageSink(
  stage: Database,
  look: (labels: number) => void,
): RecordSink & { readonly finish: () => void } {
  const run = (sql: string) => stage.prepare(sql);
  const addImage = run('INSERT INTO images (id, ref) VALUES (?, ?)');
  const addClass = run('INSERT INTO classes (id, ref) VALUES (?, ?)');
  const declareImage = run(
    `UPDATE images SET path = ?, width_px = ?, height_px = ?, unlabeled = ?, file_id = ?, frame = ?, frame_count = ?,
       uid = ?, split = ? WHERE id = ?`,
  );
  const declareClass = run(
    'UPDATE classes SET name = ?, color = ?, skeleton = ?, attributes = ?, file_id = ? WHERE id = ?',
  );
  const addLabel = run(
    `INSERT INTO read_labels (image_id, class_id, kind, shape, is_fraction, left, top, right, bottom, short_px, area_px2, attributes,
       group_ref, score, file_id, line, col) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addProblem = run('INSERT INTO problems (code, path, line, col, details) VALUES (?, ?, ?, ?, ?)');
  const imageOf = createRefs((id, ref) => addImage.run(id, ref));
  const classOf = createRefs((id, ref) => addClass.run(id, ref));
  let [labels, refused, problems, fileId, file] = [0, 0, 0, 0, ''];
  /** Told once each. */
  const otherSplits = new Set<string>();
  /** By the file that is being read. */
  let declared: Ref[] = [];
  const declare = (ref: Ref): boolean => {
    if (ref.isDeclared) return false;
    ref.isDeclared = true;
    declared.push(ref);
    return true;
  };

  function problem({ code, path, line, column, details = {} }: ReadProblem): void {
    problems += 1;
    if (problems <= problemLimit) addProblem.run(code, path, line ?? null, column ?? null, JSON.stringify(details));
    if (problems % lookEvery === 0) look(labels);
  }

  /** What others call a part may be none of ours: it is left alone. */
  function splitOf(name: string): Split | null {
    const split = splitOfName(name);
    if (split !== null || noSplit.has(name.trim().toLowerCase()) || otherSplits.has(name)) return split;
    otherSplits.add(name);
    problem({ path: file, code: 'image.otherSplit', details: { name: inShort(name) } });
    return null;
  }

  function forget(): void {
    for (const ref of declared) ref.isDeclared = false;
    run('DELETE FROM read_labels WHERE file_id = ?').run(fileId);
    run('UPDATE images SET path = NULL WHERE file_id = ?').run(fileId);
    run('UPDATE classes SET name = NULL WHERE file_id = ?').run(fileId);
    run('UPDATE files SET broken = 1 WHERE id = ?').run(fileId);
  }

  stage.exec('BEGIN');
  return {
    begin(path) {
      file = path;
      fileId = Number(run('INSERT INTO files (path) VALUES (?)').run(path).lastInsertRowid);
      declared = [];
      look(labels);
    },
    end(broken) {
      if (!broken) return;
      forget();
      problem(broken);
    },
    class({ ref, name, color, skeleton, attributes }) {
      const known = classOf(ref);
      if (!declare(known)) return;
      const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
      declareClass.run(name.trim().slice(0, 200), color ?? null, json(skeleton), json(attributes), fileId, known.id);
    },
    image({ ref, path, widthPx = null, heightPx = null, isUnlabeled = false, ...of }) {
      const known = imageOf(ref);
      if (!declare(known)) return;
      const { frame = null, frameCount = null, sopInstanceUid = null, split = '' } = of;
      const about = [path, widthPx, heightPx, Number(isUnlabeled), fileId, frame, frameCount, sopInstanceUid];
      declareImage.run(...about, splitOf(split), known.id);
    },
    label({ imageRef, classRef, shape, units = 'pixels', attributes, group, score, place }) {
      const isScore = score === undefined || (score >= 0 && score <= 1);
      const wrong = isScore
        ? checkShape(shape)
        : ({ code: 'label.badScore', details: { value: String(score) } } as const);
      if (wrong) {
        refused += 1;
        problem({ ...place, ...wrong });
        return;
      }
      labels += 1;
      const reach = reachOf(shape);
      const isFraction = units === 'fraction';
      const { shortPx, areaPx2 } = sizeOf(shape, isFraction);
      addLabel.run(
        imageOf(imageRef).id,
        classOf(classRef).id,
        shape.kind,
        textOf(shape),
        isFraction ? 1 : 0,
        reach && reach[0],
        reach && reach[1],
        reach && reach[2],
        reach && reach[3],
        shortPx,
        areaPx2,
        attributes ? JSON.stringify(attributes) : null,
        group ?? null,
        score ?? null,
        fileId,
        place.line ?? null,
        place.column ?? null,
      );
      if (labels % lookEvery === 0) look(labels);
    },
    problem,
    finish() {
      for (const [table, code, detail] of [
        ['images', 'record.noImage', 'image'],
        ['classes', 'record.noClass', 'name'],
      ] as const) {
        const [column, key] = table === 'images' ? ['path', 'image_id'] : ['name', 'class_id'];
        // Asked first: looking at each of a million labels takes seconds.
        if (run(`SELECT 1 FROM ${table} WHERE ${column} IS NULL LIMIT 1`).get() === undefined) continue;
        const lost = `FROM read_labels l JOIN ${table} t ON t.id = l.${key} JOIN files f ON f.id = l.file_id WHERE t.${column} IS NULL`;
        const rows = run(`SELECT f.path, l.line, l.col AS "column", t.ref ${lost} ORDER BY l.id LIMIT ?`).all(
          Math.max(0, problemLimit - problems),
        ) as { path: string; line: number | null; column: number | null; ref: string }[];
        const count = run(`SELECT count(*) ${lost}`).pluck().get() as number;
        for (const { ref, path, line, column: at } of rows)
          problem({ code, path, line: line ?? undefined, column: at ?? undefined, details: { [detail]: ref } });
        problems += count - rows.length;
        refused += count;
        run(`DELETE FROM read_labels WHERE ${key} IN (SELECT id FROM ${table} WHERE ${column} IS NULL)`).run();
      }
      run('DELETE FROM images WHERE path IS NULL').run();
      run('DELETE FROM classes WHERE name IS NULL').run();
      run("INSERT INTO facts (key, value) VALUES ('refused', ?), ('problems', ?)").run(
        String(refused),
        String(problems),
      );
      sortLabels(stage);
      stage.exec('COMMIT');
    },
  };
}
