import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import { addItems } from '#engine/db/itemFiles.ts';
import { findHead } from '#engine/db/journal.ts';
import { createProjectFile } from '#engine/db/openProject.ts';
import { addRootRow } from '#engine/db/roots.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { packDatabase } from '#engine/sharing/packDatabase.ts';
import { snapshotProject } from '#engine/sharing/snapshotProject.ts';
import { unpackProject } from '#engine/sharing/unpackProject.ts';
import { isSafePath } from '#engine/sharing/archivePath.ts';
import { silentLogger } from '#shared/base/log.ts';
import { AppError } from '#shared/contract/errors.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { createRandom } from '#tests/support/mutate.ts';
import { zipBytes } from './support/zipBytes.ts';
import type { ZipEntry } from './support/zipBytes.ts';

const ignore = (): void => undefined;
let home: string;
let database: Buffer;
let journal: { seq: number; hash: string };
const at = (...names: string[]): string => path.join(home, ...names);
const request = (target: string) => ({ name: 'cells', target, images: true, models: false, version: '0' });

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-hostile-'));
  copySampleImages(at('images'), 2);
  const project = createProjectFile(at('cells.firstpass'), { actor: 'tester', logger: silentLogger });
  const writer = { db: project.db, actor: 'tester' };
  addItems(writer, addRootRow(writer, at('images')), readdirSync(at('images')));
  const head = findHead(project.db);
  journal = { seq: head?.seq ?? 0, hash: head?.hash ?? '' };
  await packDatabase(request(at('good.zip')), (file) => snapshotProject(project.path, file), ignore);
  snapshotProject(project.path, at('database'));
  database = readFileSync(at('database'));
  project.close();
  mkdirSync(at('work'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const bytes = (text: string): Buffer => Buffer.from(text);

interface Listed {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}
const listed = ({ name, data }: ZipEntry): Listed => ({ path: String(name), size: data.length, sha256: sha256(data) });

/** An archive as pack writes it, with more files. */
function archive(
  more: readonly ZipEntry[],
  change: (manifest: Record<string, unknown>) => unknown = (same) => same,
): Buffer {
  const files = [{ name: 'project.firstpass', data: database }, ...more];
  const manifest = {
    ...{ format: 1, program: '0', project: 'cells', at: '2026-01-01', journal, images: true, missing: [] },
    files: files.map(listed),
  };
  return zipBytes([...files, { name: 'manifest.json', data: bytes(JSON.stringify(change(manifest))) }]);
}

/** @returns the code that unpacking failed with, or null; and makes sure that nothing but the whole is there */
async function codeOf(data: Buffer): Promise<string | null> {
  const file = at('work', 'tried.zip');
  writeFileSync(file, data);
  const before = readdirSync(home).sort();
  try {
    const { project } = await unpackProject({ file, folder: at('work', 'out'), actor: 'tester' }, ignore);
    const db = new Database(project);
    expect(verifyProject(db).differences).toEqual([]);
    db.close();
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(existsSync(at('work', 'out'))).toBe(false);
    return error.code;
  } finally {
    rmSync(at('work', 'out'), { recursive: true, force: true });
    // Beside and above it nothing has come.
    expect([readdirSync(at('work')), readdirSync(home).sort()]).toEqual([['tried.zip'], before]);
  }
}

const file = (name: string | Buffer, more: Partial<ZipEntry> = {}): ZipEntry => ({ name, data: bytes('x'), ...more });

describe('an archive made to do harm is refused before anything is written', () => {
  it('whatever its names try', async () => {
    const names = ['../x', 'root-1/../../x', 'root-1/./x', '/etc/x', 'C:/x', 'C:x', '//host/x', 'root-1//x', 'root-1/'];
    names.push('root-1\\..\\..\\x', 'root-1/a\u0000b', 'root-1/a\nb', '');
    for (const name of names) expect([name, await codeOf(archive([file(name)]))]).toEqual([name, 'pack.unsafe']);
    expect(await codeOf(archive([file(Buffer.from([0x72, 0xff, 0xfe]))]))).toBe('pack.unsafe');
    expect(await codeOf(archive([file('elsewhere/x')]))).toBe('pack.damaged');
  });

  it('by links and devices', async () => {
    for (const mode of [0o120777, 0o020666, 0o040755, 0o140755])
      expect(await codeOf(archive([file('root-1/x', { mode })]))).toBe('pack.unsafe');
  });

  it('by two files of one name, and by files that nobody packed', async () => {
    expect(await codeOf(archive([file('root-1/x'), file('root-1/x')]))).toBe('pack.damaged');
    const twice = (manifest: Record<string, unknown>) => ({
      ...manifest,
      files: [...(manifest.files as Listed[]), ...(manifest.files as Listed[])],
    });
    expect(await codeOf(archive([], twice))).toBe('pack.damaged');
    const hidden = (manifest: Record<string, unknown>) => ({
      ...manifest,
      files: (manifest.files as Listed[]).slice(0, 1),
    });
    expect(await codeOf(archive([file('root-1/x')], hidden))).toBe('pack.damaged');
  });

  it('names that differ by case are two files where the disk tells them apart', async () => {
    const isOne = existsSync(at('GOOD.ZIP'));
    expect(await codeOf(archive([file('root-1/a'), file('root-1/A')]))).toBe(isOne ? 'pack.nameClash' : null);
  });

  it('by what grows when it is read', async () => {
    const zeros = Buffer.alloc(64 * 1024 ** 2);
    expect(await codeOf(archive([file('root-1/x', { data: zeros, deflate: true })]))).toBe('pack.tooLarge');
    const lie = file('root-1/x', { data: Buffer.alloc(2 ** 20), deflate: true, says: { size: 1 } });
    const small = (manifest: Record<string, unknown>) => ({
      ...manifest,
      files: (manifest.files as Listed[]).map((one) => (one.path === 'root-1/x' ? { ...one, size: 1 } : one)),
    });
    expect(await codeOf(archive([lie], small))).toBe('pack.damaged');
    const shared = Array.from({ length: 50 }, (_, index) => ({
      name: `root-1/${index}`,
      data: database,
      overFirst: true,
    }));
    expect(await codeOf(archive(shared))).toBe('pack.tooLarge');
    const huge = (manifest: Record<string, unknown>) => ({
      ...manifest,
      files: [{ ...(manifest.files as Listed[])[0], size: 2 ** 50 }],
    });
    expect(await codeOf(archive([], huge))).toBe('pack.damaged');
  });

  it('by other bytes than were packed, or another journal', async () => {
    const edited = Buffer.from(database);
    edited[edited.length - 5] = (edited[edited.length - 5] ?? 0) ^ 1;
    const other = zipBytes([
      { name: 'project.firstpass', data: edited },
      {
        name: 'manifest.json',
        data: bytes(
          JSON.stringify({
            ...{ format: 1, program: '0', project: 'cells', at: '', journal, images: true, missing: [] },
            files: [listed({ name: 'project.firstpass', data: database })],
          }),
        ),
      },
    ]);
    expect(await codeOf(other)).toBe('pack.damaged');
    expect(await codeOf(archive([], (manifest) => ({ ...manifest, journal: { seq: 1, hash: 'f'.repeat(64) } })))).toBe(
      'pack.damaged',
    );
    expect(await codeOf(archive([], (manifest) => ({ ...manifest, format: 99 })))).toBe('pack.newer');
    expect(await codeOf(zipBytes([file('readme.txt')]))).toBe('pack.notAPack');
    expect(await codeOf(bytes('no archive at all'))).toBe('pack.notAPack');
  });

  it('by a database whose items lie elsewhere, or that is none', async () => {
    writeFileSync(at('work', 'db'), database);
    const db = new Database(at('work', 'db'));
    db.prepare("UPDATE items SET path = '../../../etc/passwd' WHERE id = 1").run();
    db.close();
    const led = readFileSync(at('work', 'db'));
    rmSync(at('work', 'db'));
    for (const suffix of ['-wal', '-shm']) rmSync(at('work', `db${suffix}`), { force: true });
    const keep = database;
    try {
      database = led;
      expect(await codeOf(archive([]))).toBe('pack.unsafe');
      database = bytes('no database');
      expect(await codeOf(archive([]))).toMatch(/^(project\.notAProject|project\.damaged)$/);
    } finally {
      database = keep;
    }
  });
});

it('names of devices, and what Windows refuses, are safe elsewhere and refused there', () => {
  for (const name of [
    'root-1/nul',
    'root-1/COM1.jpg',
    'root-1/a:b',
    'root-1/a?.jpg',
    'root-1/a.',
    'root-1/a ',
    'aux/x',
  ])
    expect([isSafePath(name, 'linux'), isSafePath(name, 'win32')]).toEqual([true, false]);
  for (const name of ['root-1/nulls.jpg', 'root-1/übersicht 1.jpg', 'root-1/…/x'])
    expect([isSafePath(name, 'linux'), isSafePath(name, 'win32')]).toEqual([true, true]);
});

it('600 mutated archives: each is refused with a code of its own and leaves nothing, or is whole all the same', async () => {
  const good = readFileSync(at('good.zip'));
  const random = createRandom(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  const codes = new Map<string | null, number>();
  const list = good.length - 1200;
  for (let turn = 0; turn < 600; turn += 1) {
    let bad = Buffer.from(good);
    const kind = turn % 6;
    // Most are made where the archive says what it is: bytes of pictures are told by their hash.
    const spot = (): number => (turn % 3 === 0 ? below(bad.length) : list + below(bad.length - list));
    if (kind === 0) for (let flips = 1 + below(4); flips > 0; flips -= 1) bad[spot()] = below(256);
    if (kind === 1) bad = bad.subarray(0, below(bad.length));
    if (kind === 2) bad = Buffer.concat([bad.subarray(0, spot()), Buffer.from([below(256)]), bad.subarray(spot())]);
    if (kind === 3) bad.fill(below(2) * 255, spot(), spot() + below(64));
    if (kind === 4) bad.writeUInt32LE([0, 0xffffffff, 0x7fffffff, 1][below(4)] ?? 0, Math.min(spot(), bad.length - 4));
    if (kind === 5) bad = Buffer.concat([bad, bad.subarray(spot())]);
    const code = await codeOf(bad);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect([...codes.keys()].filter((code) => code !== null && !code.startsWith('pack.'))).toEqual([]);
  // Else this test tells nothing.
  expect(codes.get('pack.damaged')).toBeGreaterThan(100);
  expect(codes.get(null) ?? 0).toBeLessThan(200);
});
