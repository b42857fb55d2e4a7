import type { Database } from 'better-sqlite3';
import type { ImportPreview, ImportProblem, Sample } from '#shared/contract/importApi.ts';
import type { ReadProblem } from '#shared/formats/reader.ts';
import { getFact } from './stage.ts';

/** So many of a long list are named; the others are counted. */
export const sampleSize = 200;

export class ImportCounts {
  added = 0;
  replaced = 0;
  alreadyThere = 0;
  ignored = 0;
  edited = 0;
  deleted = 0;
  readonly conflictImages = new Set<string>();
  readonly splits = { set: 0, alreadyThere: 0 };
  /** Images that are in another split here, or of which the file says two. */
  readonly splitConflicts = new Set<string>();
  #refused = 0;
  readonly #problems: ReadProblem[] = [];

  /** A label that can't be placed in its image. */
  refuse(problem: ReadProblem): void {
    this.#refused += 1;
    if (this.#problems.length < sampleSize) this.#problems.push(problem);
  }

  get refused(): number {
    return this.#refused;
  }

  get problems(): readonly ReadProblem[] {
    return this.#problems;
  }
}

const sampleOf = (all: ReadonlySet<string>): Sample<string> => ({
  total: all.size,
  first: [...all].slice(0, sampleSize),
});

const toImportProblem = ({ code, path, line, column, details = {} }: ReadProblem): ImportProblem => ({
  ...{ code, path, line: line ?? null, column: column ?? null, details },
});

/** One of several images of a file has its number behind the name. */
const nameOfImage = (table: string): string =>
  `${table}.path || CASE WHEN ${table}.frame_count > 1 OR ${table}.frame > 0 THEN '#' || (${table}.frame + 1) ELSE '' END`;

function sampleImages(stage: Database, states: readonly string[]): Sample<string> {
  const where = `WHERE state IN (${states.map(() => '?').join(', ')})`;
  return {
    total: stage
      .prepare(`SELECT count(*) FROM images ${where}`)
      .pluck()
      .get(...states) as number,
    first: stage
      .prepare(`SELECT ${nameOfImage('images')} FROM images ${where} ORDER BY id LIMIT ${sampleSize}`)
      .pluck()
      .all(...states) as string[],
  };
}

/** Images whose size is another than the file says: each with both sizes. */
function sizeProblems(stage: Database): ImportProblem[] {
  const rows = stage
    .prepare(
      `SELECT i.state, ${nameOfImage('i')} AS path,
         i.width_px || ' x ' || i.height_px || coalesce(' x ' || i.frame_count, '') AS said,
         t.width_px || ' x ' || t.height_px || CASE WHEN i.frame_count IS NULL THEN '' ELSE ' x ' || t.frame_count END AS size
       FROM images i JOIN items t ON t.id = i.item_id WHERE i.state IN ('otherSize', 'turnedSize') ORDER BY i.id LIMIT ${sampleSize}`,
    )
    .all() as { state: 'otherSize' | 'turnedSize'; path: string; said: string; size: string }[];
  return rows.map(({ state, path, ...details }) => ({
    ...{ code: `image.${state}` as const, path, line: null, column: null, details },
  }));
}

/** All numbers of a preview, from the stage and from what was counted when the items were planned. */
export function summarize(
  stage: Database,
  counts: ImportCounts,
  rest: Pick<ImportPreview, 'token' | 'source' | 'format' | 'seen' | 'classes'>,
): ImportPreview {
  const count = (sql: string): number => stage.prepare(sql).pluck().get() as number;
  const ofImages = (where: string): number => count(`SELECT count(*) FROM images WHERE ${where}`);
  const sizes = ofImages("state IN ('otherSize', 'turnedSize')");
  const [refused, problems] = [Number(getFact(stage, 'refused')), Number(getFact(stage, 'problems'))];
  const kept = stage
    .prepare(`SELECT code, path, line, col AS "column", details FROM problems ORDER BY id LIMIT ${sampleSize}`)
    .all() as (Omit<ImportProblem, 'details'> & { details: string })[];
  const read = kept.map((problem) => ({
    ...problem,
    details: JSON.parse(problem.details) as ImportProblem['details'],
  }));
  const first = [...sizeProblems(stage), ...counts.problems.map(toImportProblem), ...read].slice(0, sampleSize);
  const labels = count('SELECT count(*) FROM labels');
  return {
    ...rest,
    files: count('SELECT count(*) FROM files'),
    images: {
      listed: ofImages('1'),
      matched: ofImages("state = 'matched'"),
      unmatched: sampleImages(stage, ['unmatched']),
      ambiguous: sampleImages(stage, ['ambiguous']),
      otherSize: sizes,
    },
    labels: {
      read: labels + refused,
      added: counts.added,
      replaced: counts.replaced,
      alreadyThere: counts.alreadyThere,
      withoutImage: count(
        "SELECT count(*) FROM labels l JOIN images i ON i.id = l.image_id WHERE i.state IS NOT 'matched'",
      ),
      ignored: counts.ignored,
      refused: refused + counts.refused,
      scored: count('SELECT count(*) FROM labels WHERE score IS NOT NULL'),
    },
    splits: {
      ...counts.splits,
      conflicts: sampleOf(counts.splitConflicts),
    },
    conflicts: {
      ...{ edited: counts.edited, deleted: counts.deleted },
      images: sampleOf(counts.conflictImages),
    },
    problems: { total: problems + sizes + counts.refused, first },
  };
}
