/** Assertions: a failed one is a bug of ours, never a user's mistake. It is not caught to carry on. */

export class BugError extends Error {
  override name = 'BugError';
}

/** @throws {BugError} when `condition` is false. `why` says why we know it must be true. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new BugError(why);
}

/** @throws {BugError} when `value` is null or undefined. `why` says why we know it is there. */
export function assertExists<T>(value: T, why: string): NonNullable<T> {
  if (value === null || value === undefined) throw new BugError(why);
  return value;
}

/** Makes the compiler prove that a switch handles every case. */
export function assertNever(value: never, why = 'a case is missing'): never {
  throw new BugError(`${why}: ${JSON.stringify(value)}`);
}
