import type { errors } from '../text/en/errors.ts';
import type { TextPart } from './queryNode.ts';

export type QueryProblemCode = Extract<keyof typeof errors, `query.${string}`>;

/** Why a text is no query, and at which characters. Codes and details are those of the errors table. */
export interface QueryProblem extends TextPart {
  readonly code: QueryProblemCode;
  readonly details: Readonly<Record<string, string | number>>;
}

/** Ends the reading of a query; `parseQuery` makes a value of it. */
export class QueryRefusal extends Error {
  readonly problem: QueryProblem;

  constructor(code: QueryProblemCode, { position, length }: TextPart, details: QueryProblem['details'] = {}) {
    super(code);
    this.problem = { code, position, length, details };
  }
}
