import type { GroupId } from '../../model/ids.ts';

/** Numbers of the groups of one image: from 1 on, in the order they come up. */
export function groupNumbers(): (id: GroupId | undefined) => number | null {
  const groups = new Map<GroupId, number>();
  return (id) => {
    if (id === undefined) return null;
    const number = groups.get(id) ?? groups.size + 1;
    groups.set(id, number);
    return number;
  };
}
