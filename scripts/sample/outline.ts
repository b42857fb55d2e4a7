import type { Random } from './random.ts';

/** A closed outline around a centre, as a radius for every angle: an ellipse with a few soft bumps. Pixels. */
export interface Outline {
  readonly centerX: number;
  readonly centerY: number;
  /** Largest distance from the centre. */
  readonly reach: number;
  radius(angle: number): number;
}

export function createOutline(
  random: Random,
  place: { centerX: number; centerY: number; radius: number; stretch: number; bumps: number },
): Outline {
  const { centerX, centerY, radius, stretch } = place;
  const turn = random.between(0, Math.PI);
  const waves = [2, 3, 4, 5, 6].map((k) => ({
    k,
    height: (place.bumps * random.normal()) / k,
    phase: random.between(0, 2 * Math.PI),
  }));
  const radiusAt = (angle: number): number => {
    const along = Math.cos(angle - turn) / stretch;
    const across = Math.sin(angle - turn) * stretch;
    let bump = 1;
    for (const { k, height, phase } of waves) bump += height * Math.cos(k * angle + phase);
    return (radius * Math.max(0.4, bump)) / Math.hypot(along, across);
  };
  let reach = 0;
  for (let step = 0; step < 64; step += 1) reach = Math.max(reach, radiusAt((step / 64) * 2 * Math.PI));
  return { centerX, centerY, reach: reach * 1.02, radius: radiusAt };
}

/** The outline as `[x0, y0, x1, y1, ...]`, clamped to the image. */
export function outlinePolygon(outline: Outline, widthPx: number, heightPx: number, points = 36): number[] {
  const ring: number[] = [];
  for (let step = 0; step < points; step += 1) {
    const angle = (step / points) * 2 * Math.PI;
    const radius = outline.radius(angle);
    const x = outline.centerX + radius * Math.cos(angle);
    const y = outline.centerY + radius * Math.sin(angle);
    ring.push(Math.round(Math.min(widthPx, Math.max(0, x)) * 100) / 100);
    ring.push(Math.round(Math.min(heightPx, Math.max(0, y)) * 100) / 100);
  }
  return ring;
}
