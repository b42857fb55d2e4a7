import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { uuidOf } from '#engine/datasets/import/labelIds.ts';

describe('ids of imported labels', () => {
  test('are UUIDs of version 8, the same for the same words', () => {
    const id = uuidOf(12, 3, '{"kind":"box"}', 0);
    expect(z.uuid({ version: 'v8' }).safeParse(id).success).toBe(true);
    expect(uuidOf(12, 3, '{"kind":"box"}', 0)).toBe(id);
  });

  test('differ by item, by word and by where words end', () => {
    const ids = [
      uuidOf(1, 'a', 'b'),
      uuidOf(2, 'a', 'b'),
      uuidOf(1, 'b', 'a'),
      uuidOf(1, 'ab'),
      uuidOf(1, 'a', 'b', 0),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    const many = Array.from({ length: 20_000 }, (_, at) => uuidOf(7, 1, 'shape', at));
    expect(new Set(many).size).toBe(many.length);
  });

  test('come in the order of their items, up to the greatest that there is', () => {
    const items = [1, 9, 10, 255, 256, 65_536, 2 ** 31, 2 ** 40, 2 ** 48 - 1];
    const ids = items.map((item, at) => uuidOf(item, 'word', items.length - at));
    expect(ids.toSorted()).toEqual(ids);
  });
});
