import type { GrantId } from '../model/ids.ts';

/** What the renderer may ask of the host it runs in. Files and folders are grants; a path is only ever shown. */
export interface Grant {
  readonly id: GrantId;
  /** For showing only. */
  readonly label: string;
}

export type PickKind = 'imageFolder' | 'projectFile' | 'newProjectFile' | 'modelFile' | 'exportFolder';

/** A line of the serve host's own file browser, limited to the folders it was started with. */
export interface BrowseEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Names this entry in the next request; means nothing to anybody else. */
  readonly token: string;
  readonly sizeBytes: number | null;
}

export interface HostApi {
  'host.info': {
    input: Record<string, never>;
    output: { host: 'electron' | 'serve'; platform: string; version: string };
  };
  /** Electron: the system's dialog; null when it was cancelled. The serve host has no dialog: see host.browse. */
  'host.pick': { input: { kind: PickKind; suggestedName?: string }; output: Grant | null };
  /** Serve: the entries of a folder; without a token the allowed folders themselves. */
  'host.browse': {
    input: { token: string | null; kind: PickKind };
    output: { path: string; token: string | null; parent: string | null; entries: readonly BrowseEntry[] };
  };
  /** Serve: the chosen entry as a grant. `newName` names a file or folder to be made inside it. */
  'host.grant': { input: { token: string; kind: PickKind; newName?: string }; output: Grant };
  'host.openLogs': { input: Record<string, never>; output: null };
}

export type HostMethod = keyof HostApi;
