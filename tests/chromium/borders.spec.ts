import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

test('a polygon follows the border of its neighbour and shares its points', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
  await page.keyboard.press('p');
  for (const [x, y] of [
    [300, 100],
    [400, 100],
    [400, 300],
    [300, 300],
    [270, 200],
  ] as const)
    await page.mouse.click(...at(x, y));
  await page.keyboard.press('Enter');
  await expect(objects).toHaveCount(1);
  await page.keyboard.press('Shift+N');
  await expect(page.getByRole('group', { name: 'Along borders' })).toBeVisible();
  for (const [x, y] of [
    [150, 100],
    [303, 102],
    [298, 297],
    [150, 300],
  ] as const)
    await page.mouse.click(...at(x, y));
  await page.keyboard.press('Enter');
  await expect(objects).toHaveCount(2);
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  const [first, second] = (await storedShapes(host)) as { rings: number[][] }[];
  const [a, , , d, e] = Array.from({ length: 5 }, (_, index) => first?.rings[0]?.slice(2 * index, 2 * index + 2));
  expect(second?.rings[0]?.slice(2, 8)).toEqual([a, e, d].flat());
  expect(second?.rings[0]).toHaveLength(10);
});
