import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openReader } from '#engine/db/openReader.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { AppError } from '#shared/contract/errors.ts';
import { fillProject } from './support/fillProject.ts';
import { create, makeFolder, open } from './support/openDesk.ts';

const child = (name: string): string => path.join(import.meta.dirname, 'children', name);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

function newProject(): string {
  const file = path.join(makeFolder(), 'photos of Tübingen 照片.firstpass');
  const project = create(file);
  fillProject(project.db, { items: 20, predictionsPerItem: 2 });
  project.close();
  return file;
}

function changeFile(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

describe('a new project', () => {
  it('is durable, in WAL, with foreign keys, and opens again', () => {
    const file = path.join(makeFolder(), 'new.firstpass');
    const pragmas = ({ db }: { db: Database.Database }): unknown =>
      Object.fromEntries(
        ['journal_mode', 'synchronous', 'foreign_keys', 'fullfsync', 'application_id'].map((name) => [
          name,
          db.pragma(name, { simple: true }),
        ]),
      );
    const expected = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, fullfsync: 1, application_id: 0x46506173 };
    for (const opener of [create, open]) {
      const project = opener(file);
      expect(pragmas(project)).toEqual(expected);
      expect({ ...project, db: 0, close: 0 }).toEqual({
        db: 0,
        close: 0,
        path: file,
        name: 'new',
        readOnly: null,
        onNetworkShare: false,
      });
      expect(verifyProject(project.db)).toMatchObject({ ok: true, entries: 1 });
      project.close();
    }
    expect(readdirSync(path.dirname(file)).sort()).toEqual(['new.firstpass', 'new.firstpass.lock']);
  });

  it('never takes the place of a file, and needs a folder', () => {
    const file = path.join(makeFolder(), 'taken.firstpass');
    writeFileSync(file, 'mine');
    expect(codeOf(() => create(file))).toBe('project.exists');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(codeOf(() => create(path.join(file, '..', 'no folder', 'x.firstpass')))).toBe('folder.notFound');
  });

  it('can be made after a program was killed while making it', () => {
    const file = path.join(makeFolder(), 'again.firstpass');
    writeFileSync(`${file}.new`, 'half a project');
    create(file).close();
    open(file).close();
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('gives worker threads readers that can not write', () => {
    const project = create(path.join(makeFolder(), 'read.firstpass'));
    onTestFinished(() => project.close());
    fillProject(project.db, { items: 3, predictionsPerItem: 1 });
    const reader = openReader(project.path);
    onTestFinished(() => void reader.close());
    expect(reader.prepare('SELECT count(*) FROM items').pluck().get()).toBe(3);
    expect(() => reader.exec('DELETE FROM items')).toThrow(/readonly/);
  });
});

describe('what is no project', () => {
  it('is refused with its own code, and left as it is', () => {
    const folder = makeFolder();
    const at = (name: string): string => path.join(folder, name);
    writeFileSync(at('text.firstpass'), 'not a database, but long enough to hold a header of one. '.repeat(50));
    writeFileSync(at('short.firstpass'), 'x');
    writeFileSync(at('empty.firstpass'), '');
    mkdirSync(at('folder.firstpass'));
    changeFile(at('other.firstpass'), 'CREATE TABLE journal (seq INTEGER)');
    const names = ['text', 'short', 'empty', 'folder', 'other', 'absent'];
    expect(Object.fromEntries(names.map((name) => [name, codeOf(() => open(at(`${name}.firstpass`)))]))).toEqual({
      text: 'project.notAProject',
      short: 'project.notAProject',
      empty: 'project.notAProject',
      folder: 'project.notAProject',
      other: 'project.notAProject',
      absent: 'project.notFound',
    });
    expect(readdirSync(folder).sort()).toEqual(
      ['empty', 'folder', 'other', 'short', 'text'].map((name) => `${name}.firstpass`),
    );
  });
});

describe('a newer project', () => {
  it('opens for looking where it allows that', () => {
    const file = newProject();
    changeFile(
      file,
      "PRAGMA user_version = 99; CREATE TABLE of_the_future (x); UPDATE meta SET value = '1' WHERE key = 'oldestReader'",
    );
    const project = open(file);
    onTestFinished(() => project.close());
    expect(project.readOnly).toMatch(/newer/);
    expect(project.db.prepare('SELECT count(*) FROM items').pluck().get()).toBe(20);
    expect(() => project.db.exec('DELETE FROM items')).toThrow();
  });

  it('is refused where it does not', () => {
    const file = newProject();
    changeFile(file, "PRAGMA user_version = 99; UPDATE meta SET value = '99' WHERE key = 'oldestReader'");
    const before = readFileSync(file);
    expect(codeOf(() => open(file))).toBe('project.newer');
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('a damaged project', () => {
  it('that was cut off is named so', () => {
    const file = newProject();
    truncateSync(file, 40_000);
    expect(codeOf(() => open(file))).toBe('project.damaged');
  });

  it('with a broken schema page is named so', () => {
    const file = newProject();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 100, 4000);
    writeFileSync(file, bytes);
    expect(codeOf(() => open(file))).toBe('project.damaged');
  });

  it('without its journal is named so', () => {
    const file = newProject();
    changeFile(file, 'DROP VIEW open_predictions; DROP TABLE journal');
    expect(codeOf(() => open(file))).toBe('project.damaged');
  });
});

describe('a project that is open elsewhere', () => {
  async function holdElsewhere(file: string): Promise<{ pid: number; kill(): Promise<void> }> {
    const holder = spawn(process.execPath, [child('hold.ts'), file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = once(holder, 'exit');
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    return {
      pid: holder.pid ?? 0,
      kill: async () => {
        holder.kill('SIGKILL');
        await gone;
      },
    };
  }

  it('is refused, naming who has it, and free the moment that one is killed', async () => {
    const file = newProject();
    const holder = await holdElsewhere(file);
    const link = path.join(makeFolder(), 'link.firstpass');
    symlinkSync(file, link);
    for (const name of [file, link]) {
      expect(() => open(name)).toThrow(new AppError('project.inUse', { pid: String(holder.pid) }));
    }
    await holder.kill();
    const project = open(file);
    expect(codeOf(() => open(file))).toBe('project.inUse');
    project.close();
    open(link).close();
  });

  it('is won by exactly one of many that open it at the same moment', async () => {
    const file = newProject();
    const racers = Array.from({ length: 6 }, () => {
      const racer = spawn(process.execPath, [child('race.ts'), file], { stdio: ['pipe', 'pipe', 'inherit'] });
      const lines: string[] = [];
      racer.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
      return {
        racer,
        lines,
        said: async (count: number) => {
          while (lines.length < count) await once(racer.stdout, 'data');
        },
      };
    });
    await Promise.all(racers.map(({ said }) => said(1)));
    for (const { racer } of racers) racer.stdin.write('go\n');
    await Promise.all(racers.map(({ said }) => said(2)));
    expect(racers.map(({ lines }) => lines[1]).sort()).toEqual(
      ['open', ...Array<string>(5).fill('project.inUse')].sort(),
    );
    await Promise.all(racers.map(({ racer }) => (racer.stdin.end(), once(racer, 'exit'))));
  });
});

const isRoot = process.getuid?.() === 0;
if (process.platform === 'win32') console.log('skipped: permissions of files work otherwise on Windows');

describe.skipIf(process.platform === 'win32')('a project that may not be written', () => {
  /** As a user without rights: root may write anything. */
  function look(file: string, ...extra: string[]): unknown {
    const output = execFileSync(process.execPath, [child('look.ts'), file, isRoot ? '65534' : '', ...extra], {
      encoding: 'utf8',
    });
    return JSON.parse(output);
  }

  it('opens for looking when its file is read-only', () => {
    const file = newProject();
    chmodSync(path.dirname(file), 0o777);
    chmodSync(file, 0o444);
    chmodSync(`${file}.lock`, 0o666);
    expect(look(file)).toEqual({ readOnly: 'the file may not be written', items: 20, write: 'refused', verify: true });
  });

  it('opens for looking when its folder is read-only', () => {
    const file = newProject();
    chmodSync(file, 0o666);
    chmodSync(path.dirname(file), 0o555);
    expect(look(file)).toEqual({
      readOnly: 'its folder may not be written',
      items: 20,
      write: 'refused',
      verify: true,
    });
    chmodSync(path.dirname(file), 0o755);
  });

  it('opens for looking when another user holds its lock file', () => {
    const file = newProject();
    chmodSync(path.dirname(file), 0o777);
    chmodSync(file, 0o666);
    chmodSync(`${file}.lock`, 0o444);
    expect(look(file)).toMatchObject({ readOnly: `its lock file ${file}.lock may not be written`, items: 20 });
  });

  it('is refused when it may not be read', () => {
    const file = newProject();
    chmodSync(path.dirname(file), 0o777);
    chmodSync(file, 0o000);
    expect(look(file)).toEqual({ code: 'project.noPermission' });
  });

  it('can not be made in a read-only folder', () => {
    const folder = makeFolder();
    chmodSync(folder, 0o555);
    expect(look(path.join(folder, 'new.firstpass'), 'create')).toEqual({ code: 'folder.notWritable' });
    expect(readdirSync(folder)).toEqual([]);
    chmodSync(folder, 0o755);
  });
});
