import { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { createPeer } from '#shared/contract/rpc.ts';
import type { Peer } from '#shared/contract/rpc.ts';
import { uploadFiles } from './uploadFiles.ts';
import type { RendererHost } from './RendererHost.ts';

interface AnyApi {
  [method: string]: { input: unknown; output: unknown };
}

const retryMs = 1_000;

/** The serve host over a WebSocket; connects again by itself when the connection breaks. */
export function connectSocket(): RendererHost {
  const events = new Emitter<EngineEvents>();
  const connection = new Emitter<{ changed: boolean }>();
  let peer: Promise<Peer<AnyApi>> = connect();

  function connect(): Promise<Peer<AnyApi>> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws://${location.host}/socket`);
      let opened: Peer<AnyApi> | null = null;
      socket.addEventListener('open', () => {
        opened = createPeer<AnyApi>(
          {
            post: (message) => socket.send(JSON.stringify(message)),
            onMessage(listener) {
              const parse = (event: MessageEvent<string>): void => listener(JSON.parse(event.data));
              socket.addEventListener('message', parse);
              return () => socket.removeEventListener('message', parse);
            },
          },
          () => null,
          (name, payload) => events.emit(name, payload),
        );
        resolve(opened);
        connection.emit('changed', true);
      });
      socket.addEventListener('close', () => {
        opened?.close(new Error('the connection was lost'));
        connection.emit('changed', false);
        const again = new Promise((wake) => setTimeout(wake, retryMs)).then(connect);
        if (opened) peer = again;
        else again.then(resolve, () => undefined);
      });
    });
  }

  const call = async (method: string, input: unknown): Promise<never> =>
    (await (await peer).call(method, input)) as never;
  return {
    kind: 'serve',
    call,
    callHost: call,
    take: uploadFiles,
    on: (name, listener) => events.on(name, listener),
    onCommand: () => () => undefined,
    onConnection: (listener) => connection.on('changed', listener),
    pictureUrl: (itemId, kind, version) =>
      typeof kind === 'string'
        ? `/picture/${itemId}/${kind}?v=${version}`
        : `/picture/${itemId}/tile/${kind.level}/${kind.x}/${kind.y}?v=${version}`,
  };
}
