import { realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Logger } from '#shared/base/log.ts';
import { engineEventNames } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import { createHostDoor } from '#shared/contract/hostDoor.ts';
import type { HostHandlers } from '#shared/contract/hostDoor.ts';
import { createPeer } from '#shared/contract/rpc.ts';
import type { Channel } from '#shared/contract/rpc.ts';
import type { Engine } from '#engine/createEngine.ts';
import { createFolderBrowser } from './folderBrowser.ts';
import { parseUpload, receiveUpload } from './receiveUpload.ts';
import { createAccessGate } from './session.ts';
import { pageFile, securityHeaders, sendFile } from './staticPage.ts';

export interface ServeOptions {
  readonly engine: Engine;
  readonly rendererFolder: string;
  readonly version: string;
  /** Folders that the page's file browser may show. */
  readonly allow: readonly string[];
  /** Where models come to lie that were dropped on the page. */
  readonly uploadFolder: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logger: Logger;
}

export interface ServeHost {
  /** Opens once; after that the browser's cookie counts. */
  readonly url: string;
  readonly port: number;
  /** Folders that the page's file browser shows. */
  readonly allowed: readonly string[];
  close(): Promise<void>;
}

const messageLimitBytes = 32 * 1024 * 1024;

/** @throws {AppError} serve.portInUse */
function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new AppError('serve.portInUse', { port: String(port) }, { cause: error }) : error,
      );
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function socketChannel(socket: WebSocket): Channel {
  return {
    post: (message) => socket.send(JSON.stringify(message)),
    onMessage(listener) {
      const parse = (data: Buffer): void => {
        try {
          listener(JSON.parse(data.toString()));
        } catch (error) {
          if (!(error instanceof SyntaxError) && !(error instanceof AppError)) throw error;
          // Nothing that our page sends: the sender loses its socket, nobody else theirs.
          socket.close(1007);
        }
      };
      socket.on('message', parse);
      return () => socket.off('message', parse);
    },
  };
}

/** @throws {AppError} folder.notFound, folder.notAFolder */
function realFolder(folder: string): string {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats) throw new AppError('folder.notFound', { path: folder });
  if (!stats.isDirectory()) throw new AppError('folder.notAFolder', { path: folder });
  return realpathSync(folder);
}

/** The same renderer in any Chromium of this machine: page, pictures and socket on loopback. */
export async function startServe(options: ServeOptions): Promise<ServeHost> {
  const { engine, rendererFolder, version, logger } = options;
  let port = 0;
  const gate = createAccessGate(() => port);
  const allowed = options.allow.map(realFolder);
  const browser = createFolderBrowser(allowed);

  const hostHandlers: HostHandlers = {
    'host.info': () => ({ host: 'serve', platform: process.platform, version }),
    'host.browse': (input) => browser.browse(input),
    'host.grant': async (input) => engine.grants.add(await browser.resolve(input)),
  };

  const answer = createHostDoor(hostHandlers, (method, input) => engine.callUnknown(method, input));

  async function sendPicture(response: ServerResponse, match: RegExpExecArray): Promise<void> {
    try {
      const [, itemId, kind, level, x, y] = match;
      const picture = await engine.picture(
        Number(itemId),
        kind === 'thumb' || kind === 'full' ? kind : { level: Number(level), x: Number(x), y: Number(y) },
      );
      // The address names the content's version: what was loaded once stays right.
      await sendFile(response, picture.path, {
        'Content-Type': picture.mime,
        'Cache-Control': 'private, max-age=31536000, immutable',
      });
    } catch (error) {
      const { code, message } = toErrorRecord(error);
      response.writeHead(404, { ...securityHeaders, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
      response.end(JSON.stringify({ code, message }));
    }
  }

  async function takeUpload(
    request: IncomingMessage,
    response: ServerResponse,
    upload: NonNullable<ReturnType<typeof parseUpload>>,
  ): Promise<void> {
    const send = (status: number, body: unknown): void => {
      // What is left of a file that is refused is not read.
      if (status >= 400) response.setHeader('Connection', 'close');
      response.writeHead(status, {
        ...securityHeaders,
        'Content-Type': 'application/json',
        'Cache-Control': 'no-store',
      });
      response.end(JSON.stringify(body));
    };
    try {
      send(200, engine.grants.add(await receiveUpload(request, upload, options.uploadFolder)));
    } catch (error) {
      send(422, toErrorRecord(error));
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    const refuse = (status: number, text: string): void => {
      response.writeHead(status, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
    };
    if (!gate.isOwnPage(request)) return refuse(403, 'This address is for this machine only.');
    const upload = request.method === 'PUT' ? parseUpload(url.pathname) : null;
    if (upload) {
      if (!gate.isAdmitted(request)) return refuse(401, 'Open the address that firstpass serve printed.');
      return takeUpload(request, response, upload);
    }
    if (request.method !== 'GET') return refuse(405, 'Only GET.');
    const token = url.searchParams.get('token');
    if (token !== null && !gate.isAdmitted(request)) {
      const cookie = gate.redeem(token);
      if (cookie === null) {
        const { message, hint } = new AppError('serve.wrongToken');
        return refuse(401, `${message}\n${hint ?? ''}\n`);
      }
      response.writeHead(303, { ...securityHeaders, 'Set-Cookie': cookie, Location: '/' }).end();
      return;
    }
    if (!gate.isAdmitted(request)) return refuse(401, 'Open the address that firstpass serve printed.');
    const picture = /^\/picture\/(\d+)\/(thumb|full|tile\/(\d+)\/(\d+)\/(\d+))$/.exec(url.pathname);
    if (picture) return sendPicture(response, picture);
    const file = pageFile(rendererFolder, decodeURIComponent(url.pathname));
    if (file === null) return refuse(404, 'Not here.');
    await sendFile(response, file);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      logger.error('a request failed', { error: String(error) });
      response.destroy();
    });
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimitBytes });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // Nobody else listens to it: a peer that resets its connection would end the host.
    socket.on('error', (error) => logger.warn('a connection failed', { error: error.message }));
    if (request.url !== '/socket' || !gate.isOwnPage(request) || !gate.isAdmitted(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const peer = createPeer(socketChannel(client), answer);
      const offs = engineEventNames.map((name) => engine.events.on(name, (payload) => peer.sendEvent(name, payload)));
      client.on('error', (error) => logger.warn('a socket failed', { error: error.message }));
      client.on('close', () => {
        for (const off of offs) off();
        peer.close(new Error('the page went away'));
      });
    });
  });
  port = await listen(server, options.port);
  return {
    port,
    allowed,
    url: `http://127.0.0.1:${port}/?token=${gate.token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
