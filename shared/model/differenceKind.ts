/**
 * - `missing`: a prediction where the person has no label
 * - `extra`: a label where the model has predicted nothing
 * - `lowOverlap`: the same object and class, but the shapes overlap too little
 * - `otherClass`: the same object, but another class
 */
export const differenceKinds = ['missing', 'extra', 'lowOverlap', 'otherClass'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];
