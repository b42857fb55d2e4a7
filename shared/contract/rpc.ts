import { createBirpc } from 'birpc';
import { z } from 'zod';
import { fromErrorRecord, toErrorRecord } from './errors.ts';
import type { ErrorRecord } from './errors.ts';
import { parseInput } from './parseInput.ts';

/** Any two-way carrier of structured messages: a child process, a message port, a socket. */
export interface Channel {
  post(message: unknown): void;
  /** The listener throws `contract.badInput` at a message that makes no sense. @returns a function that takes it off. */
  onMessage(listener: (message: unknown) => void): () => void;
}

export type ApiTable = Record<string, { input: unknown; output: unknown }>;
export type Handlers<Api extends ApiTable> = {
  readonly [Name in keyof Api]: (input: Api[Name]['input']) => Api[Name]['output'] | Promise<Api[Name]['output']>;
};

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorRecord };

/** What travels: a question or an event (`q`), or an answer (`s`), in birpc's words. */
const wireSchema = z.discriminatedUnion('t', [
  z.looseObject({ t: z.literal('q'), m: z.enum(['call', 'event']), a: z.array(z.unknown()), i: z.string().optional() }),
  z.looseObject({ t: z.literal('s'), i: z.string() }),
]);

interface Wire {
  call(method: string, input: unknown): Promise<Answer>;
  event(name: string, payload: unknown): void;
}

export interface Peer<Api> {
  /** @throws {AppError} what the other side threw, whole. */
  call<Name extends keyof Api & string>(
    method: Name,
    input: Api[Name] extends { input: infer Input } ? Input : never,
  ): Promise<Api[Name] extends { output: infer Output } ? Output : never>;
  sendEvent(name: string, payload: unknown): void;
  /** Pending calls are rejected with `reason`. */
  close(reason: Error): void;
}

/**
 * Both ends of every boundary. `answer` serves the calls of the other side, `onEvent` takes its events.
 * No time limit here: whoever calls knows how long is too long.
 */
export function createPeer<Api>(
  channel: Channel,
  answer: (method: string, input: unknown) => unknown,
  onEvent: (name: string, payload: unknown) => void = () => undefined,
): Peer<Api> {
  const listeners: (() => void)[] = [];
  const wire = createBirpc<Wire, Wire>(
    {
      // Errors travel as values: the carriers differ in what they keep of an Error object.
      async call(method, input) {
        try {
          return { ok: true, value: await answer(method, input) };
        } catch (error) {
          return { ok: false, error: toErrorRecord(error) };
        }
      },
      event: (name, payload) => onEvent(name, payload),
    },
    {
      post: (message) => channel.post(message),
      on: (listener) =>
        listeners.push(channel.onMessage((message) => listener(parseInput('wire', wireSchema, message)))),
      eventNames: ['event'],
      timeout: -1,
    },
  );
  return {
    async call(method, input) {
      const reply = await wire.call(method, input);
      if (!reply.ok) throw fromErrorRecord(reply.error);
      return reply.value as never;
    },
    sendEvent: (name, payload) => void wire.event(name, payload),
    close(reason) {
      for (const off of listeners) off();
      wire.$close(reason);
    },
  };
}
