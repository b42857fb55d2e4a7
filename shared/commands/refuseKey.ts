import type { UiKey } from '#shared/text/texts.ts';
import { getCommand } from './commandRegistry.ts';
import type { CommandId } from './commandRegistry.ts';
import { isInScope } from './places.ts';

/** Keys that never reach the page, or that no page should take: switching windows, closing, full screen. */
const systemKeys: ReadonlySet<string> = new Set([
  'Alt+Tab',
  'Alt+Shift+Tab',
  'Alt+F4',
  'Alt+Space',
  'Alt+Escape',
  'Ctrl+Escape',
  'Ctrl+Alt+Delete',
  'Ctrl+Tab',
  'Ctrl+Shift+Tab',
  'Ctrl+N',
  'Ctrl+T',
  'Ctrl+W',
  'Ctrl+Q',
  'Ctrl+Shift+T',
  'Ctrl+Shift+W',
  'F11',
]);

/** With these the focus moves, in the views that are lists and forms. */
const focusKeys = /^(Shift\+)?(Tab|Enter|Space|Arrow\w+|Home|End|PageUp|PageDown)$/;

/** Why a command can't have a key, whoever has it now; or null. */
export function refuseKey(id: CommandId, key: string): UiKey | null {
  if (systemKeys.has(key)) return 'keys.refused.system';
  const { scope } = getCommand(id);
  const isBeyondCanvas = isInScope(scope, 'gallery') || isInScope(scope, 'other');
  return isBeyondCanvas && focusKeys.test(key) ? 'keys.refused.focus' : null;
}
