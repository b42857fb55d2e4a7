import type { Database } from 'better-sqlite3';
import { foldCase, globExpression } from '#shared/query/globs.ts';

const known = new WeakSet<Database>();
const mostKept = 200;

/**
 * Gives a connection `fits_glob(pattern, path, ofName)`: the second step of a search through paths, for what LIKE can't
 * tell. `ofName`: only the part behind the last slash is compared.
 */
export function provideGlob(db: Database): void {
  if (known.has(db)) return;
  known.add(db);
  const expressions = new Map<string, RegExp>();
  db.function('fits_glob', { deterministic: true }, (pattern: unknown, path: unknown, ofName: unknown) => {
    let expression = expressions.get(String(pattern));
    if (!expression) {
      if (expressions.size >= mostKept) expressions.clear();
      expressions.set(String(pattern), (expression = globExpression(String(pattern), true)));
    }
    const whole = String(path);
    return Number(expression.test(foldCase(ofName ? whole.slice(whole.lastIndexOf('/') + 1) : whole)));
  });
}
