import Database from 'better-sqlite3';
import { expect } from '@playwright/test';
import type { ServeHost } from './serveFixture.ts';

/** The shapes of all labels as the project file has them, from the bottom to the top, after the host has ended. */
export async function storedShapes(host: ServeHost): Promise<Record<string, unknown>[]> {
  await host.stop();
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
  const db = new Database(host.project, { readonly: true });
  try {
    const rows = db.prepare('SELECT shape FROM annotations ORDER BY z').pluck().all() as string[];
    return rows.map((shape) => JSON.parse(shape) as Record<string, unknown>);
  } finally {
    db.close();
  }
}
