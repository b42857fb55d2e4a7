import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import type { Child, Launcher } from '#engine/processes/launcher.ts';
import type { Supervised } from '#engine/processes/supervised.ts';
import { silentLogger } from '#shared/base/log.ts';
import { CancelledError } from '#shared/contract/errors.ts';
import type { OddApi } from './support/oddChild.ts';

const entry = fileURLToPath(new URL('./support/oddChild.ts', import.meta.url));
const launcher = createForkLauncher({ execPath: process.execPath, entries: { imaging: entry, inference: entry } });
const opened: Supervised<OddApi>[] = [];

function open(by: Launcher = launcher): Supervised<OddApi> {
  const supervised = createSupervised<OddApi>(by, 'imaging', { logger: silentLogger });
  opened.push(supervised);
  return supervised;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
    return false;
  }
}

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((supervised) => supervised.close()));
});

test('starts on the first call, and answers with the structure that was sent', async () => {
  const supervised = open();
  expect(supervised.pid).toBeUndefined();
  expect(supervised.generation).toBe(0);
  const value = { bytes: new Uint8Array([1, 2, 3]), when: new Date(0), nested: { text: '图像 ✓' } };
  expect(await supervised.call('echo', value)).toEqual(value);
  expect(supervised.generation).toBe(1);
  expect(await supervised.call('pid', null)).toBe(supervised.pid);
});

test('a failure inside the child crosses whole and ends nothing', async () => {
  const supervised = open();
  await expect(supervised.call('fail', null)).rejects.toMatchObject({ name: 'AppError', code: 'image.crashed' });
  await supervised.call('echo', 1);
  expect(supervised.generation).toBe(1);
});

test('its death rejects what was under way and the next call starts it again', async () => {
  const supervised = open();
  const pid = await supervised.call('pid', null);
  const pending = supervised.call('hang', null);
  const dying = supervised.call('die', null);
  const crash = { code: 'process.crashed', details: { process: 'imaging', reason: 'exit code 7' } };
  await expect(pending).rejects.toMatchObject(crash);
  await expect(dying).rejects.toMatchObject(crash);
  expect(await supervised.call('pid', null)).not.toBe(pid);
  expect(supervised.generation).toBe(2);
});

test('a kill from outside is named by its signal', async () => {
  const supervised = open();
  const pid = await supervised.call('pid', null);
  const pending = supervised.call('hang', null);
  process.kill(pid, 'SIGKILL');
  await expect(pending).rejects.toMatchObject({ code: 'process.crashed', details: { reason: 'SIGKILL' } });
});

