import { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { fromErrorRecord } from '#shared/contract/errors.ts';
import type { Dropped } from '#shared/contract/dropped.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { RendererHost } from './RendererHost.ts';

/** What the preload hands over. */
export interface PreloadBridge {
  call(method: string, input: unknown): Promise<unknown>;
  dropped(file: File): Promise<unknown>;
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
  onCommand(listener: (id: string) => void): () => void;
}

declare global {
  interface Window {
    readonly firstpass?: PreloadBridge;
  }
}

export function connectIpc(bridge: PreloadBridge): RendererHost {
  const events = new Emitter<EngineEvents>();
  bridge.onEvent((name, payload) => events.emit(name, payload));
  function open<Value>(answer: { ok: true; value: Value } | { ok: false; error: ErrorRecord }): Value {
    if (!answer.ok) throw fromErrorRecord(answer.error);
    return answer.value;
  }
  const call = async (method: string, input: unknown): Promise<never> =>
    open((await bridge.call(method, input)) as Parameters<typeof open<never>>[0]);
  return {
    kind: 'electron',
    call,
    callHost: call,
    take: async (files) => {
      const taken = files.map(async (file) =>
        open((await bridge.dropped(file)) as Parameters<typeof open<Dropped>>[0]),
      );
      return Promise.all(taken);
    },
    on: (name, listener) => events.on(name, listener),
    onCommand: (listener) => bridge.onCommand(listener),
    onConnection: () => () => undefined,
    pictureUrl: (itemId, kind, version) =>
      typeof kind === 'string'
        ? `image://${kind}/${itemId}?v=${version}`
        : `image://tile/${itemId}/${kind.level}/${kind.x}/${kind.y}?v=${version}`,
  };
}
