import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { commit } from '../db/commit.ts';
import { countFacets } from '../db/facets.ts';
import { getItemDocument } from '../db/itemDocument.ts';
import { countItems, findNeighbour, findPosition, getItem, isLarge, listItemIds, listItems } from '../db/items.ts';
import { listActors, listClassNames, listMetaKeys, listTags } from '../db/query/knownNames.ts';
import type { QueryAsker } from '../db/query/createQueryAsker.ts';
import type { BulkEditor } from '../bulk/createBulkEditor.ts';
import type { HandlersOf } from './handler.ts';

export function createItemHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
  readonly bulk: BulkEditor;
  /** Answers long questions beside the engine; absent: they are answered here. */
  readonly asker?: Pick<QueryAsker, 'ask'>;
}): Omit<HandlersOf<'items'>, 'items.similar'> {
  const { db, actor, emitter, bulk } = deps;
  /** Where a question may take longer than a frame. */
  const asker = (): Pick<QueryAsker, 'ask'> | undefined => (isLarge(db) ? deps.asker : undefined);
  return {
    'items.list': ({ query, offset, limit }) => {
      const items = listItems(db, query, offset, limit);
      const beside = asker()?.ask('count', query);
      return beside ? beside.then((total) => ({ total, items })) : { total: countItems(db, query), items };
    },
    'items.values': () => ({
      classes: listClassNames(db),
      tags: listTags(db),
      actors: listActors(db),
      metaKeys: listMetaKeys(db),
    }),
    'items.edit': ({ items, action }) => {
      if ('itemIds' in items) return bulk.edit(items.itemIds, action);
      const beside = asker()?.ask('ids', items.query);
      return beside ? beside.then((ids) => bulk.edit(ids, action)) : bulk.edit(listItemIds(db, items.query), action);
    },
    'items.position': ({ query, itemId }) => findPosition(db, query, itemId),
    'items.neighbour': ({ query, itemId, step }) => findNeighbour(db, query, itemId, step),
    'items.facets': ({ query }) => asker()?.ask('facets', query) ?? countFacets(db, query),
    'items.document': ({ itemId }) => getItemDocument(db, itemId),
    'items.confirmChanged': ({ itemId }) => {
      if (getItem(db, itemId).fileState !== 'changed') return null;
      const subject = `item:${itemId}`;
      commit(db, { op: 'items.confirmed', body: { itemIds: [itemId] }, actor, subject, label: 'Confirm labels' });
      emitter.emit('itemsChanged', { itemIds: [itemId] });
      return null;
    },
  };
}
