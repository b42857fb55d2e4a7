import type { ColorRule } from '#shared/look/canvasLook.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { classColor, classPalette, noScoreColor, scoreColor, sourceColors } from '../../styles/classPalette.ts';
import { proposalKey } from './workObjects.ts';
import type { WorkObject } from './workObjects.ts';

/** A class that isn't in the project has the palette's grey. */
const unknownColor = classPalette[7];

/** The colours of what lies on the image, by the rule that a person chose. */
export interface ShapeColors {
  readonly rule: ColorRule;
  ofObject(object: WorkObject): string;
  ofClass(classId: ClassId | null): string;
  /** What is being drawn. */
  ofDraft(classId: ClassId | null): string;
}

/** @param number of a person; -1: it is nobody's */
export const annotatorColor = (number: number): string =>
  (number < 0 ? undefined : classPalette[number % classPalette.length]) ?? noScoreColor;

/** An accepted proposal keeps its colour: it is the same object to the eye. */
const identityOf = ({ id, annotation }: WorkObject): string =>
  annotation?.predictionId == null ? id : proposalKey({ id: annotation.predictionId });

/** Remembers the objects of the open image in the order in which they were first seen, so that none changes its colour. */
export function createShapeColors(): (
  rule: ColorRule,
  classes: readonly LabelClass[],
  itemId: ItemId | null,
  authorOf?: (labelId: string) => number,
) => ShapeColors {
  let seen = new Map<string, number>();
  let seenOf: ItemId | null = null;
  const numberOf = (object: WorkObject): number => {
    const key = identityOf(object);
    const number = seen.get(key) ?? seen.size;
    seen.set(key, number);
    return number;
  };
  return (rule, classes, itemId, authorOf = () => -1) => {
    if (itemId !== seenOf) seen = new Map();
    seenOf = itemId;
    const colors = new Map(classes.map(({ id, color }) => [id, classColor(color)]));
    const ofClass = (classId: ClassId | null): string =>
      (classId === null ? undefined : colors.get(classId)) ?? unknownColor;
    const rules: { readonly [Rule in ColorRule]: Pick<ShapeColors, 'ofObject' | 'ofDraft'> } = {
      class: { ofObject: ({ classId }) => ofClass(classId), ofDraft: ofClass },
      object: {
        ofObject: (object) => classPalette[numberOf(object) % classPalette.length] ?? unknownColor,
        ofDraft: () => classPalette[seen.size % classPalette.length] ?? unknownColor,
      },
      source: { ofObject: ({ state }) => sourceColors[state], ofDraft: () => sourceColors.drawn },
      score: {
        ofObject: ({ score }) => (score === null ? noScoreColor : scoreColor(score)),
        ofDraft: () => noScoreColor,
      },
      annotator: { ofObject: ({ id }) => annotatorColor(authorOf(id)), ofDraft: () => noScoreColor },
    };
    return { rule, ofClass, ...rules[rule] };
  };
}
