import { classCommands } from '#shared/commands/commandRegistry.ts';
import type { StackMove } from '#shared/actions/restack.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { isMirrored, toImageDirection } from '#shared/geometry/orientation.ts';
import { findSimilar } from '../../state/findSimilar.ts';
import type { CommandAction } from '../../state/CommandCenter.svelte.ts';
import type { UiKey } from '#shared/text/texts.ts';
import { combine, convert, crop, selectedAreas, simplified } from './operations/areas.ts';
import { chooseClass } from './operations/chooseClass.ts';
import { isDrawing, moveCrosshair, pressCrosshair } from './operations/keyboardDrawing.ts';
import { copySelected, deleteSelected, duplicateSelected, nudge, paste, turn } from './operations/objects.ts';
import { pastePrevious } from './operations/pastePrevious.ts';
import { restackSelected } from './operations/stacking.ts';
import { undoHere } from './operations/undoing.ts';
import { accept, finish, reject, skip, startCorrection, takeRunnerUp, undecide } from './operations/reviewing.ts';
import { runnerUpCommands } from './runnerUps.ts';
import type { WorkbenchState } from './WorkbenchState.svelte.ts';

/** What commands need of the canvas. */
export interface CanvasControls {
  fit(): void;
  actualSize(): void;
  zoomBy(factor: number): void;
  /** While it is on, dragging moves the image. */
  pan(isPanning: boolean): void;
}

