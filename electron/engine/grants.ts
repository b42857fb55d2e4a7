import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { Grant } from '#shared/contract/hostApi.ts';
import type { GrantId } from '#shared/model/ids.ts';

/** Files and folders that a host's own dialog handed out. A renderer names them by an id that means nothing else. */
export interface Grants {
  add(filePath: string): Grant;
  /** @throws {AppError} grant.unknown */
  path(id: GrantId): string;
}

export function createGrants(): Grants {
  const paths = new Map<GrantId, string>();
  return {
    add(filePath) {
      const id = randomUUID() as string as GrantId;
      const absolute = path.resolve(filePath);
      paths.set(id, absolute);
      return { id, label: absolute };
    },
    path(id) {
      const found = paths.get(id);
      if (found === undefined) throw new AppError('grant.unknown');
      return found;
    },
  };
}
