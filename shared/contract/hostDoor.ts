import { AppError } from './errors.ts';
import { hostInputs } from './hostApi.ts';
import type { HostApi, HostMethod } from './hostApi.ts';
import { parseInput } from './parseInput.ts';

/** What one host can do of what any host may. */
export type HostHandlers = {
  readonly [Name in HostMethod]?: (
    input: HostApi[Name]['input'],
  ) => HostApi[Name]['output'] | Promise<HostApi[Name]['output']>;
};

/**
 * Answers a page's calls: `host.*` here, with its input checked, all others by the engine.
 * @throws {AppError} contract.unknownMethod, contract.badInput, and what the methods throw
 */
export function createHostDoor(
  handlers: HostHandlers,
  callEngine: (method: string, input: unknown) => Promise<unknown>,
): (method: string, input: unknown) => Promise<unknown> {
  return async (method, input) => {
    if (!method.startsWith('host.')) return callEngine(method, input);
    const handler = Object.hasOwn(handlers, method)
      ? (handlers[method as HostMethod] as ((input: unknown) => unknown) | undefined)
      : undefined;
    if (!handler) throw new AppError('contract.unknownMethod', { method });
    return handler(parseInput(method, hostInputs[method as HostMethod], input));
  };
}
