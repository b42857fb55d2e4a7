import { z } from 'zod';
import type { GrantId, JobId } from '../model/ids.ts';

/** One row of THE table: what goes in (checked at the engine's door), what comes out, whether it changes data. */
export interface Method<Input extends z.ZodType, Output> {
  /** `act`: does something, but changes nothing in the project; allowed in one that may only be looked at. */
  readonly access: 'read' | 'act' | 'write';
  readonly input: Input;
  /** Never there at run time; carries the type. */
  readonly output?: Output;
}

export const read =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ access: 'read', input });

export const act =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ access: 'act', input });

export const write =
  <Output>() =>
  <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ access: 'write', input });

export const nothing = z.object({}).strict();

export const id = <Id extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as Id);

export const jobId = z.string().transform((value) => value as JobId);

export const grant = z
  .string()
  .min(1)
  .transform((value) => value as GrantId);

export const score = z.number().min(0).max(1);

/** By class of the model. */
export const classThresholds = z.record(z.string().max(500), score);

export type Methods = Readonly<Record<string, Method<z.ZodType, unknown>>>;