/** The commands of annotate and review. @returns a function that takes them away again. */
export function provideWorkbenchCommands(bench: WorkbenchState, canvas: () => CanvasControls | undefined): () => void {
  const { app } = bench;
  const open = (): UiKey | null => (bench.document ? null : 'reason.notHere');
  const writable = (): UiKey | null => open() ?? (bench.isReadOnly ? 'reason.readOnly' : null);
  const proposal = (): UiKey | null => writable() ?? (bench.current?.proposal ? null : 'reason.noProposal');
  const selected = (): UiKey | null => writable() ?? (bench.selection.length > 0 ? null : 'reason.nothingSelected');
  const painting = (): UiKey | null => writable() ?? (bench.isPainting ? null : 'reason.notHere');
  const areas = (fewest: 1 | 2) => (): UiKey | null =>
    selected() ?? (selectedAreas(bench).length >= fewest ? null : 'bench.noAreas');
  // To where the arrow points, and the way the clock goes, on the screen.
  const move = (dx: number, dy: number): CommandAction => ({
    check: () => writable() ?? (isDrawing(bench) ? null : selected()),
    run: () => {
      const direction = toImageDirection(app.look.current.orientation, [dx, dy]);
      if (isDrawing(bench)) moveCrosshair(bench, direction);
      else nudge(bench, ...direction);
    },
  });
  const turnBy = (degrees: number): CommandAction => ({
    check: selected,
    run: () => turn(bench, ((isMirrored(app.look.current.orientation) ? -degrees : degrees) * Math.PI) / 180),
  });
  const stack = (to: StackMove): CommandAction => ({ check: selected, run: () => restackSelected(bench, to) });
  const actions: Partial<Record<CommandId, CommandAction>> = {
    'review.accept': {
      check: writable,
      run: () => void (pressCrosshair(bench) || bench.tool.finish?.() || accept(bench)),
    },
    'review.acceptRest': { check: writable, run: () => void finish(bench) },
    'review.reject': { check: proposal, run: () => reject(bench) },
    'review.correct': { check: proposal, run: () => startCorrection(bench) },
    'review.undecide': { check: writable, run: () => undecide(bench) },
    'item.skip': { check: writable, run: () => void skip(bench) },
    'tool.select': { check: open, run: () => bench.setTool('select') },
    'tool.box': { check: writable, run: () => bench.setTool('box') },
    'tool.extreme': { check: writable, run: () => bench.setTool('extreme') },
    'tool.rotatedBox': { check: writable, run: () => bench.setTool('rotatedBox') },
    'tool.polygon': { check: writable, run: () => bench.setTool('polygon') },
    'tool.ellipse': { check: writable, run: () => bench.setTool('ellipse') },
    'tool.polyline': { check: writable, run: () => bench.setTool('polyline') },
    'tool.point': { check: writable, run: () => bench.setTool('point') },
    'tool.whole': { check: writable, run: () => bench.setTool('whole') },
    'tool.brush': { check: writable, run: () => bench.setTool('brush') },
    'tool.eraser': { check: writable, run: () => bench.setTool('eraser') },
    'tool.outlineAdd': { check: writable, run: () => bench.setTool('outlineAdd') },
    'tool.outlineSubtract': { check: writable, run: () => bench.setTool('outlineSubtract') },
    'tool.wand': { check: writable, run: () => bench.setTool('wand') },
    'tool.scissors': { check: writable, run: () => bench.setTool('scissors') },
    'tool.smart': { check: writable, run: () => bench.setTool('smart') },
    'smart.form': { check: writable, run: () => bench.smart.toggleForm() },
    'smart.source': {
      check: () => writable() ?? (bench.smart.model ? null : 'bench.smartNoModel'),
      run: () => bench.useModel(!bench.smart.isModelWanted),
    },
    'tool.ruler': { check: open, run: () => bench.setTool('ruler') },
    'tool.cut': { check: writable, run: () => bench.setTool('cut') },
    'brush.smaller': { check: painting, run: () => bench.sizeBrush(-1) },
    'brush.larger': { check: painting, run: () => bench.sizeBrush(1) },
    'draw.finish': { check: writable, run: () => void (pressCrosshair(bench) || bench.tool.finish?.()) },
    'draw.pressAlt': {
      check: () => writable() ?? (bench.keyCursor ? null : 'reason.notHere'),
      run: () => void pressCrosshair(bench, true),
    },
    'draw.followBorders': { check: writable, run: () => (bench.followsBorders = !bench.followsBorders) },
    'draw.otherWay': { check: () => (bench.draft ? null : 'reason.notHere'), run: () => void bench.tool.flip?.() },
    'tool.repeat': { check: writable, run: () => bench.repeatTool() },
    'edit.cancel': { check: open, run: () => bench.cancel() },
    'object.next': { check: open, run: () => bench.step(1) },
    'object.previous': { check: open, run: () => bench.step(-1) },
    'object.delete': { check: () => (bench.draft ? null : selected()), run: () => deleteSelected(bench) },
    'object.duplicate': { check: selected, run: () => duplicateSelected(bench) },
    'object.copy': { check: selected, run: () => copySelected(bench) },
    'object.paste': {
      check: () => writable() ?? (app.clipboard.length > 0 ? null : 'reason.nothingCopied'),
      run: () => paste(bench),
    },
    'object.pastePrevious': { check: writable, run: () => void pastePrevious(bench) },
    'object.selectAll': { check: open, run: () => bench.selectAll() },
    'object.selectClass': {
      check: selected,
      run: () => bench.selectAll(bench.current?.classId ?? null),
    },
    'object.merge': { check: areas(2), run: () => combine(bench, 'merge', false) },
    'object.intersect': { check: areas(2), run: () => combine(bench, 'intersect', false) },
    'object.subtract': { check: areas(2), run: () => combine(bench, 'subtract', true) },
    'object.hole': { check: areas(2), run: () => combine(bench, 'subtract', false) },
    'object.simplify': {
      check: () => writable() ?? (simplified(bench, 0) ? null : 'bench.noPoints'),
      run: () => bench.startSimplifying(),
    },
    'object.toBox': { check: areas(1), run: () => convert(bench, 'box') },
    'object.toPolygon': { check: areas(1), run: () => convert(bench, 'polygon') },
    'object.toMask': { check: areas(1), run: () => convert(bench, 'mask') },
    'object.crop': { check: areas(1), run: () => crop(bench) },
    'object.toFront': stack('front'),
    'object.forward': stack('forward'),
    'object.backward': stack('backward'),
    'object.toBack': stack('back'),
    'object.turnLeft': turnBy(-1),
    'object.turnRight': turnBy(1),
    'object.farTurnLeft': turnBy(-10),
    'object.farTurnRight': turnBy(10),
    'object.left': move(-1, 0),
    'object.right': move(1, 0),
    'object.up': move(0, -1),
    'object.down': move(0, 1),
    'object.farLeft': move(-10, 0),
    'object.farRight': move(10, 0),
    'object.farUp': move(0, -10),
    'object.farDown': move(0, 10),
    'item.findSimilar': {
      check: open,
      run: () => {
        const item = bench.document?.item;
        if (item) void findSimilar(app, item.id, item.path);
      },
    },
    'item.next': { check: open, run: () => void bench.go(1) },
    'item.previous': { check: open, run: () => void bench.go(-1) },
    'item.nextByArrow': { check: open, run: () => void bench.go(1) },
    'item.previousByArrow': { check: open, run: () => void bench.go(-1) },
    'item.nextUndecided': { check: open, run: () => void bench.go(1, true) },
    'item.previousUndecided': { check: open, run: () => void bench.go(-1, true) },
    'edit.undo': { check: writable, run: () => void bench.timeTravel('undo') },
    'edit.undoHere': { check: writable, run: () => void undoHere(bench) },
    'edit.redo': { check: writable, run: () => void bench.timeTravel('redo') },
    'view.fit': { check: open, run: () => canvas()?.fit() },
    'view.actualSize': { check: open, run: () => canvas()?.actualSize() },
    'view.zoomIn': { check: open, run: () => canvas()?.zoomBy(1.25) },
    'view.zoomOut': { check: open, run: () => canvas()?.zoomBy(0.8) },
    'view.hideShapes': {
      check: open,
      run: () => (bench.areShapesHidden = true),
      release: () => (bench.areShapesHidden = false),
    },
    'view.pan': { check: open, run: () => canvas()?.pan(true), release: () => canvas()?.pan(false) },
    'panel.queue': { run: () => app.togglePanel('showQueue') },
    'panel.inspector': { run: () => app.togglePanel('showInspector') },
  };
  for (const [index, id] of runnerUpCommands.entries()) {
    actions[id] = {
      check: () => proposal() ?? (bench.runnerUps[index] ? null : 'reason.noRunnerUp'),
      run: () => void takeRunnerUp(bench, index),
    };
  }
  for (const [index, id] of classCommands.entries()) {
    actions[id] = {
      check: writable,
      run: () => {
        const found = bench.classAt(index);
        if (found) chooseClass(bench, found.id);
      },
    };
  }
  return app.commands.provide(actions);
}
