import type { Dropped } from '#shared/contract/dropped.ts';
import type { EngineCaller } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { HostApi, HostMethod } from '#shared/contract/hostApi.ts';
import type { TileAddress } from '#shared/geometry/tiles.ts';

/** Where the page runs: the engine, the host's own doors, and how pictures are addressed. */
export interface RendererHost extends EngineCaller {
  readonly kind: 'electron' | 'serve';
  callHost<Name extends HostMethod>(method: Name, input: HostApi[Name]['input']): Promise<HostApi[Name]['output']>;
  /** What was dropped on the window, as grants. @throws {AppError} drop.*, upload.* */
  take(files: readonly File[]): Promise<readonly Dropped[]>;
  on<Name extends keyof EngineEvents>(name: Name, listener: (payload: EngineEvents[Name]) => void): () => void;
  /** Commands of the application menu. */
  onCommand(listener: (id: string) => void): () => void;
  onConnection(listener: (connected: boolean) => void): () => void;
  /** By item id, never by path. `version` changes with the content. */
  pictureUrl(itemId: number, kind: 'thumb' | 'full' | TileAddress, version: string): string;
}
