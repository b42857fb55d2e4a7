import type { ToolId } from '#shared/editor/toolRegistry.ts';
import type { LiveShape, Scene, SceneShape } from '../../canvas/scene.ts';
import type { ShapeColors } from './shapeColors.ts';
import type { WorkbenchState } from './WorkbenchState.svelte.ts';
import type { WorkObject } from './workObjects.ts';

/** More selected shapes than these are painted where all others are, not in every frame. */
const mostLive = 100;

type TalkedAbout = ReadonlyMap<string, number>;

/** Lines across the pointer would hide what these work on. */
const unguided: ReadonlySet<ToolId> = new Set(['select', 'brush', 'eraser', 'wand', 'scissors', 'whole', 'ruler']);

/** A quotation mark says that somebody has said something about it that waits for an answer. */
const labelOf = (name: string, { id, proposal, score }: WorkObject, talkedAbout: TalkedAbout): string =>
  proposal && score !== null ? `${name} ${score.toFixed(2)}` : talkedAbout.has(id) ? `❝ ${name}` : name;

const isEqualShape = (a: SceneShape, b: SceneShape): boolean =>
  a.shape === b.shape &&
  a.color === b.color &&
  a.look === b.look &&
  a.label === b.label &&
  a.isSelected === b.isSelected &&
  a.skeleton === b.skeleton &&
  a.hasSides === b.hasSides;

/** Remembers what was painted: a shape that looks as it did stays the same object, and is not painted again. */
export function createSceneShapes(): (
  objects: readonly WorkObject[],
  colors: ShapeColors,
  selected: ReadonlySet<string>,
  talkedAbout: TalkedAbout,
) => readonly SceneShape[] {
  let known = new Map<string, SceneShape>();
  return (objects, colors, selected, talkedAbout) => {
    const isMany = selected.size > mostLive;
    const shapes = objects.map((object): SceneShape => {
      const { id, shape, state } = object;
      const painted: SceneShape = {
        id,
        shape,
        color: colors.ofObject(object),
        look: state === 'proposal' || state === 'corrected' ? state : 'solid',
        label: labelOf(object.className, object, talkedAbout),
        isSelected: isMany && selected.has(id),
        ...(shape.kind === 'keypoints' ? { skeleton: object.skeleton, hasSides: colors.rule === 'class' } : {}),
      };
      const before = known.get(id);
      return before && isEqualShape(before, painted) ? before : painted;
    });
    known = new Map(shapes.map((shape) => [shape.id, shape]));
    return shapes;
  };
}

function liveShapes(bench: WorkbenchState, shapes: readonly SceneShape[], colors: ShapeColors): LiveShape[] {
  const { selectedIds, hovered, preview, correction } = bench;
  const isLive = (id: string): boolean =>
    id === hovered ||
    id === correction?.id ||
    preview?.has(id) === true ||
    (selectedIds.size <= mostLive && selectedIds.has(id));
  const chosenHandles = new Set(bench.vertices.ids);
  const live = shapes
    .filter(({ id }) => isLive(id))
    .map((painted): LiveShape => {
      const { id } = painted;
      const isSelected = selectedIds.has(id);
      const corrected = correction?.id === id ? correction : null;
      const corrects = corrected ? bench.classes.find((one) => one.id === corrected.classId) : undefined;
      const isProposal = painted.look === 'proposal';
      return {
        ...painted,
        shape: preview?.get(id) ?? corrected?.shape ?? painted.shape,
        skeleton: corrects?.skeleton ?? painted.skeleton,
        color: corrects && colors.rule === 'class' ? colors.ofClass(corrects.id) : painted.color,
        label: corrects ? corrects.name : painted.label,
        isSelected,
        isHovered: hovered === id,
        chosenHandles,
        hasHandles:
          isSelected &&
          selectedIds.size === 1 &&
          !bench.isReadOnly &&
          !bench.isLocked(id) &&
          (!isProposal || corrected !== null),
      };
    });
  // What is selected lies on top.
  return live.sort((a, b) => Number(a.isSelected) - Number(b.isSelected));
}

/** What the canvas paints of the open item. */
export function toScene(bench: WorkbenchState, shapes: readonly SceneShape[], colors: ShapeColors): Scene {
  const armed = bench.drawnClass?.id ?? null;
  return {
    shapes,
    live: liveShapes(bench, shapes, colors),
    moving: bench.moving,
    isFaded: bench.isDeciding,
    hasLabels: bench.isReview || bench.isComparing,
    draft: bench.draft && { draft: bench.draft, color: colors.ofDraft(armed), hasSides: colors.rule === 'class' },
    areShapesHidden: bench.areShapesHidden,
    isMagnified: bench.isMagnified,
    // A box is drawn with them; what is found in it is looked at without.
    hasGuides: !unguided.has(bench.toolId) && bench.draft?.kind !== 'smart',
    spacing: bench.document?.item.facts?.spacing ?? null,
    sides: bench.document?.item.facts?.sides ?? null,
    crosshair: bench.keyCursor?.point ?? null,
    brushRadiusPx: bench.isPainting ? bench.brushRadiusPx : null,
  };
}
