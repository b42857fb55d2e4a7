import type { Versions } from '../datasets/versions/createVersions.ts';
import type { HandlersOf } from './handler.ts';

export function createVersionHandlers({ versions }: { readonly versions: Versions }): HandlersOf<'versions'> {
  return {
    'versions.list': () => versions.list(),
    'versions.name': ({ name, note }) => versions.name(name, note),
    'versions.update': ({ versionId, ...words }) => versions.update(versionId, words),
    'versions.delete': ({ versionId }) => {
      versions.remove(versionId);
      return null;
    },
    'versions.diff': ({ from, to, offset, limit }) => versions.diff({ from, to }, { offset, limit }),
    'versions.item': ({ from, to, itemId }) => versions.item({ from, to }, itemId),
    'versions.restore': ({ versionId }) => versions.restore(versionId),
  };
}
