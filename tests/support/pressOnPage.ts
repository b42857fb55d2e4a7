import type { Page } from '@playwright/test';

/** A key of the registry, `Ctrl+Shift+Z`, as Playwright writes it: by its place on the keyboard. */
export const toPlaywrightKey = (key: string): string =>
  key
    .split('+')
    .map((part) =>
      part === 'Ctrl' ? 'Control' : /^[A-Z]$/.test(part) ? `Key${part}` : /^\d$/.test(part) ? `Digit${part}` : part,
    )
    .join('+');

/** Presses a key as the registry has it. */
export async function pressOnPage(page: Page, key: string): Promise<void> {
  await page.keyboard.press(toPlaywrightKey(key));
}
