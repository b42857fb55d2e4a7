import { flipAcross, flipDown, turnLeft, turnRight, upright } from '#shared/geometry/orientation.ts';
import type { Orientation } from '#shared/geometry/orientation.ts';
import { colorRules, defaultLook } from '#shared/look/canvasLook.ts';
import type { GreyWindow, WindowPreset } from '#shared/look/greyWindow.ts';
import type { UiKey } from '#shared/text/texts.ts';
import type { CommandAction } from '../../state/CommandCenter.svelte.ts';
import type { WorkbenchState } from './WorkbenchState.svelte.ts';

/** A key press moves a window by a twentieth of its width, and at least by one value. */
const stepOf = (width: number): number => Math.max(1, Math.round(width / 20));

/** What these commands need of the canvas. */
export interface ViewControls {
  zoomToSelection(): void;
}

/** The commands for how images are shown. @returns a function that takes them away again. */
export function provideViewCommands(bench: WorkbenchState, canvas: () => ViewControls | undefined): () => void {
  const { app } = bench;
  const { look } = app;
  const turn = (how: (before: Orientation) => Orientation): CommandAction => ({
    run: () => look.change({ orientation: how(look.current.orientation) }),
  });
  const selected = (): UiKey | null => (bench.selection.length > 0 ? null : 'reason.nothingSelected');
  const ofWindow = (run: (window: GreyWindow) => void): CommandAction => ({
    check: () => (look.window ? null : 'reason.noWindow'),
    run: () => look.window && run(look.window),
  });
  const preset = (window: WindowPreset): CommandAction => ofWindow(() => look.adjust({ window }));
  return app.commands.provide({
    'view.panel': { run: () => (look.isPanelOpen = !look.isPanelOpen) },
    'view.zoomSelection': { check: selected, run: () => canvas()?.zoomToSelection() },
    'view.invert': { run: () => look.adjust({ isInverted: !look.current.adjust.isInverted }) },
    'view.turnRight': turn(turnRight),
    'view.turnLeft': turn(turnLeft),
    'view.flipAcross': turn(flipAcross),
    'view.flipDown': turn(flipDown),
    'view.resetTurn': turn(() => upright),
    'view.magnifier': { run: () => (bench.isMagnified = !bench.isMagnified) },
    'view.grid': { run: () => look.change({ hasGrid: !look.current.hasGrid }) },
    'view.minimap': { run: () => look.change({ hasMinimap: !look.current.hasMinimap }) },
    'view.outlines': { run: () => look.change({ isOutlined: !look.current.isOutlined }) },
    'view.colorBy': {
      run: () => {
        const next = colorRules[(colorRules.indexOf(look.current.colorBy) + 1) % colorRules.length];
        if (next) look.change({ colorBy: next });
      },
    },
    'view.windowAutomatic': preset('automatic'),
    'view.windowFull': preset('full'),
    'view.windowDark': preset('dark'),
    'view.windowBright': preset('bright'),
    'view.windowHigher': ofWindow(({ centre, width }) => look.changeWindow({ centre: centre + stepOf(width) })),
    'view.windowLower': ofWindow(({ centre, width }) => look.changeWindow({ centre: centre - stepOf(width) })),
    'view.windowWider': ofWindow(({ width }) => look.changeWindow({ width: width + 2 * stepOf(width) })),
    'view.windowNarrower': ofWindow(({ width }) => look.changeWindow({ width: width - 2 * stepOf(width) })),
    'view.resetPhoto': { run: () => look.change({ adjust: defaultLook.adjust }) },
  });
}
