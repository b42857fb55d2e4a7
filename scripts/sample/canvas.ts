import type { Outline } from './outline.ts';

/**
 * A field of light: how much red, green and blue is absorbed at each pixel (optical density, 0 = clear). Things that lie
 * over each other add up, as in a microscope (Beer-Lambert).
 */
export interface AbsorptionCanvas {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Three planes of width * height values. */
  readonly density: Float32Array;
}

export type Ink = readonly [number, number, number];

export function createCanvas(widthPx: number, heightPx: number): AbsorptionCanvas {
  return { widthPx, heightPx, density: new Float32Array(3 * widthPx * heightPx) };
}

const smooth = (x: number): number => {
  const t = Math.min(1, Math.max(0, x));
  return t * t * (3 - 2 * t);
};

/**
 * Adds ink inside an outline. `profile(d, x, y)` says how much at the relative distance d from the centre (0) to the
 * outline (1). The edge is soft over `edgePx` pixels.
 */
export function paint(
  canvas: AbsorptionCanvas,
  outline: Outline,
  ink: Ink,
  edgePx: number,
  profile: (distance: number, x: number, y: number) => number,
): void {
  const { widthPx, heightPx, density } = canvas;
  const plane = widthPx * heightPx;
  const { centerX, centerY, reach } = outline;
  const fromX = Math.max(0, Math.floor(centerX - reach - edgePx));
  const toX = Math.min(widthPx - 1, Math.ceil(centerX + reach + edgePx));
  const fromY = Math.max(0, Math.floor(centerY - reach - edgePx));
  const toY = Math.min(heightPx - 1, Math.ceil(centerY + reach + edgePx));
  for (let y = fromY; y <= toY; y += 1) {
    for (let x = fromX; x <= toX; x += 1) {
      const dx = x + 0.5 - centerX;
      const dy = y + 0.5 - centerY;
      const distance = Math.hypot(dx, dy);
      const radius = outline.radius(Math.atan2(dy, dx));
      const cover = smooth((radius - distance) / edgePx + 0.5);
      if (cover === 0) continue;
      const amount = cover * profile(Math.min(1, distance / radius), x, y);
      const at = y * widthPx + x;
      for (let channel = 0; channel < 3; channel += 1) {
        density[channel * plane + at] = (density[channel * plane + at] ?? 0) + amount * (ink[channel] ?? 0);
      }
    }
  }
}
