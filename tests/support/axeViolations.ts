import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe-core finds wrong on the page: a line for each rule, with the first place. */
export async function violations(page: Page): Promise<string[]> {
  // Colours on their way are neither the one nor the other.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(
    ({ id, nodes }) => `${id} at ${nodes.length}: ${String(nodes[0]?.html)} ${nodes[0]?.failureSummary ?? ''}`,
  );
}
