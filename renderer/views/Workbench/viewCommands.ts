import { colorRules, defaultLook } from '#shared/look/canvasLook.ts';
import type { AppState } from '../../state/AppState.svelte.ts';

/** The commands for how images are shown. @returns a function that takes them away again. */
export function provideViewCommands(app: AppState): () => void {
  const { look } = app;
  return app.commands.provide({
    'view.panel': { run: () => (look.isPanelOpen = !look.isPanelOpen) },
    'view.invert': { run: () => look.adjust({ isInverted: !look.current.adjust.isInverted }) },
    'view.outlines': { run: () => look.change({ isOutlined: !look.current.isOutlined }) },
    'view.colorBy': {
      run: () => {
        const next = colorRules[(colorRules.indexOf(look.current.colorBy) + 1) % colorRules.length];
        if (next) look.change({ colorBy: next });
      },
    },
    'view.resetPhoto': { run: () => look.change({ adjust: defaultLook.adjust }) },
  });
}
