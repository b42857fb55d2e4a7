import type { Oriented } from '../geometry/oriented.ts';

/** So that boxes without any extent don't divide by zero. */
const tiny = 1e-7;

/** The covariance of a rectangle's points: `[[a, c], [c, b]]`. */
function covariance({ size: [width, height], angle }: Oriented): readonly [a: number, b: number, c: number] {
  const [along, across] = [width ** 2 / 12, height ** 2 / 12];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [along * cos ** 2 + across * sin ** 2, along * sin ** 2 + across * cos ** 2, (along - across) * cos * sin];
}

/**
 * How much two turned rectangles are in the same place, 0..1: one minus the Hellinger distance of the normal distributions
 * that spread as they do. Smooth, and cheaper than the overlap of the rectangles.
 * Source: Llerena et al. 2021, "Gaussian bounding boxes and probabilistic intersection-over-union" (arXiv 2106.06072).
 */
export function probIou(first: Oriented, second: Oriented): number {
  const [a1, b1, c1] = covariance(first);
  const [a2, b2, c2] = covariance(second);
  const [a, b, c] = [a1 + a2, b1 + b2, c1 + c2];
  const [dx, dy] = [second.centre[0] - first.centre[0], second.centre[1] - first.centre[1]];
  const determinant = Math.max(0, a * b - c ** 2);
  // The Bhattacharyya distance: how far apart the middles are, and how differently they spread.
  const apart = (a * dy ** 2 + b * dx ** 2 - 2 * c * dx * dy) / (determinant + tiny) / 4;
  const spreads = Math.max(0, a1 * b1 - c1 ** 2) * Math.max(0, a2 * b2 - c2 ** 2);
  const unlike = Math.log(determinant / (4 * Math.sqrt(spreads) + tiny) + tiny) / 2;
  const distance = Math.min(100, Math.max(tiny, apart + unlike));
  return 1 - Math.sqrt(1 - Math.exp(-distance) + tiny);
}
