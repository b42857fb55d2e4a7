import { z } from 'zod';
import { importOptionsSchema } from '../importApi.ts';
import type { ImportPreview, ImportResult } from '../importApi.ts';
import type { Methods } from '../method.ts';
import { act, grant, nothing, read, write } from '../method.ts';

export const importsApi = {
  'imports.formats': read<readonly { readonly id: string; readonly name: string }[]>()(nothing),
  /**
   * Reads files and answers with what would come in; nothing is written. While it reads it is a job, which can be cancelled (then it fails
   * with import.cancelled). `token`: what an earlier preview has read, with other options; the newest one is kept.
   */
  'imports.preview': act<ImportPreview>()(
    z.object({
      source: z.union([
        z.object({ path: grant, format: z.string().max(100).nullable().default(null) }),
        z.object({ token: z.string().max(100) }),
      ]),
      options: importOptionsSchema.prefault({}),
    }),
  ),
  /**
   * Imports what a preview has read, all of it or nothing. Answers when it is on disk. It is a job; writes of others wait, reads don't. The whole
   * of it is one step of undo; classes that it made stay.
   */
  'imports.start': write<ImportResult>()(
    z.object({ token: z.string().max(100), options: importOptionsSchema.prefault({}) }),
  ),
  /** What a preview has read is not wanted any more. */
  'imports.drop': act<null>()(z.object({ token: z.string().max(100) })),
} as const satisfies Methods;
