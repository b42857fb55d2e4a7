import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import { findKnownCard, knownCards } from '#models/cards/cardRegistry.ts';
import { findClassList } from '#models/cards/classLists.ts';
import { findFamily } from '#models/families/familyRegistry.ts';

test('every card is in the registry, whole, with where it is from and under which licence', () => {
  const files = readdirSync(path.resolve('models/cards')).filter((file) => file.endsWith('.json'));
  expect(knownCards).toHaveLength(files.length);
  expect(new Set(knownCards.map(({ sha256 }) => sha256)).size).toBe(files.length);
  for (const card of knownCards) {
    const classes = typeof card.classes === 'string' ? findClassList(card.classes) : card.classes;
    const parsed = modelCardSchema.parse({ ...card, classes });
    expect(findFamily(parsed.family), parsed.name).toBeDefined();
    expect(parsed.source, parsed.name).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w-]+, .+ at [0-9a-f]{12}/);
    expect(parsed.licence, parsed.name).toMatch(/^(Apache-2\.0|MIT|BSD-3-Clause)$/);
    expect(findKnownCard(parsed.sha256)).toBe(card);
  }
  expect(findKnownCard('f'.repeat(64))).toBeUndefined();
});

test('the lists of classes have the places that models count on', () => {
  expect(findClassList('coco80')).toHaveLength(80);
  const coco90 = findClassList('coco90') ?? [];
  // COCO's category ids 1, 13, 44 and 90.
  expect([coco90[0], coco90[12], coco90[43], coco90[89]]).toEqual(['person', 'stop sign', 'bottle', 'toothbrush']);
  expect(coco90.filter((name) => !name.startsWith('unused'))).toEqual(findClassList('coco80'));
  expect(findClassList('imagenet1000')?.[294]).toBe('brown bear, bruin, Ursus arctos');
  expect(findClassList('imagenet1001')?.[295]).toBe('brown bear, bruin, Ursus arctos');
  expect(findClassList('constructor')).toBeUndefined();
});
