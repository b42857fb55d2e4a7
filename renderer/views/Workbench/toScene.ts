import { classColor, classPalette } from '../../styles/classPalette.ts';
import type { Scene, SceneShape } from '../../canvas/scene.ts';
import type { WorkbenchState } from './WorkbenchState.svelte.ts';

/** A class that isn't in the project has the palette's grey. */
const unknownColor = classPalette[7];

/** What the canvas paints of the open item. */
export function toScene(bench: WorkbenchState): Scene {
  const colors = new Map(bench.classes.map(({ id, color }) => [id, classColor(color)]));
  const hasFocus = bench.isReview && bench.current?.proposal != null;
  const shapes = bench.objects.map((object): SceneShape => {
    const isSelected = bench.selection.includes(object.id);
    const isCorrecting = bench.correction?.id === object.id;
    const classId = isCorrecting ? bench.correction?.classId : object.classId;
    const score = object.score === null ? '' : ` ${object.score.toFixed(2)}`;
    const name = isCorrecting
      ? (bench.classes.find(({ id }) => id === classId)?.name ?? object.className)
      : object.className;
    return {
      id: object.id,
      shape:
        bench.preview?.get(object.id) ?? (isCorrecting && bench.correction ? bench.correction.shape : object.shape),
      color: (classId != null ? colors.get(classId) : undefined) ?? unknownColor,
      look: object.state === 'proposal' ? 'proposal' : object.state === 'corrected' ? 'corrected' : 'solid',
      // In annotate the shapes speak for themselves until one is pointed at.
      label:
        isSelected || bench.hovered === object.id || bench.isReview ? `${name}${object.proposal ? score : ''}` : '',
      isSelected,
      isHovered: bench.hovered === object.id,
      isFaded: hasFocus && !isSelected && bench.hovered !== object.id,
      hasHandles:
        isSelected && bench.selection.length === 1 && !bench.isReadOnly && (object.proposal === null || isCorrecting),
    };
  });
  const armed = bench.armedClassId ?? bench.classes[0]?.id;
  return {
    shapes,
    draft: bench.draft && {
      draft: bench.draft,
      color: (armed !== undefined ? colors.get(armed) : undefined) ?? unknownColor,
    },
    areShapesHidden: bench.areShapesHidden,
    hasGuides: bench.toolId !== 'select',
  };
}
