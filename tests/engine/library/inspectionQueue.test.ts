import { appendFileSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInspectionQueue } from '#engine/library/inspectionQueue.ts';
import type { InspectionOutcome, InspectionQueue } from '#engine/library/inspectionQueue.ts';
import type { Supervised } from '#engine/processes/supervised.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorCode } from '#shared/contract/errors.ts';
import type { ImagingApi, InspectedImage } from '#shared/contract/imagingApi.ts';
import type { ItemId } from '#shared/model/ids.ts';

type Answer = ImagingApi['inspect']['output'];
let home: string;
let queue: InspectionQueue;
let looked: string[];
let outcomes: Map<number, InspectionOutcome>;
let ids: Map<string, ItemId>;
let underWayMost: number;

const ready = (file: string): Answer => ({
  ok: true,
  image: { contentHash: file, sizeBytes: statSync(file).size } as InspectedImage,
});
const refused = (code: ErrorCode): Answer => ({ ok: false, error: toErrorRecord(new AppError(code)) });

/** A queue over an imaging process whose answers `look` gives; it may throw as a dying process does. */
function open(look: (file: string) => Answer | Promise<Answer>, atOnce = 2): void {
  let underWay = 0;
  const call = async (_method: string, { path: file }: { path: string }): Promise<Answer> => {
    looked.push(path.basename(file));
    underWay += 1;
    underWayMost = Math.max(underWayMost, underWay);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      return await look(file);
    } finally {
      underWay -= 1;
    }
  };
  queue = createInspectionQueue({
    imaging: { call } as unknown as Supervised<ImagingApi>,
    frameOf: () => 0,
    keepsLocation: () => false,
    thumbnailPath: '{hash}',
    atOnce,
    onOutcome: (itemId, outcome) => outcomes.set(itemId, outcome),
  });
}

function put(name: string, { isOld = true, bytes = 'x' } = {}): string {
  const file = path.join(home, name);
  writeFileSync(file, bytes);
  if (isOld) utimesSync(file, 1_000, 1_000);
  ids.set(name, (ids.size + 1) as ItemId);
  return file;
}
const add = (name: string, soon = false): void =>
  queue.add(ids.get(name) ?? (0 as ItemId), path.join(home, name), soon);
const outcome = (name: string): InspectionOutcome | undefined => outcomes.get(ids.get(name) ?? 0);
const codeOf = (name: string): string | undefined => {
  const it = outcome(name);
  return it?.kind === 'refused' ? it.error.code : it?.kind;
};

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-queue-'));
  looked = [];
  outcomes = new Map();
  ids = new Map();
  underWayMost = 0;
});
afterEach(() => {
  queue.close();
  rmSync(home, { recursive: true });
});

test('looks at a few at a time, what is asked for soon before the others', async () => {
  open(ready);
  for (const name of ['a', 'b', 'c', 'd', 'e']) put(name);
  for (const name of ['a', 'b', 'c', 'd']) add(name);
  await queue.idle();
  expect(underWayMost).toBe(2);
  expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(Array(4).fill('ready'));

  // One at a time: two that are looked at together may overtake each other.
  open(ready, 1);
  looked = [];
  for (const name of ['a', 'b', 'c']) add(name);
  add('e', true);
  await queue.idle();
  expect(looked).toEqual(['a', 'e', 'b', 'c']);
});

test('a file that is copied in pieces is ready only with its last byte, and holds up no other', async () => {
  // Whole at ten bytes.
  open((file) => (statSync(file).size >= 10 || !file.endsWith('slow') ? ready(file) : refused('image.truncated')), 1);
  const slow = put('slow', { isOld: false, bytes: '12' });
  put('other');
  add('slow');
  add('other');
  await vi.waitFor(() => expect(codeOf('other')).toBe('ready'));
  for (let size = 2; size < 10; size += 2) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(outcome('slow')).toBeUndefined();
    expect(queue.waiting).toBe(1);
    appendFileSync(slow, '..');
    // The watcher tells of each piece.
    add('slow');
  }
  await vi.waitFor(() => expect(codeOf('slow')).toBe('ready'), { timeout: 10_000 });
  expect(outcome('slow')).toMatchObject({ image: { sizeBytes: 10 } });
  expect(looked.filter((name) => name === 'slow').length).toBeLessThan(8);
});

test('a new file that stands still and can not be decoded is refused in the end, also with a clock from tomorrow', async () => {
  open(() => refused('image.truncated'));
  const file = put('tomorrow', { isOld: false });
  const tomorrow = Date.now() / 1_000 + 86_400;
  utimesSync(file, tomorrow, tomorrow);
  add('tomorrow');
  await queue.idle();
  expect(outcome('tomorrow')).toMatchObject({ kind: 'refused', stamp: { sizeBytes: 1 } });
  expect(looked).toEqual(['tomorrow']);
});

test('a file that vanishes while it waits is gone, not an error', async () => {
  open(ready);
  const file = put('brief', { isOld: false });
  add('brief');
  rmSync(file);
  await queue.idle();
  expect(outcome('brief')).toEqual({ kind: 'gone' });
});

test('only the file that kills the process twice is set aside', async () => {
  let generation = 0;
  const inProcess = new Set<(error: Error) => void>();
  open(
    (file) =>
      new Promise((resolve, reject) => {
        inProcess.add(reject);
        if (path.basename(file).startsWith('killer')) {
          generation += 1;
          const error = new AppError('process.crashed', { process: 'imaging', reason: 'SIGSEGV' });
          for (const die of inProcess) die(error);
          inProcess.clear();
        } else
          setTimeout(() => {
            inProcess.delete(reject);
            resolve(ready(file));
          }, 5);
      }),
    4,
  );
  const names = ['a', 'killer 1', 'b', 'c', 'killer 2', 'd', 'e', 'f'];
  for (const name of names) put(name);
  for (const name of names) add(name);
  await queue.idle();
  expect(Object.fromEntries(names.map((name) => [name, codeOf(name)]))).toEqual({
    ...Object.fromEntries(names.map((name) => [name, 'ready'])),
    'killer 1': 'image.crashed',
    'killer 2': 'image.crashed',
  });
  expect(generation).toBe(4);
});

test('close forgets what waits and wakes who waits for it', async () => {
  open(() => new Promise<Answer>(() => undefined), 1);
  put('a');
  put('b');
  add('a');
  add('b');
  const idle = queue.idle();
  queue.close();
  await idle;
  expect(outcomes.size).toBe(0);
});
