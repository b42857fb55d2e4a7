/** `[x, y, width, height]` */
export type Box = readonly [number, number, number, number];

/** Intersection over union of two boxes (Jaccard index), 0..1; 0 when both are empty. */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (a[2] * a[3] + b[2] * b[3] - intersection);
}
