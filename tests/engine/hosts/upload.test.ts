import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLogger } from '#shared/base/log.ts';
import { startServe } from '#serve/startServe.ts';
import type { ServeHost } from '#serve/startServe.ts';
import { connectToServe } from '#tests/support/serveClient.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';

const model = readFileSync('models/builtin/cells.onnx');
let t: TestEngine;
let host: ServeHost;
let cookie: string;
let uploads: string;
beforeEach(async () => {
  t = startEngine();
  uploads = path.join(t.home, 'models');
  const rendererFolder = path.join(t.home, 'page');
  mkdirSync(rendererFolder);
  writeFileSync(path.join(rendererFolder, 'index.html'), '<title>Firstpass</title>');
  host = await startServe({
    ...{ engine: t.engine, rendererFolder, version: '0', allow: [], uploadFolder: uploads, port: 0 },
    logger: silentLogger,
  });
  const answer = await fetch(host.url, { redirect: 'manual' });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterEach(async () => {
  await host.close();
  await t.close();
});

const put = (urlPath: string, body: Uint8Array, headers: Record<string, string> = { cookie }): Promise<Response> =>
  fetch(`http://127.0.0.1:${host.port}${urlPath}`, { method: 'PUT', body: new Uint8Array(body), headers });
const kept = (): string[] =>
  existsSync(uploads)
    ? readdirSync(uploads, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map(({ name }) => name)
    : [];

test('a model that is dropped lies beside its card, and is read with it', async () => {
  mkdirSync(path.join(t.home, 'images'));
  await t.create('p', path.join(t.home, 'images'));
  const batch = randomUUID();
  const card = Buffer.from(JSON.stringify({ name: 'mine', classes: ['a', 'b', 'c'] }));
  expect((await put(`/upload/${batch}/my%20model.json`, card)).status).toBe(200);
  // Other bytes at its end, so that it isn't the one that ships.
  const bytes = Buffer.concat([model, Buffer.from([0x72, 4, 0x0a, 0, 0x12, 0])]);
  const { id } = (await (await put(`/upload/${batch}/my%20model.onnx`, bytes)).json()) as { id: string };
  await expect(t.engine.call('models.add', { file: id })).resolves.toMatchObject({
    name: 'mine',
    card: { classes: ['a', 'b', 'c'] },
  });
  expect(kept().sort()).toEqual(['my model.json', 'my model.onnx']);
});

test('nothing else is taken, from nobody else, to nowhere else', async () => {
  const batch = randomUUID();
  for (const name of ['page.html', 'run.sh', '.onnx', '..%2Fout.onnx', 'a%2Fb.onnx', 'a%00.onnx', '..%5Cout.onnx']) {
    const answer = await put(`/upload/${batch}/${name}`, model);
    expect([name, answer.status]).toEqual([name, 422]);
    expect(await answer.json()).toMatchObject({ code: 'upload.notAModel' });
  }
  expect((await put(`/upload/${batch}/m.onnx`, model, {})).status).toBe(401);
  expect((await put(`/upload/${batch}/m.onnx`, model, { cookie, origin: 'http://evil.example' })).status).toBe(403);
  expect((await put('/upload/not-a-batch/m.onnx', model)).status).toBe(405);
  expect((await put('/index.html', model)).status).toBe(405);
  const huge = await put(`/upload/${batch}/m.onnx`, model, { cookie, 'content-length': String(5 * 2 ** 30) }).catch(
    () => null,
  );
  if (huge) expect(await huge.json()).toMatchObject({ code: 'upload.tooLarge' });
  expect(kept()).toEqual([]);
  const client = await connectToServe(host.url).catch(() => null);
  // The address was used: only its cookie lets in.
  expect(client).toBeNull();
});

test('what does not arrive completely is not kept', async () => {
  const headers: OutgoingHttpHeaders = { cookie, 'content-length': model.length };
  const sent = request({
    host: '127.0.0.1',
    port: host.port,
    path: `/upload/${randomUUID()}/m.onnx`,
    method: 'PUT',
    headers,
  });
  sent.on('error', () => undefined);
  sent.write(model.subarray(0, 1_000));
  await vi.waitFor(() => expect(kept()).toEqual(['m.onnx.part']));
  sent.destroy();
  await vi.waitFor(() => expect(kept()).toEqual([]));
});
