import { createPeer } from '#shared/contract/rpc.ts';
import type { ApiTable, Handlers } from '#shared/contract/rpc.ts';
import { assert } from '#shared/base/assert.ts';
import { parentChannel } from './parentChannel.ts';

/** Answers the parent's calls with `handlers`, and its heartbeat. The whole main loop of a child process. */
export function serveParent<Api extends ApiTable>(handlers: Handlers<Api>): void {
  createPeer<Record<string, never>>(parentChannel(), (method, input) => {
    if (method === 'heartbeat') return null;
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    assert(handler, `the parent calls what the child has: ${method}`);
    return handler(input);
  });
}
