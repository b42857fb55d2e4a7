import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';

const mimes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** Nothing but our own files: no inline script, no other host, no frame around us. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self'; " +
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Sends a file whole; 404 when it isn't there. */
export async function sendFile(
  response: ServerResponse,
  file: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const stats = await stat(file).catch(() => null);
  if (!stats?.isFile()) {
    response.writeHead(404, securityHeaders).end();
    return;
  }
  const mime = mimes[path.extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { ...securityHeaders, 'Content-Type': mime, 'Content-Length': stats.size, ...headers });
  const stream = createReadStream(file);
  // The file went away or the reader did: there is nobody to tell but the connection itself.
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** The page's own file for a URL path, or null: `..` leads nowhere. */
export function pageFile(rendererFolder: string, urlPath: string): string | null {
  const file = path.join(rendererFolder, path.normalize(urlPath === '/' ? '/index.html' : urlPath));
  return file.startsWith(rendererFolder + path.sep) ? file : null;
}
