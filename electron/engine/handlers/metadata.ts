import type { Database } from 'better-sqlite3';
import type { EngineParsedInput } from '#shared/contract/engineApi.ts';
import type { GrantId } from '#shared/model/ids.ts';
import { getItem } from '../db/items.ts';
import { listMetadata } from '../db/itemMeta.ts';
import type { Joiner } from '../metadata/createJoiner.ts';
import type { JoinRequest } from '../metadata/planJoin.ts';
import type { HandlersOf } from './handler.ts';

export function createMetadataHandlers(deps: {
  readonly db: Database;
  readonly joiner: Joiner;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'metadata'> {
  const { db, joiner, grantPath } = deps;
  const toRequest = ({ table, ...rest }: EngineParsedInput<'metadata.join'>): JoinRequest => ({
    file: grantPath(table),
    ...rest,
  });
  return {
    'metadata.list': ({ itemId }) => listMetadata(db, getItem(db, itemId).id),
    'metadata.preview': (input) => joiner.preview(toRequest(input)),
    'metadata.join': (input) => joiner.join(toRequest(input)),
  };
}
