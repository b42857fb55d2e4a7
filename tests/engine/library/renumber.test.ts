import { copyFileSync, mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClass } from '#engine/db/classes.ts';
import { commit } from '#engine/db/commit.ts';
import { emptyChange } from '#shared/change/emptyChange.ts';
import { makeAnnotation } from '../store/support/edits.ts';
import { actor, startLibrary } from './support/startLibrary.ts';
import type { TestLibrary } from './support/startLibrary.ts';

let t: TestLibrary;
beforeEach(() => {
  t = startLibrary();
});
afterEach(() => t.close());

const at = (name: string): string => path.join(t.images, name);
async function writeImage(name: string, seed: number): Promise<void> {
  const background = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: seed % 256 };
  await sharp({ create: { width: 64, height: 40 + seed, channels: 3, background } })
    .png()
    .toFile(at(name));
  utimesSync(at(name), 1_000 + seed, 1_000 + seed);
}
async function settle(): Promise<void> {
  t.library.start();
  await t.library.settled();
}
/** Images `n1.png`, `n2.png`, ... whose items are known, read, and labeled where asked. */
async function prepare(count: number, isLabeled: boolean): Promise<Map<string, number>> {
  for (let seed = 1; seed <= count; seed++) await writeImage(`n${seed}.png`, seed);
  await t.library.addRoot(t.images);
  await settle();
  if (isLabeled) {
    createClass({ db: t.db, actor }, { name: 'cell' });
    for (const { id } of t.items()) {
      const change = { ...emptyChange, annotations: { ...emptyChange.annotations, added: [makeAnnotation()] } };
      const subject = `item:${id}`;
      commit(t.db, { op: 'annotations.applied', body: { itemId: id, change }, actor, subject, label: 'Draw box' });
    }
  }
  return idsByContent();
}
const idsByContent = (): Map<string, number> => new Map(t.items().map((item) => [item.pictureVersion, item.id]));
const states = (): Record<string, string> =>
  Object.fromEntries(t.items().map((item) => [item.path, item.problem?.code ?? item.fileState]));
const renumber = (...steps: [string, string][]): void => {
  for (const [from, to] of steps) renameSync(at(from), at(to));
};
const ready = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, 'ready']));

const ways = ['labeled, while the program watches', 'labeled, while it is closed', 'not labeled, while it is closed'];
for (const way of ways) {
  const [isLabeled, isClosed] = [!way.startsWith('not'), way.endsWith('closed')];
  /** Does something to the files and waits until it is known. */
  const change = async (work: () => void, isKnown: () => boolean): Promise<void> => {
    if (isClosed) t = await t.restart();
    work();
    if (isClosed) await settle();
    else await t.until(isKnown, 'what was done to be known');
    await t.library.settled();
  };

  test(`files that are numbered anew take their labels along (${way})`, async () => {
    const before = await prepare(4, isLabeled);
    await change(
      () => renumber(['n1.png', 'n0.png'], ['n2.png', 'n1.png'], ['n3.png', 'n2.png'], ['n4.png', 'n3.png']),
      () => !('n4.png' in states()),
    );
    expect(states()).toEqual(ready('n0.png', 'n1.png', 'n2.png', 'n3.png'));
    expect(idsByContent()).toEqual(before);
  });

  test(`two files that swap names take their labels along (${way})`, async () => {
    const before = await prepare(3, isLabeled);
    const first = t.item('n1.png').id;
    await change(
      () => renumber(['n1.png', 'x.png'], ['n2.png', 'n1.png'], ['x.png', 'n2.png']),
      () => t.item('n2.png').id === first,
    );
    expect(states()).toEqual(ready('n1.png', 'n2.png', 'n3.png'));
    expect(idsByContent()).toEqual(before);
  });

  test(`a new file under the name of one that was moved is a new item (${way})`, async () => {
    await prepare(1, isLabeled);
    const { id } = t.item('n1.png');
    await writeImage('../foreign.png', 30);
    await change(
      () => renumber(['n1.png', 'moved.png'], ['../foreign.png', 'n1.png']),
      () => t.items().some((item) => item.path === 'moved.png' && item.id === id) && states()['n1.png'] === 'ready',
    );
    expect(states()).toEqual(ready('moved.png', 'n1.png'));
    expect(t.item('moved.png').id).toBe(id);
  });
}

test('what can not be told apart is flagged for a person, never put on a guess', async () => {
  mkdirSync(t.images, { recursive: true });
  await writeImage('n1.png', 1);
  copyFileSync(at('n1.png'), at('n2.png'));
  const before = await (async () => {
    await t.library.addRoot(t.images);
    await settle();
    createClass({ db: t.db, actor }, { name: 'cell' });
    for (const { id } of t.items()) {
      const change = { ...emptyChange, annotations: { ...emptyChange.annotations, added: [makeAnnotation()] } };
      commit(t.db, {
        ...{ op: 'annotations.applied', body: { itemId: id, change }, actor, subject: `item:${id}`, label: 'Draw' },
      });
    }
    return t.items().map(({ id, path: name }) => [id, name]);
  })();
  t = await t.restart();
  copyFileSync(at('n1.png'), at('a.png'));
  for (const [seed, name] of ['n1.png', 'n2.png'].entries()) await writeImage(name, 20 + seed);
  writeFileSync(at('note.txt'), 'x');
  await settle();
  expect(states()).toEqual({ 'a.png': 'ready', 'n1.png': 'changed', 'n2.png': 'changed' });
  expect(
    t
      .items()
      .filter(({ path: name }) => name !== 'a.png')
      .map(({ id, path: name }) => [id, name]),
  ).toEqual(before);
});
