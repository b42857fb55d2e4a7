import { assertExists } from '#shared/base/assert.ts';
import { AppError } from '#shared/contract/errors.ts';
import { parseQuery } from '#shared/query/parseQuery.ts';
import type { QueryNode } from '#shared/query/queryNode.ts';
import { QueryRefusal } from '#shared/query/queryProblem.ts';
import type { QueryProblem } from '#shared/query/queryProblem.ts';
import { fieldSql } from './fieldSql.ts';
import { pathSql } from './pathSql.ts';
import { and, or } from './QuerySql.ts';
import type { QuerySql } from './QuerySql.ts';

/** Of a part of a query. @throws {QueryRefusal} */
export function nodeSql(sql: QuerySql, node: QueryNode): string {
  switch (node.kind) {
    case 'and':
      return and(node.parts.map((part) => nodeSql(sql, part)));
    case 'or':
      return or(node.parts.map((part) => nodeSql(sql, part)));
    case 'not':
      // What is not known fits no more than what doesn't fit.
      return `((${nodeSql(sql, node.part)}) IS NOT TRUE)`;
    case 'text':
      return pathSql(sql, [node.word], false, false);
    case 'words': {
      const { words } = fieldSql[node.field];
      return assertExists(words, 'a field of words has words')(sql, node);
    }
    case 'ranges': {
      const { ranges } = fieldSql[node.field];
      return assertExists(ranges, 'a field of numbers has ranges')(sql, node.ranges, node.key);
    }
  }
}

function toError({ code, position, length, details }: QueryProblem, query: string): AppError {
  return new AppError(code, { ...details, position, length, query });
}

/**
 * A query as a condition of SQL over items `i`, their files `p` and what is kept of their labels `s`. Whatever a person
 * wrote is a parameter.
 * @throws {AppError} query.*, with the place of the problem in its details
 */
export function whereSql(sql: QuerySql, query: string): string {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw toError(parsed.problem, query);
  try {
    return parsed.node ? nodeSql(sql, parsed.node) : '1';
  } catch (error) {
    throw error instanceof QueryRefusal ? toError(error.problem, query) : error;
  }
}
