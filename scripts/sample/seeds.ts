/** No image is in two of these sets: their seeds don't overlap. */
export const trainingSeeds = { first: 1_000_000, count: 1_400 } as const;
export const heldBackSeeds = { first: 2_000_000, count: 60 } as const;
export const sampleSeeds = { first: 3_000_000, count: 32 } as const;
