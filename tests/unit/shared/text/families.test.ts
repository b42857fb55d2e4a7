import { expect, test } from 'vitest';
import { families } from '#models/families/familyRegistry.ts';
import { en } from '#shared/text/en.ts';

test('every family says what it expects', () => {
  const said = Object.keys(en.ui).filter((key) => key.startsWith('family.'));
  expect(said.sort()).toEqual(families.map(({ id }) => `family.${id}`).sort());
});
