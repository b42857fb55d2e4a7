import { z } from 'zod';
import type { GrantId } from '../model/ids.ts';

/** What the renderer may ask of the host it runs in. Files and folders are grants; a path is only ever shown. */
export interface Grant {
  readonly id: GrantId;
  /** For showing only. */
  readonly label: string;
}

export const pickKinds = [
  'imageFolder',
  'projectFile',
  'newProjectFile',
  'modelFile',
  'exportFolder',
  'labelFile',
  'labelFolder',
  'packFile',
  'newPackFile',
  'unpackFolder',
  'tableFile',
] as const;
export type PickKind = (typeof pickKinds)[number];

/** A line of the serve host's own file browser, limited to the folders it was started with. */
export interface BrowseEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Names this entry in the next request; means nothing to anybody else. */
  readonly token: string;
  readonly sizeBytes: number | null;
}

const kind = z.enum(pickKinds);
const name = z.string().min(1).max(255);

/** What goes in, checked at the host's door. */
export const hostInputs = {
  'host.info': z.object({}).strict(),
  /** Electron: the system's dialog; null when it was cancelled. The serve host has no dialog: see host.browse. */
  'host.pick': z.object({ kind, suggestedName: name.optional() }),
  /** Serve: the entries of a folder; without a token the allowed folders themselves. */
  'host.browse': z.object({ token: z.string().nullable(), kind }),
  /** Serve: the chosen entry as a grant. `newName` names a file or folder to be made inside it. */
  'host.grant': z.object({ token: z.string(), kind, newName: name.optional() }),
  'host.openLogs': z.object({}).strict(),
  /**
   * Electron: the window was to be closed with so many edits that are not on disk yet, and stays. The person is asked; with 0
   * there is nothing left to lose, and it closes.
   */
  'host.confirmClose': z.object({ count: z.int().min(0) }),
} as const;

interface HostOutputs {
  'host.info': { host: 'electron' | 'serve'; platform: string; version: string };
  'host.pick': Grant | null;
  'host.browse': {
    path: string;
    token: string | null;
    parent: string | null;
    entries: readonly BrowseEntry[];
  };
  'host.grant': Grant;
  'host.openLogs': null;
  'host.confirmClose': null;
}

export type HostMethod = keyof typeof hostInputs;
export type HostApi = {
  readonly [Name in HostMethod]: { input: z.infer<(typeof hostInputs)[Name]>; output: HostOutputs[Name] };
};
