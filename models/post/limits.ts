/**
 * Places of one image that are compared with each other, the most certain ones: a model that sees something everywhere
 * neither takes all memory nor minutes for each image.
 */
export const candidatesAtMost = 30_000;
/** Predictions of one image that are kept, the most certain ones: no person looks through more. */
export const predictionsAtMost = 1_000;
