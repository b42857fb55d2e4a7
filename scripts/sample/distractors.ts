import { paint } from './canvas.ts';
import type { AbsorptionCanvas } from './canvas.ts';
import { createOutline } from './outline.ts';
import type { Random } from './random.ts';

const somewhere = (canvas: AbsorptionCanvas, random: Random): { centerX: number; centerY: number } => ({
  centerX: random.between(0, canvas.widthPx),
  centerY: random.between(0, canvas.heightPx),
});

/** Soft stain in the background. */
function smear(canvas: AbsorptionCanvas, random: Random): void {
  const radius = random.between(40, 120);
  const outline = createOutline(random, {
    ...somewhere(canvas, random),
    radius,
    stretch: random.between(0.6, 1.6),
    bumps: 0.2,
  });
  const strength = random.between(0.03, 0.1);
  paint(canvas, outline, [0.6, 0.9, 0.5], 60, (d) => strength * (1 - d));
}

/** A dark crumb, smaller and greyer than a platelet. */
function debris(canvas: AbsorptionCanvas, random: Random): void {
  const radius = random.between(1.5, 4);
  const outline = createOutline(random, {
    ...somewhere(canvas, random),
    radius,
    stretch: random.between(0.6, 1.6),
    bumps: 0.25,
  });
  const strength = random.between(0.4, 1.2);
  paint(canvas, outline, [0.8, 0.75, 0.8], 1.5, () => strength);
}

/** The ring that a dust grain out of focus leaves. */
function dustRing(canvas: AbsorptionCanvas, random: Random): void {
  const radius = random.between(10, 34);
  const outline = createOutline(random, { ...somewhere(canvas, random), radius, stretch: 1, bumps: 0 });
  const strength = random.between(0.05, 0.16);
  paint(canvas, outline, [1, 1, 1], 3, (d) => strength * Math.exp(-(((d - 0.86) / 0.07) ** 2)) - 0.25 * strength);
}

/** A fibre or a scratch across the slide: a chain of small dabs along an arc. */
function fibre(canvas: AbsorptionCanvas, random: Random): void {
  let { centerX, centerY } = somewhere(canvas, random);
  let heading = random.between(0, 2 * Math.PI);
  const bend = random.between(-0.012, 0.012);
  const strength = random.chance(0.5) ? random.between(0.12, 0.35) : random.between(-0.12, -0.05);
  const radius = random.between(0.8, 1.6);
  const length = random.integer(60, 260);
  for (let step = 0; step < length; step += 1) {
    const outline = createOutline(random, { centerX, centerY, radius, stretch: 1, bumps: 0 });
    paint(canvas, outline, [0.8, 0.8, 0.9], 1.5, () => strength * 0.6);
    heading += bend;
    centerX += 1.5 * Math.cos(heading);
    centerY += 1.5 * Math.sin(heading);
  }
}

/** What is on a slide besides cells, and must not be taken for one. */
export function paintDistractors(canvas: AbsorptionCanvas, random: Random): void {
  const several = (most: number, draw: typeof smear): void => {
    for (let count = random.integer(0, most + 1); count > 0; count -= 1) draw(canvas, random);
  };
  several(3, smear);
  several(6, debris);
  several(3, dustRing);
  if (random.chance(0.4)) fibre(canvas, random);
}
