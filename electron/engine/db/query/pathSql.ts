import { likePattern, literalOf } from '#shared/query/globs.ts';
import type { Word } from '#shared/query/queryNode.ts';
import { provideGlob } from './globFunction.ts';
import { and, or } from './QuerySql.ts';
import type { QuerySql } from './QuerySql.ts';

/** A part of the path, or of the file's name; with wildcards, and where the whole is meant, all of it. */
export function pathSql(sql: QuerySql, words: readonly Word[], isWhole: boolean, ofName: boolean): string {
  const like = (pattern: string): string => `i.path LIKE ${sql.param(pattern)} ESCAPE '\\'`;
  const fits = (pattern: string): string => {
    provideGlob(sql.db);
    return `fits_glob(${sql.param(pattern)}, i.path, ${Number(ofName)})`;
  };
  return or(
    words.map(({ pattern }) => {
      const isPart = !isWhole && literalOf(pattern) !== null;
      const { like: text, isExact } = likePattern(pattern, true);
      if (!ofName) {
        if (isPart) return like(`%${text}%`);
        return isExact ? like(text) : and([like(text), fits(pattern)]);
      }
      // What is in no part of the path is in no name.
      return and([like(isPart ? `%${text}%` : `%${text}`), fits(isPart ? `*${pattern}*` : pattern)]);
    }),
  );
}