test('a call that takes too long ends the process and is told so', async () => {
  const supervised = open();
  const pid = await supervised.call('pid', null);
  await expect(supervised.call('hang', null, { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'process.notResponding',
  });
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
});

test('a cancelled call ends a process that does not answer, and that is no crash', async () => {
  const supervised = open();
  const pid = await supervised.call('pid', null);
  const stop = new AbortController();
  const cancelled = supervised.call('hang', null, { signal: stop.signal });
  const other = supervised.call('hang', null);
  stop.abort();
  await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
  // Who hasn't cancelled is told that it will not answer.
  await expect(other).rejects.toMatchObject({ code: 'process.notResponding' });
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  expect(await supervised.call('pid', null)).not.toBe(pid);
  await expect(supervised.call('pid', null, { signal: stop.signal })).rejects.toBeInstanceOf(CancelledError);
});

test('a cancelled call that answers in time keeps its answer and its process', async () => {
  const supervised = open();
  const pid = await supervised.call('pid', null);
  const stop = new AbortController();
  const answer = supervised.call('block', { ms: 50 }, { signal: stop.signal });
  stop.abort();
  expect(await answer).toBe('done');
  expect(await supervised.call('pid', null)).toBe(pid);
});

test('a cancelled call may be given more or less time than others', async () => {
  const supervised = open();
  const pid = await supervised.call('pid', null);
  const stop = new AbortController();
  // Longer than the time that others get.
  const answer = supervised.call('block', { ms: 1_500 }, { signal: stop.signal, graceMs: 60_000 });
  stop.abort();
  expect(await answer).toBe('done');
  expect(await supervised.call('pid', null)).toBe(pid);
});

test('an entry that is not there is a crash with a reason, not a hang', async () => {
  const missing = `${entry}.missing`;
  const supervised = open(
    createForkLauncher({ execPath: process.execPath, entries: { imaging: missing, inference: missing } }),
  );
  await expect(supervised.call('echo', 1)).rejects.toMatchObject({ code: 'process.crashed' });
});

test('a program that is not there is a crash with a reason, not a hang', async () => {
  const supervised = open(
    createForkLauncher({ execPath: '/nowhere/node', entries: { imaging: entry, inference: entry } }),
  );
  await expect(supervised.call('echo', 1)).rejects.toMatchObject({ code: 'process.crashed' });
});

test('close ends the process, rejects what waits for a new start, and starts nothing again', async () => {
  const supervised = open();
  const pid = await supervised.call('pid', null);
  for (let crash = 0; crash < 3; crash++) await expect(supervised.call('die', null)).rejects.toThrow();
  expect(isAlive(pid)).toBe(false);
  const started = performance.now();
  const waiting = supervised.call('echo', 1);
  await supervised.close();
  await expect(waiting).rejects.toMatchObject({ code: 'process.crashed' });
  await expect(supervised.call('echo', 1)).rejects.toMatchObject({ code: 'process.crashed' });
  expect(performance.now() - started).toBeLessThan(900);
  expect(supervised.pid).toBeUndefined();
});

test('the child ends by itself when its parent was killed', async () => {
  const parentEntry = fileURLToPath(new URL('./support/parent.ts', import.meta.url));
  const parent = spawn(process.execPath, [parentEntry], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const childPid = Number(line.toString().trim());
  expect(isAlive(childPid)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(childPid)).toBe(false), { timeout: 10_000 });
});

/** A child that never answers anything. */
function silentChild(): { readonly launcher: Launcher; readonly kills: number[]; readonly posts: unknown[] } {
  const kills: number[] = [];
  const posts: unknown[] = [];
  const launch = (): Child => {
    const exits = new Set<(reason: string) => void>();
    return {
      pid: 1,
      post: (message) => posts.push(message),
      onMessage: () => () => undefined,
      onExit(listener) {
        exits.add(listener);
        return () => exits.delete(listener);
      },
      kill() {
        kills.push(Date.now());
        for (const listener of exits) listener('SIGKILL');
      },
    };
  };
  return { launcher: { launch }, kills, posts };
}

test('the heartbeat leaves a busy process alone: a model may block it for long', async () => {
  vi.useFakeTimers();
  const child = silentChild();
  const supervised = open(child.launcher);
  const busy = supervised.call('hang', null);
  busy.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(child.kills).toEqual([]);
  await supervised.close();
  await expect(busy).rejects.toMatchObject({ code: 'process.crashed' });
});

test('an idle process that does not answer its heartbeat is ended', async () => {
  vi.useFakeTimers();
  const child = silentChild();
  // One call makes it start; it is answered by nothing, and given up by its own limit in another test. Here the call's
  // answer is forged, so that the process is idle.
  let answer: ((message: unknown) => void) | undefined;
  const supervised = open({
    launch(kind) {
      const plain = child.launcher.launch(kind);
      return { ...plain, onMessage: (listener) => ((answer = listener), () => undefined) };
    },
  });
  const call = supervised.call('echo', 1);
  await vi.advanceTimersByTimeAsync(0);
  const [request] = child.posts as [{ i: string }];
  answer?.({ t: 's', i: request.i, r: { ok: true, value: 1 } });
  expect(await call).toBe(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(child.kills).toHaveLength(1);
  expect(supervised.pid).toBeUndefined();
});
