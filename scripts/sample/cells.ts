import { paint } from './canvas.ts';
import type { AbsorptionCanvas } from './canvas.ts';
import { createOutline } from './outline.ts';
import type { Outline } from './outline.ts';
import type { Random } from './random.ts';

/** The classes of the sample, in the order of the model's outputs. */
export const cellKinds = ['red cell', 'white cell', 'platelet'] as const;
export type CellKind = (typeof cellKinds)[number];

export interface Cell {
  readonly kind: CellKind;
  readonly outline: Outline;
}

/** A value in [-1, 1] that looks random from pixel to pixel but is smooth over a few pixels: grains in a cell. */
function grain(x: number, y: number, scale: number, phase: number): number {
  return (
    Math.sin(x / scale + phase) * Math.cos(y / scale - 1.7 * phase) * Math.sin((x + 2 * y) / (1.9 * scale) + phase)
  );
}

/** A disc with a pale centre. */
function redCell(canvas: AbsorptionCanvas, random: Random, centerX: number, centerY: number): Outline {
  const radius = random.between(15, 22);
  const outline = createOutline(random, {
    centerX,
    centerY,
    radius,
    stretch: random.between(0.88, 1.14),
    bumps: 0.035,
  });
  const strength = random.between(0.75, 1.2);
  const pallor = random.between(0.25, 0.65);
  paint(canvas, outline, [0.12, 0.42, 0.36], 2.2, (d) => {
    const rim = 0.75 + 0.35 * Math.exp(-(((d - 0.82) / 0.16) ** 2));
    return strength * (rim - pallor * Math.exp(-((d / 0.42) ** 2)));
  });
  return outline;
}

/** A larger, pale cell with a dark nucleus of two to four lobes. */
function whiteCell(canvas: AbsorptionCanvas, random: Random, centerX: number, centerY: number): Outline {
  const radius = random.between(25, 35);
  const outline = createOutline(random, { centerX, centerY, radius, stretch: random.between(0.9, 1.1), bumps: 0.05 });
  const phase = random.between(0, 6);
  const body = random.between(0.25, 0.5);
  paint(canvas, outline, [0.34, 0.42, 0.14], 2.4, (d, x, y) => body * (0.8 + 0.3 * d + 0.25 * grain(x, y, 2.1, phase)));
  const lobes = random.integer(1, 5);
  const turn = random.between(0, 2 * Math.PI);
  for (let lobe = 0; lobe < lobes; lobe += 1) {
    const angle = turn + (lobe / lobes) * random.between(3.6, 5.2);
    const away = lobes === 1 ? radius * 0.12 : radius * random.between(0.3, 0.42);
    const nucleus = createOutline(random, {
      centerX: centerX + away * Math.cos(angle),
      centerY: centerY + away * Math.sin(angle),
      radius: lobes === 1 ? radius * random.between(0.55, 0.72) : radius * random.between(0.3, 0.42),
      stretch: random.between(0.85, 1.18),
      bumps: 0.09,
    });
    paint(
      canvas,
      nucleus,
      [0.95, 1.15, 0.42],
      2.6,
      (d, x, y) => 0.72 + 0.18 * (1 - d) + 0.16 * grain(x, y, 2.7, phase),
    );
  }
  return outline;
}

/** A small granular fragment. */
function platelet(canvas: AbsorptionCanvas, random: Random, centerX: number, centerY: number): Outline {
  const radius = random.between(5.5, 9);
  const outline = createOutline(random, { centerX, centerY, radius, stretch: random.between(0.75, 1.3), bumps: 0.12 });
  const phase = random.between(0, 6);
  const strength = random.between(0.55, 1);
  paint(
    canvas,
    outline,
    [0.5, 0.72, 0.24],
    2.4,
    (d, x, y) => strength * (0.95 - 0.35 * d + 0.35 * grain(x, y, 1.4, phase)),
  );
  return outline;
}

const painters = { 'red cell': redCell, 'white cell': whiteCell, platelet } as const;

/** Paints one cell and gives back where it is. Sizes are in pixels of a 640 x 480 field. */
export function paintCell(canvas: AbsorptionCanvas, random: Random, kind: CellKind, x: number, y: number): Cell {
  return { kind, outline: painters[kind](canvas, random, x, y) };
}
