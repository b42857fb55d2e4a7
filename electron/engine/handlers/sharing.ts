import type { GrantId } from '#shared/model/ids.ts';
import type { Sharing } from '../sharing/createSharing.ts';
import type { HandlersOf } from './handler.ts';

export function createSharingHandlers(deps: {
  readonly sharing: Sharing;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'sharing'> {
  const { sharing, grantPath } = deps;
  return {
    'sharing.pack': ({ file, ...what }) => sharing.pack(grantPath(file), what),
    'sharing.handOut': ({ file, ...what }) => sharing.handOut(grantPath(file), what),
    'sharing.previewMerge': ({ source, ...options }) =>
      sharing.preview('token' in source ? source : { file: grantPath(source.file) }, options),
    'sharing.mergeSides': ({ token, itemId }) => sharing.sides(token, itemId),
    'sharing.merge': ({ token, ...options }) => sharing.merge(token, options),
    'sharing.dropMerge': ({ token }) => {
      sharing.drop(token);
      return null;
    },
  };
}
