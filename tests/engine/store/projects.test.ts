import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSession } from '#engine/openSession.ts';
import { isOnNetworkShare } from '#engine/db/networkShare.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

vi.mock(import('#engine/db/networkShare.ts'), async (load) => ({
  ...(await load()),
  isOnNetworkShare: vi.fn(() => false),
}));
vi.mock(import('#engine/openSession.ts'), async (load) => {
  const real = await load();
  return { ...real, openSession: vi.fn(real.openSession) };
});

let t: TestEngine;
let images: string;
beforeEach(() => {
  t = startEngine();
  images = path.join(t.home, 'images');
  mkdirSync(images);
});
afterEach(async () => {
  vi.clearAllMocks();
  await t.close();
});

const grant = (...names: string[]) => t.engine.grants.add(path.join(t.home, ...names)).id;
const current = async (): Promise<string | undefined> => (await t.engine.call('projects.current', {}))?.name;

test('a new project that can not be made leaves the open one open, and its own name free', async () => {
  await t.create('first', images);
  const create = (roots: string[], classes: string[]): Promise<unknown> =>
    t.engine.call('projects.create', {
      file: grant('second.firstpass'),
      roots: roots.map((name) => grant(name)),
      classes,
    });
  await expect(create(['nowhere'], [])).rejects.toMatchObject({ code: 'folder.notFound' });
  await expect(create(['images'], ['cat', ' Cat'])).rejects.toMatchObject({ code: 'class.exists' });
  await expect(create(['images', 'images'], [])).rejects.toMatchObject({ code: 'folder.nested' });
  expect(await current()).toBe('first');
  expect(existsSync(path.join(t.home, 'second.firstpass'))).toBe(false);
  await create(['images'], ['cat']);
  expect(await current()).toBe('second');
});

test('a session that can not be started leaves no project locked', async () => {
  await t.create('first', images);
  await t.create('second', images);
  vi.mocked(openSession).mockImplementationOnce(() => {
    throw new Error('no memory');
  });
  await expect(t.engine.call('projects.open', { file: grant('first.firstpass') })).rejects.toThrow('no memory');
  expect(await current()).toBe('second');
  await t.engine.call('projects.open', { file: grant('first.firstpass') });
  expect(await current()).toBe('first');
});

test('a project on a network share is warned about when it is opened', async () => {
  const noticed: ErrorRecord[] = [];
  t.engine.events.on('noticed', ({ error }) => noticed.push(error));
  await t.create('first', images);
  expect(noticed).toEqual([]);
  vi.mocked(isOnNetworkShare).mockReturnValue(true);
  await t.create('second', images);
  expect(noticed.map(({ code, hint }) => [code, hint?.includes('disk of this machine')])).toEqual([
    ['project.onNetworkShare', true],
  ]);
});
