import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { commit } from '../db/commit.ts';
import { countFacets } from '../db/facets.ts';
import { getItemDocument } from '../db/itemDocument.ts';
import { countItems, findNeighbour, findPosition, getItem, listItems } from '../db/items.ts';
import type { HandlersOf } from './handler.ts';

export function createItemHandlers(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly emitter: Emitter<EngineEvents>;
}): Omit<HandlersOf<'items'>, 'items.similar'> {
  const { db, actor, emitter } = deps;
  return {
    'items.list': ({ query, offset, limit }) => ({
      total: countItems(db, query),
      items: listItems(db, query, offset, limit),
    }),
    'items.position': ({ query, itemId }) => findPosition(db, query, itemId),
    'items.neighbour': ({ query, itemId, step }) => findNeighbour(db, query, itemId, step),
    'items.facets': ({ query }) => countFacets(db, query),
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
