import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { OutgoingHttpHeaders } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { silentLogger } from '#shared/base/log.ts';
import { engineApi } from '#shared/contract/engineApi.ts';
import { hostInputs } from '#shared/contract/hostApi.ts';
import { createFolderBrowser } from '#serve/folderBrowser.ts';
import { startServe } from '#serve/startServe.ts';
import type { ServeHost } from '#serve/startServe.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

let t: TestEngine;
let host: ServeHost;
beforeEach(async () => {
  t = startEngine();
  const rendererFolder = path.join(t.home, 'page');
  mkdirSync(rendererFolder);
  writeFileSync(path.join(rendererFolder, 'index.html'), '<title>Firstpass</title>');
  writeFileSync(path.join(t.home, 'secret.txt'), 'secret');
  host = await startServe({
    engine: t.engine,
    rendererFolder,
    version: '0',
    allow: [t.home],
    uploadFolder: path.join(t.home, 'uploads'),
    port: 0,
    logger: silentLogger,
  });
});
afterEach(async () => {
  await host.close();
  await t.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function get(urlPath: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path: urlPath, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function cookie(): Promise<string> {
  const { headers } = await get(new URL(host.url).pathname + new URL(host.url).search);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

test('the address opens once, and only its cookie lets in', async () => {
  expect((await get('/')).status).toBe(401);
  expect(await get('/?token=wrong')).toMatchObject({
    status: 401,
    body: expect.stringContaining('no longer valid') as string,
  });
  const first = await get(`/${new URL(host.url).search}`);
  expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
  expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
  expect((await get(`/${new URL(host.url).search}`)).status).toBe(401);
  const page = await get('/', { cookie: String(first.headers['set-cookie']).split(';')[0] });
  expect(page).toMatchObject({
    status: 200,
    body: '<title>Firstpass</title>',
    headers: { 'x-content-type-options': 'nosniff' },
  });
  expect(String(page.headers['content-security-policy'])).toContain("script-src 'self'");
  expect(String(page.headers['content-security-policy'])).not.toMatch(/script-src[^;]*unsafe/);
});

test('other hosts, other origins and other methods are refused', async () => {
  const admitted = await cookie();
  expect((await get('/', { cookie: admitted, host: 'evil.example' })).status).toBe(403);
  expect((await get('/', { cookie: admitted, origin: 'http://evil.example' })).status).toBe(403);
  expect(
    (
      await get('/socket', {
        cookie: admitted,
        origin: 'http://evil.example',
        connection: 'Upgrade',
        upgrade: 'websocket',
      })
    ).status,
  ).toBe(403);
});

test('a refused upgrade whose sender resets the connection does no harm', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', note);
  onTestFinished(() => void process.off('uncaughtException', note));
  const head = ['GET /socket HTTP/1.1', `Host: 127.0.0.1:${host.port}`, 'Connection: Upgrade', 'Upgrade: websocket'];
  for (let round = 0; round < 50; round += 1) {
    const rude = connect(host.port, '127.0.0.1');
    rude.on('error', () => undefined);
    await once(rude, 'connect');
    await new Promise((resolve) => rude.write(`${head.join('\r\n')}\r\n\r\n`, resolve));
    rude.resetAndDestroy();
    await once(rude, 'close');
    expect((await get('/')).status).toBe(401);
  }
  expect(uncaught).toEqual([]);
});

test('two hosts of one machine let the same browser in, each with a cookie of its own', async () => {
  const second = await startServe({
    engine: t.engine,
    rendererFolder: t.home,
    version: '0',
    allow: [t.home],
    uploadFolder: path.join(t.home, 'uploads'),
    port: 0,
    logger: silentLogger,
  });
  onTestFinished(() => second.close());
  const first = await cookie();
  const answer = await fetch(second.url, { redirect: 'manual' });
  const other = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const name = (pair: string): string | undefined => pair.split('=')[0];
  expect(name(other)).not.toBe(name(first));
  // A browser sends both to both: cookies know no ports.
  expect((await get('/', { cookie: `${first}; ${other}` })).status).toBe(200);
});

test('no path leads out of the page, and pictures are items, never paths', async () => {
  const admitted = await cookie();
  for (const wild of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/picture/..%2f..%2fsecret.txt/full',
  ]) {
    const { status, body } = await get(wild, { cookie: admitted });
    expect([status, body.includes('secret')], wild).toEqual([404, false]);
  }
  expect(await get('/picture/1/full', { cookie: admitted })).toMatchObject({
    status: 404,
    body: expect.stringContaining('project.noneOpen') as string,
  });
});

async function openSocket(admitted: string): Promise<WebSocket> {
  const origin = `http://127.0.0.1:${host.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/socket`, { headers: { cookie: admitted }, origin });
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}

const wireMethod = fc.oneof(
  fc.constantFrom('call', 'event', '$close', 'constructor', '__proto__', 'toString'),
  fc.string(),
);
const wireArguments = fc.oneof(
  fc.array(fc.jsonValue(), { maxLength: 3 }),
  fc.tuple(
    fc.oneof(fc.constantFrom(...Object.keys(engineApi), ...Object.keys(hostInputs), '__proto__'), fc.string()),
    fc.oneof(
      fc.jsonValue(),
      fc.record(
        { token: fc.jsonValue(), kind: fc.constantFrom('imageFolder', 7, null), newName: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    ),
  ),
);
const wireMessage = fc.oneof(
  fc.jsonValue(),
  fc.record(
    { t: fc.constantFrom('q', 's', 'x', 1), m: wireMethod, i: fc.jsonValue(), a: wireArguments, r: fc.jsonValue() },
    { requiredKeys: [] },
  ),
);

test('whatever comes through the socket, the host lives and answers the next one', { timeout: 120_000 }, async () => {
  const admitted = await cookie();
  let uncaught: unknown;
  const note = (error: unknown): void => void (uncaught ??= error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  onTestFinished(() => void process.off('uncaughtException', note).off('unhandledRejection', note));
  let socket = await openSocket(admitted);
  const ask = async (): Promise<unknown> => {
    if (socket.readyState !== WebSocket.OPEN) socket = await openSocket(admitted);
    const id = randomUUID();
    const asked = socket;
    return new Promise((resolve, reject) => {
      const listen = (data: Buffer): void => {
        const answer = JSON.parse(data.toString()) as { i?: unknown; r?: unknown };
        if (answer.i !== id) return;
        asked.off('message', listen);
        resolve(answer.r);
      };
      asked.on('message', listen);
      asked.once('close', () => reject(new Error('closed')));
      asked.send(JSON.stringify({ t: 'q', m: 'call', i: id, a: ['host.info', {}] }));
    });
  };
  const closed = Symbol('closed');
  await fc.assert(
    fc.asyncProperty(fc.array(wireMessage, { maxLength: 20 }), async (messages) => {
      if (socket.readyState !== WebSocket.OPEN) socket = await openSocket(admitted);
      for (const message of messages) socket.send(JSON.stringify(message));
      // A message that makes no sense may cost the sender its socket, nobody else theirs.
      const answer = await ask().catch(() => closed);
      const second = answer === closed ? await ask() : answer;
      expect(second).toMatchObject({ ok: true, value: { host: 'serve' } });
      expect(uncaught).toBeUndefined();
    }),
    { numRuns: 200 },
  );
  for (const raw of [
    'no json',
    '{',
    '\u0000',
    Buffer.from([0xff, 0xfe]),
    Buffer.alloc(0),
    'x'.repeat(33 * 1024 * 1024),
  ]) {
    const rude = await openSocket(admitted);
    rude.send(raw);
    await once(rude, 'close');
    expect(await ask()).toMatchObject({ ok: true });
  }
  expect(uncaught).toBeUndefined();
});

test('a port in use is said so', async () => {
  const again = startServe({
    engine: t.engine,
    rendererFolder: t.home,
    version: '0',
    allow: [t.home],
    uploadFolder: path.join(t.home, 'uploads'),
    port: host.port,
    logger: silentLogger,
  });
  await expect(again).rejects.toMatchObject({ code: 'serve.portInUse' });
});

test('the file browser shows what is allowed and follows no link out of it', async () => {
  const inside = mkdtempSync(path.join(os.tmpdir(), 'firstpass-browse-'));
  mkdirSync(path.join(inside, 'images'));
  symlinkSync('/etc', path.join(inside, 'way-out'));
  const browser = createFolderBrowser([inside]);
  const top = await browser.browse({ token: null, kind: 'imageFolder' });
  expect(top).toMatchObject({ path: inside, parent: null });
  const wayOut = top.entries.find(({ name }) => name === 'way-out');
  await expect(browser.browse({ token: wayOut?.token ?? '', kind: 'imageFolder' })).rejects.toMatchObject({
    code: 'serve.notAllowed',
  });
  await expect(browser.browse({ token: 'guessed', kind: 'imageFolder' })).rejects.toMatchObject({
    code: 'grant.unknown',
  });
  const folder = { token: top.token ?? '', kind: 'exportFolder' } as const;
  expect(await browser.resolve({ ...folder, newName: 'out' })).toBe(path.join(inside, 'out'));
  // A new name that is a link already: to outside, and to where nothing is yet.
  symlinkSync('/etc/firstpass-nowhere', path.join(inside, 'dangling'));
  for (const newName of ['way-out', 'dangling'])
    await expect(browser.resolve({ ...folder, newName }), newName).rejects.toMatchObject({ code: 'serve.notAllowed' });
  for (const newName of ['../out', 'a/b', '', '..', '.hidden']) {
    await expect(browser.resolve({ ...folder, newName }), newName).rejects.toMatchObject({ code: 'serve.notAllowed' });
  }
  rmSync(inside, { recursive: true });
});
