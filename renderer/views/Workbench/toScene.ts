import type { LabelClass } from '#shared/model/labelClass.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { classColor, classPalette } from '../../styles/classPalette.ts';
import type { LiveShape, Scene, SceneShape } from '../../canvas/scene.ts';
import type { WorkbenchState } from './WorkbenchState.svelte.ts';
import type { WorkObject } from './workObjects.ts';

/** A class that isn't in the project has the palette's grey. */
const unknownColor = classPalette[7];
/** More selected shapes than these are painted where all others are, not in every frame. */
const mostLive = 100;

type Colors = ReadonlyMap<ClassId, string>;

export const colorsOf = (classes: readonly LabelClass[]): Colors =>
  new Map(classes.map(({ id, color }) => [id, classColor(color)]));

const labelOf = (name: string, { proposal, score }: WorkObject): string =>
  proposal && score !== null ? `${name} ${score.toFixed(2)}` : name;

const isEqualShape = (a: SceneShape, b: SceneShape): boolean =>
  a.shape === b.shape &&
  a.color === b.color &&
  a.look === b.look &&
  a.label === b.label &&
  a.isSelected === b.isSelected;

/** Remembers what was painted: a shape that looks as it did stays the same object, and is not painted again. */
export function createSceneShapes(): (
  objects: readonly WorkObject[],
  colors: Colors,
  selected: ReadonlySet<string>,
) => readonly SceneShape[] {
  let known = new Map<string, SceneShape>();
  return (objects, colors, selected) => {
    const isMany = selected.size > mostLive;
    const shapes = objects.map((object): SceneShape => {
      const { id, shape, state, classId } = object;
      const painted: SceneShape = {
        id,
        shape,
        color: (classId !== null ? colors.get(classId) : undefined) ?? unknownColor,
        look: state === 'proposal' || state === 'corrected' ? state : 'solid',
        label: labelOf(object.className, object),
        isSelected: isMany && selected.has(id),
      };
      const before = known.get(id);
      return before && isEqualShape(before, painted) ? before : painted;
    });
    known = new Map(shapes.map((shape) => [shape.id, shape]));
    return shapes;
  };
}

function liveShapes(bench: WorkbenchState, shapes: readonly SceneShape[], colors: Colors): LiveShape[] {
  const { selectedIds, hovered, preview, correction } = bench;
  const isLive = (id: string): boolean =>
    id === hovered ||
    id === correction?.id ||
    preview?.has(id) === true ||
    (selectedIds.size <= mostLive && selectedIds.has(id));
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
        color: (corrects ? colors.get(corrects.id) : undefined) ?? painted.color,
        label: corrects ? corrects.name : painted.label,
        isSelected,
        isHovered: hovered === id,
        hasHandles: isSelected && selectedIds.size === 1 && !bench.isReadOnly && (!isProposal || corrected !== null),
      };
    });
  // What is selected lies on top.
  return live.sort((a, b) => Number(a.isSelected) - Number(b.isSelected));
}

/** What the canvas paints of the open item. */
export function toScene(bench: WorkbenchState, shapes: readonly SceneShape[], colors: Colors): Scene {
  const armed = bench.armedClassId ?? bench.classes[0]?.id;
  return {
    shapes,
    live: liveShapes(bench, shapes, colors),
    moving: bench.moving,
    isFaded: bench.isReview && bench.current?.proposal != null,
    hasLabels: bench.isReview,
    draft: bench.draft && {
      draft: bench.draft,
      color: (armed !== undefined ? colors.get(armed) : undefined) ?? unknownColor,
    },
    areShapesHidden: bench.areShapesHidden,
    hasGuides: bench.toolId !== 'select' && !bench.isPainting,
    brushRadiusPx: bench.isPainting ? bench.brushRadiusPx : null,
  };
}
