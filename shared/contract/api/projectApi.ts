import { z } from 'zod';
import type { GrantId, RootId, RunId } from '../../model/ids.ts';
import { planeSchema } from '../../model/itemFacts.ts';
import type { Plane } from '../../model/itemFacts.ts';
import type { LabelClass } from '../../model/labelClass.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Methods } from '../method.ts';
import { act, grant, nothing, read, write } from '../method.ts';
import type { UnpackResult } from '../sharing.ts';

export interface RootInfo {
  readonly id: RootId;
  /** For showing only. */
  readonly path: string;
  readonly itemCount: number;
  /** Why it can't be watched now, or null. */
  readonly problem: ErrorRecord | null;
}

export interface ProjectInfo {
  readonly name: string;
  /** For showing only. */
  readonly path: string;
  readonly roots: readonly RootInfo[];
  /** Planes of volumes whose slices are images; axial at least. */
  readonly planes: readonly Plane[];
  readonly classes: readonly LabelClass[];
  readonly activeRunId: RunId | null;
  /** The reason when it can only be looked at, else null. */
  readonly readOnly: string | null;
  /** On a network share: locks and durability are not to be trusted there. */
  readonly onNetworkShare: boolean;
}

export interface RecentProject {
  readonly name: string;
  readonly path: string;
  readonly openedAt: string;
  readonly grant: GrantId;
  readonly exists: boolean;
}

export interface DoctorCheck {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'failed';
  readonly detail: string;
  readonly hint: string | null;
}

export const projectApi = {
  'app.info': read<{ version: string; dataFolder: string; logFolder: string; platform: string }>()(nothing),
  'app.doctor': read<{ checks: readonly DoctorCheck[] }>()(nothing),

  'settings.get': read<Readonly<Record<string, unknown>>>()(nothing),
  'settings.set': write<null>()(z.object({ key: z.string().max(100), value: z.json() })),

  'projects.current': read<ProjectInfo | null>()(nothing),
  'projects.recent': read<readonly RecentProject[]>()(nothing),
  'projects.create': write<ProjectInfo>()(
    z.object({
      /** The new file, or an existing folder to put `name`.firstpass into. */
      file: grant,
      name: z.string().trim().min(1).max(100).optional(),
      roots: z.array(grant),
      classes: z.array(z.string().trim().min(1).max(200)).default([]),
      /** Of volumes; axial slices are always images. */
      planes: z.array(planeSchema).max(3).default([]),
    }),
  ),
  'projects.open': write<ProjectInfo>()(z.object({ file: grant })),
  /**
   * Unpacks a packed project or a work package into a folder, which is absent or empty; `name`: of a folder in it, to be made. It opens nothing. While it works
   * it is a job. `grant`: of the project file.
   */
  'projects.unpack': act<UnpackResult & { readonly grant: GrantId }>()(
    z.object({ file: grant, folder: grant, name: z.string().trim().min(1).max(100).optional() }),
  ),
  'projects.openSample': write<ProjectInfo>()(nothing),
  'projects.close': write<null>()(nothing),
  'projects.verify': read<{ ok: boolean; entries: number; head: string; differences: readonly string[] }>()(
    /** `file`: one that need not be open, and is not opened for it; absent: the open project. */
    z.object({ file: grant.optional(), expectedHead: z.string().optional() }),
  ),

  'roots.add': write<RootInfo>()(z.object({ folder: grant })),
  /** Slices of these planes of volumes are images from now on; axial ones always are, and what is an image stays one. */
  'roots.choosePlanes': write<null>()(z.object({ planes: z.array(planeSchema).max(3) })),
  /** Answers when all folders are scanned and every file seen by then was read, refused, or is gone. */
  'roots.settled': read<null>()(nothing),
} as const satisfies Methods;
