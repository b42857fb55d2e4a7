import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { Engine } from '#engine/createEngine.ts';
import { contentSecurityPolicy } from './security.ts';

const mimes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Before Electron is ready: `app://` is our page, `image://` the pictures of the open project. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges },
    { scheme: 'image', privileges },
  ]);
}

export function serveSchemes(engine: Engine, rendererFolder: string): void {
  protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url);
    const file = path.join(
      rendererFolder,
      path.normalize(pathname === '/' ? '/index.html' : decodeURIComponent(pathname)),
    );
    if (!file.startsWith(rendererFolder + path.sep)) return new Response(null, { status: 404 });
    try {
      const headers = {
        'Content-Type': mimes[path.extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
      };
      return new Response(new Uint8Array(await readFile(file)), { headers });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Response(null, { status: 404 });
      throw error;
    }
  });
  // image://thumb/12?v=... and image://tile/12/LEVEL/X/Y?v=... : item ids of the open project, never paths.
  protocol.handle('image', async (request) => {
    const { host, pathname } = new URL(request.url);
    try {
      const [itemId = NaN, level = NaN, x = NaN, y = NaN] = pathname.slice(1).split('/').map(Number);
      const kind = host === 'tile' ? { level, x, y } : host === 'thumb' ? 'thumb' : 'full';
      const picture = await engine.picture(itemId, kind);
      const headers = {
        'Content-Type': picture.mime,
        'X-Content-Type-Options': 'nosniff',
        'Access-Control-Allow-Origin': '*',
      };
      return new Response(new Uint8Array(await readFile(picture.path)), { headers });
    } catch (error) {
      const { code, message } = toErrorRecord(error);
      return Response.json({ code, message }, { status: 404 });
    }
  });
}
