import type { Engine } from '#engine/createEngine.ts';
import { itemSorts, metaKeyOfSort } from '#shared/contract/itemQuery.ts';
import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import type { ItemSort } from '#shared/contract/itemQuery.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';

const pageSize = 1000;

/** `--sort changed`, or `--sort=-changed` from the other end. @throws {AppError} cli.usage */
function readSort(value: unknown): { sort: ItemSort; descending: boolean } {
  const text = String(value);
  const descending = text.startsWith('-');
  const asked = descending ? text.slice(1) : text;
  const sort = metaKeyOfSort(asked) ? (asked as ItemSort) : itemSorts.find((known) => known === asked);
  const reason = `--sort must be one of ${itemSorts.join(', ')} or meta:NAME, as --sort=-NAME for the other direction`;
  if (sort === undefined) throw new AppError('cli.usage', { reason, command: 'list' });
  return { sort, descending };
}

/** Of one image, the values of these names that it has. */
async function readColumns(
  engine: Engine,
  itemId: ItemId,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const values = await engine.call('metadata.list', { itemId });
  return Object.fromEntries(values.filter(({ key }) => names.includes(key)).map(({ key, value }) => [key, value]));
}

export const list: CliCommand = {
  name: 'list',
  summary: 'Find images',
  usage: 'firstpass list PROJECT [--query Q] [--view NAME] [--sort S|meta:NAME] [--columns NAME,...] [--limit N]',
  example: "firstpass list cells --query 'stage:new score<0.4' --sort confidence",
  options: {
    query: { type: 'string' },
    view: { type: 'string' },
    sort: { type: 'string' },
    columns: { type: 'string' },
    limit: { type: 'string', default: '100' },
  },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const limit = Number(values.limit);
    if (!Number.isInteger(limit) || limit < 0)
      throw new AppError('cli.usage', { reason: '--limit must be a whole number', command: 'list' });
    const asked = values.sort === undefined ? undefined : readSort(values.sort);
    const engine = getEngine();
    await openProjectFile(engine, project);
    await engine.call('roots.settled', {});
    const name = values.view;
    const views = name === undefined ? [] : await engine.call('views.list', {});
    const view = views.find((one) => one.name.toLowerCase() === String(name).toLowerCase());
    if (name !== undefined && !view) throw new AppError('view.notFound', { name: String(name) });
    // Both: the view, and within it the query.
    const parts = [view?.query, values.query].filter((part): part is string => typeof part === 'string' && part !== '');
    const where = parts.length > 1 ? parts.map((part) => `(${part})`).join(' ') : (parts[0] ?? '');
    const query = { where, ...(asked ?? { sort: view?.sort ?? 'path', descending: view?.descending ?? false }) };
    const items: ItemSummary[] = [];
    let total: number;
    do {
      const rest = Math.max(1, Math.min(pageSize, limit - items.length));
      const page = await engine.call('items.list', { query, offset: items.length, limit: rest });
      total = page.total;
      items.push(...page.items.slice(0, limit - items.length));
    } while (items.length < Math.min(limit, total));
    const columns = typeof values.columns === 'string' ? values.columns.split(',').map((name) => name.trim()) : [];
    const metadata = new Map<number, Readonly<Record<string, string>>>();
    for (const { id } of columns.length > 0 ? items : []) metadata.set(id, await readColumns(engine, id, columns));
    output.table(
      items.map(({ id, path, stage, annotationCount, proposalCount, lowestScore, tags }) => [
        path,
        stage,
        annotationCount,
        proposalCount,
        lowestScore?.toFixed(2) ?? '',
        tags.join(', '),
        ...columns.map((name) => metadata.get(id)?.[name] ?? ''),
      ]),
    );
    output.line(items.length < total ? `${items.length} of ${total} images` : `${total} images`);
    const rows = items.map(({ problem: _, pictureVersion: __, ...item }) =>
      columns.length > 0 ? { ...item, metadata: metadata.get(item.id) ?? {} } : item,
    );
    output.result({ query, total, items: rows });
    return 0;
  },
};
