import { z } from 'zod';
import type { ItemId, VersionId } from '../../model/ids.ts';
import type { Methods } from '../method.ts';
import type { ItemVersions, RestoreResult, Version, VersionDiff } from '../versions.ts';
import { act, id, nothing, read, write } from '../method.ts';

/** Two versions; `to` null: as it is now. */
const versionPair = { from: id<VersionId>(), to: id<VersionId>().nullable().default(null) };

const versionName = z.string().trim().min(1).max(200);

const versionNote = z.string().trim().max(10_000);

export const versionsApi = {
  /** Newest first. */
  'versions.list': read<readonly Version[]>()(nothing),
  /** Names what is in the project now. It is a job. */
  'versions.name': write<Version>()(z.object({ name: versionName, note: versionNote.default('') })),
  'versions.update': write<Version>()(
    z.object({ versionId: id<VersionId>(), name: versionName.optional(), note: versionNote.optional() }),
  ),
  /** Only its name goes; what it held stays in the journal. */
  'versions.delete': write<null>()(z.object({ versionId: id<VersionId>() })),
  /** What is different in `to`, seen from `from`; items in path order. A version that nobody has looked at for long is made anew, as a job. */
  'versions.diff': act<VersionDiff>()(
    z.object({ ...versionPair, offset: z.int().min(0).default(0), limit: z.int().min(0).max(1000).default(100) }),
  ),
  'versions.item': act<ItemVersions>()(z.object({ ...versionPair, itemId: id<ItemId>() })),
  /**
   * Makes labels, decisions, stages and classes what they were in a version, all of it or nothing. Answers when it is on disk. It is a job;
   * writes of others wait, reads don't. The whole of it is one step of undo.
   */
  'versions.restore': write<RestoreResult>()(z.object({ versionId: id<VersionId>() })),
} as const satisfies Methods;
