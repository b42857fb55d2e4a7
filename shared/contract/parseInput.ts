import type { z } from 'zod';
import { AppError } from './errors.ts';

/** What a method of the contract was called with, checked. @throws {AppError} contract.badInput */
export function parseInput<Schema extends z.ZodType>(method: string, schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
  throw new AppError('contract.badInput', { method, reason });
}
