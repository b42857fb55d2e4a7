import { ringEdges } from '../rings.ts';
import type { Ring } from '../rings.ts';

/** Points on either side that each is the mean of: two pixels of border. */
const reach = 2;

/** The border of pixels, from corner to corner, as a line without stairs; corners are rounded by less than a pixel. */
export function smoothBorder(ring: Ring): Ring {
  const steps: number[] = [];
  for (const [x0, y0, x1, y1] of ringEdges(ring)) {
    const count = Math.abs(x1 - x0) + Math.abs(y1 - y0);
    // The middles of the pixels' sides.
    for (let at = 0.5; at < count; at += 1) steps.push(x0 + ((x1 - x0) * at) / count, y0 + ((y1 - y0) * at) / count);
  }
  const count = steps.length / 2;
  if (count < 4 * reach) return ring;
  return Array.from(steps, (_, index) => {
    let sum = 0;
    for (let away = -reach; away <= reach; away += 1)
      sum += steps[(index + 2 * away + steps.length) % steps.length] as number;
    return sum / (2 * reach + 1);
  });
}
