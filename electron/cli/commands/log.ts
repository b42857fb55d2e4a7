import type { Engine } from '#engine/createEngine.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { HistoryEntry } from '#shared/contract/api/annotationsApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { CliCommand } from '../command.ts';
import { openProjectFile } from '../openForCommand.ts';

/** All frames of the file that is called so, below its root. @throws {AppError} cli.usage */
async function findItems(engine: Engine, path: string): Promise<ItemId[]> {
  const { items } = await engine.call('items.list', { query: { text: path }, offset: 0, limit: 1000 });
  const found = items.filter((item) => item.path === path).map(({ id }) => id);
  if (found.length === 0)
    throw new AppError('cli.usage', { reason: `no image of the project is called ${path}`, command: 'log' });
  return found;
}

export const log: CliCommand = {
  name: 'log',
  summary: 'Say who changed what, and when',
  usage: 'firstpass log PROJECT [--item PATH] [--limit N]',
  example: 'firstpass log cells --item day-1/0001.png',
  options: { item: { type: 'string' }, limit: { type: 'string', default: '50' } },
  positionals: [1, 1],
  async run({ positionals: [project = ''], values }, { engine: getEngine, output }) {
    const limit = Number(values.limit);
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1000)
      throw new AppError('cli.usage', { reason: '--limit must be a number from 1 to 1000', command: 'log' });
    const engine = getEngine();
    await openProjectFile(engine, project);
    let entries: readonly HistoryEntry[];
    if (typeof values.item === 'string') {
      const lists = [];
      for (const itemId of await findItems(engine, values.item))
        lists.push(...(await engine.call('history.list', { itemId, limit })));
      entries = lists.sort((a, b) => b.seq - a.seq).slice(0, limit);
    } else entries = await engine.call('history.list', { limit });
    for (const { seq, at, actor, label, undoes } of entries)
      output.line(`${seq}  ${at}  ${actor}  ${label}${undoes === null ? '' : ` (takes back ${undoes})`}`);
    output.result(entries);
    return 0;
  },
};
