import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { EngineCaller } from '#shared/contract/engineApi.ts';
import { createPeer } from '#shared/contract/rpc.ts';

/** Speaks to a serve host as its page does: the one-time address for a cookie, then the socket. */
export interface ServeClient {
  readonly call: EngineCaller['call'];
  /** As it goes over the wire: what no page would send. */
  readonly socket: WebSocket;
  close(): void;
}

/** @throws when the address was used before */
export async function connectToServe(address: string): Promise<ServeClient> {
  const url = new URL(address);
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`no cookie from ${address}: ${answer.status}`);
  const socket = new WebSocket(`ws://${url.host}/socket`, { headers: { cookie }, origin: url.origin });
  await once(socket, 'open');
  const peer = createPeer<Record<string, { input: unknown; output: unknown }>>(
    {
      post: (message) => socket.send(JSON.stringify(message)),
      onMessage(listener) {
        const parse = (data: Buffer): void => listener(JSON.parse(data.toString()));
        socket.on('message', parse);
        return () => socket.off('message', parse);
      },
    },
    () => undefined,
  );
  // A host that is killed takes the socket with it: who waits for an answer hears of it.
  socket.on('close', () => peer.close(new Error('the host went away')));
  socket.on('error', () => socket.terminate());
  return { call: (method, input) => peer.call(method, input) as never, socket, close: () => socket.terminate() };
}
