import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findHead } from '#engine/db/journal.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { mountSmallDisk } from '#tests/support/mountSmallDisk.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import type { Desk } from './support/handDesk.ts';
import { create, makeFolder, open } from './support/openDesk.ts';

function edit({ call }: Desk, itemId: ItemId): number {
  const { revision } = call('items.document', { itemId }).item;
  const added = Array.from({ length: 20 }, () => makeAnnotation());
  const answer = call('annotations.apply', {
    itemId,
    baseRevision: revision,
    label: 'Edit',
    change: makeChange({ annotations: { added } }),
  });
  if (!answer.ok) throw new Error('the edit fits');
  return answer.seq;
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a full disk', () => {
  it('fails the edit with store.diskFull, loses nothing, and goes on when there is room again', ({ skip }) => {
    const disk = (mountSmallDisk(4096) ?? skip()).folder;
    const file = path.join(disk, 'full.firstpass');
    const project = create(file);
    const desk = handDesk(project);
    const itemId = fillProject(project.db, { items: 1, predictionsPerItem: 1 }).itemIds[0] as ItemId;
    writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(2_500_000));
    let acknowledged = 0;
    let error: unknown;
    desk.takeEvents();
    while (error === undefined) error = errorOf(() => (acknowledged = edit(desk, itemId)));
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('store.diskFull');
    // What was not saved is not announced, and not there.
    expect(desk.takeEvents()).toHaveLength(3 * desk.call('items.document', { itemId }).item.revision);
    expect(findHead(project.db)?.seq).toBe(acknowledged);
    expect(desk.call('history.peek', {}).undo?.seq).toBe(acknowledged);
    expect(verifyProject(project.db).differences).toEqual([]);
    rmSync(path.join(disk, 'ballast'));
    expect(edit(desk, itemId)).toBe(acknowledged + 1);
    project.close();
    const again = open(file);
    expect(verifyProject(again.db)).toMatchObject({ ok: true, entries: acknowledged + 1 });
    again.close();
  });

  it('leaves no half project behind', ({ skip }) => {
    const disk = (mountSmallDisk(64) ?? skip()).folder;
    const error = errorOf(() => create(path.join(disk, 'new.firstpass')));
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('store.diskFull');
    expect(readdirSync(disk)).toEqual(['new.firstpass.lock']);
  });

  it('keeps an old project as it is when its backup finds no room', ({ skip }) => {
    const disk = (mountSmallDisk(1024) ?? skip()).folder;
    const file = path.join(disk, 'old.firstpass');
    const project = create(file);
    fillProject(project.db, { items: 1, predictionsPerItem: 1 });
    // As if the program had learned a new format since: the number goes back, the schema stays.
    project.db.pragma('user_version = 1');
    project.close();
    const before = readFileSync(file);
    writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(1024 * 1024 - before.length - 120_000));
    const error = errorOf(() => open(file));
    expect((error as AppError).code).toBe('store.diskFull');
    expect(readdirSync(disk).filter((name) => name.endsWith('.backup'))).toEqual([]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!hasStrace) console.log('skipped: strace is not there, or may not trace');

describe.skipIf(!hasStrace)('an acknowledgement', () => {
  it('is written only after the journal has reached the disk', () => {
    const folder = makeFolder();
    const file = path.join(folder, 'traced.firstpass');
    const project = create(file);
    fillProject(project.db, { items: 3, predictionsPerItem: 2 });
    project.close();
    const trace = path.join(folder, 'trace');
    const edits = 30;
    const calls = 'trace=openat,close,write,pwrite64,fsync,fdatasync';
    execFileSync(
      'strace',
      [
        '-f',
        '-y',
        '-e',
        calls,
        '-o',
        trace,
        process.execPath,
        path.join(import.meta.dirname, 'children/edit.ts'),
        file,
        '5',
        String(edits),
      ],
      { input: 'go\n', stdio: ['pipe', 'ignore', 'inherit'] },
    );
    let isDirty = false;
    let acks = 0;
    // By the numbers that are acknowledged: an undo with nothing to undo writes nothing.
    const seen = new Set<string>();
    let syncs = 0;
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      const isWal = line.includes('traced.firstpass-wal>');
      if (isWal && line.includes('pwrite64(')) isDirty = true;
      if (isWal && /f(data)?sync\(/.test(line)) {
        isDirty = false;
        syncs += 1;
      }
      const [, seq] = / write\(1<.*"ack (\d+) /.exec(line) ?? [];
      if (seq === undefined) continue;
      acks += 1;
      seen.add(seq);
      expect(isDirty, `acknowledged before its fsync: ${line}`).toBe(false);
      expect(syncs, 'every edit has reached the disk by a call of its own').toBeGreaterThanOrEqual(seen.size - 1);
    }
    expect(acks).toBe(edits);
    expect(seen.size).toBeGreaterThan(edits / 2);
  });
});
