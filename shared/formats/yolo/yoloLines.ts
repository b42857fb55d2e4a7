import { inShort } from '../read/fields.ts';
import type { ReadProblem, ReadShape } from '../reader.ts';
import type { YoloNames } from './yoloNames.ts';

/** What the lines of a data set are; boxes may stand among all of them. */
export type YoloTask = 'box' | 'corners' | 'polygon' | 'keypoints';

export interface YoloLine {
  readonly classNumber: number;
  /** Parts of the image's width and height. Keypoints come with their box. */
  readonly shapes: readonly ReadShape[];
  readonly score: number | undefined;
}

type Wrong = Pick<ReadProblem, 'code' | 'details'>;

/** Class and box; class, box and score; class and four corners. */
const [boxTokens, scoredTokens, cornerTokens] = [5, 6, 9] as const;

/**
 * Whether lines of nine numbers are boxes that are turned or polygons of four points, nobody writes down: they are boxes when all lines
 * are so long.
 * @param lines the first ones of a data set
 */
export function findTask(lines: readonly string[], { keypoints }: YoloNames): YoloTask {
  if (keypoints) return 'keypoints';
  const lengths = lines.map((line) => line.trim().split(/\s+/).length);
  const long = lengths.filter((length) => length > scoredTokens);
  if (long.length === 0) return 'box';
  return long.every((length) => length === cornerTokens || length === cornerTokens + 1) ? 'corners' : 'polygon';
}

function boxOf([cx = NaN, cy = NaN, width = NaN, height = NaN]: readonly number[]): ReadShape {
  return { kind: 'box', box: [cx - width / 2, cy - height / 2, width, height] };
}

function keypointsOf(
  numbers: readonly number[],
  { count, numbers: each, names }: NonNullable<YoloNames['keypoints']>,
): ReadShape {
  const flags = ['unlabeled', 'occluded', 'visible'] as const;
  const joints = Array.from({ length: count }, (_, at) => {
    const [x = NaN, y = NaN, flag = 2] = numbers.slice(at * each, (at + 1) * each);
    // Without a flag, 0, 0 is what is not there.
    const isAway = each === 2 && x === 0 && y === 0;
    return {
      id: names[at] ?? String(at + 1),
      visibility: isAway ? flags[0] : (flags[Math.round(flag)] ?? flags[2]),
      x,
      y,
    };
  });
  return { kind: 'keypoints', joints };
}

/** A score, where there is one number more than the shape has. */
const split = (numbers: readonly number[], length: number): [number[], number | undefined] => [
  numbers.slice(0, length),
  numbers.length > length ? numbers[length] : undefined,
];

/** One line of a label file, `class numbers...`, by the task of the data set. */
export function readLine(line: string, task: YoloTask, { keypoints }: YoloNames): YoloLine | Wrong {
  const [first = '', ...rest] = line.trim().split(/[\s,]+/);
  const classNumber = Number(first);
  if (!Number.isInteger(classNumber) || classNumber < 0 || classNumber >= 100_000)
    return { code: 'record.badField', details: { field: 'class', value: inShort(first) } };
  const numbers = rest.map(Number);
  const bad = numbers.findIndex((number) => !Number.isFinite(number));
  if (bad >= 0) return { code: 'label.badNumbers', details: { value: inShort(rest[bad]) } };
  const tokens = numbers.length + 1;
  const count = (): Wrong => ({ code: 'record.unreadable', details: { reason: `${tokens} numbers` } });
  if (tokens < boxTokens) return count();
  if (tokens === boxTokens || tokens === scoredTokens)
    return { classNumber, shapes: [boxOf(numbers)], score: numbers[4] };
  if (task === 'keypoints' && keypoints) {
    const length = 4 + keypoints.count * keypoints.numbers;
    if (numbers.length !== length && numbers.length !== length + 1) return count();
    const [own, score] = split(numbers, length);
    const joints = keypointsOf(own.slice(4), keypoints);
    const isLabeled = joints.kind === 'keypoints' && joints.joints.some(({ visibility }) => visibility !== 'unlabeled');
    return { classNumber, shapes: [boxOf(own), ...(isLabeled ? [joints] : [])], score };
  }
  if (task === 'corners') {
    const [points, score] = split(numbers, 8);
    return { classNumber, shapes: [{ kind: 'corners', points }], score };
  }
  const [points, score] = split(numbers, numbers.length - (numbers.length % 2));
  return { classNumber, shapes: [{ kind: 'polygon', rings: [points] }], score };
}
