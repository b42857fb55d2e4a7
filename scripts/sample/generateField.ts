import { createCanvas } from './canvas.ts';
import type { AbsorptionCanvas } from './canvas.ts';
import { paintCell } from './cells.ts';
import type { Cell, CellKind } from './cells.ts';
import { paintDistractors } from './distractors.ts';
import { outlinePolygon } from './outline.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

export const fieldWidthPx = 640;
export const fieldHeightPx = 480;

export interface TruthObject {
  readonly kind: CellKind;
  /** [x, y, width, height], clipped to the image. */
  readonly box: readonly [number, number, number, number];
  /** [x0, y0, x1, y1, ...], clipped to the image. */
  readonly polygon: readonly number[];
}

export interface Field {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Interleaved RGB, 8 bit. */
  readonly pixels: Uint8Array;
  readonly objects: readonly TruthObject[];
}

function truthOf(cell: Cell): TruthObject | null {
  const polygon = outlinePolygon(cell.outline, fieldWidthPx, fieldHeightPx);
  const xs = polygon.filter((_, index) => index % 2 === 0);
  const ys = polygon.filter((_, index) => index % 2 === 1);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  // A sliver at the border is labeled by nobody.
  const wholeSide = 2 * cell.outline.reach;
  if (width < 0.3 * wholeSide || height < 0.3 * wholeSide) return null;
  return { kind: cell.kind, box: [left, top, width, height], polygon };
}

function placeCells(canvas: AbsorptionCanvas, random: Random): Cell[] {
  const cells: Cell[] = [];
  const crowd = random.between(0.5, 1.4);
  const plan: CellKind[] = [
    ...Array<CellKind>(random.integer(1, 4)).fill('white cell'),
    ...Array<CellKind>(Math.round(random.between(20, 44) * crowd)).fill('red cell'),
    ...Array<CellKind>(random.integer(2, 9)).fill('platelet'),
  ];
  const sizes: Readonly<Record<CellKind, number>> = { 'white cell': 31, 'red cell': 19, platelet: 8 };
  for (const kind of plan) {
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const x = random.between(-4, fieldWidthPx + 4);
      const y = random.between(-4, fieldHeightPx + 4);
      // Red cells may lie half over each other; the others keep clear, or they would be hidden.
      const fits = cells.every((other) => {
        const room = sizes[kind] + sizes[other.kind];
        const closeness = kind === 'red cell' && other.kind === 'red cell' ? 0.62 : 0.9;
        return Math.hypot(other.outline.centerX - x, other.outline.centerY - y) > closeness * room;
      });
      if (!fits) continue;
      cells.push(paintCell(canvas, random, kind, x, y));
      break;
    }
  }
  return cells;
}

/** Gaussian blur of each plane in two passes. */
function blur({ widthPx, heightPx, density }: AbsorptionCanvas, sigma: number): void {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-(((at - reach) / sigma) ** 2) / 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const line = new Float32Array(Math.max(widthPx, heightPx));
  const pass = (start: number, stride: number, length: number): void => {
    for (let at = 0; at < length; at += 1) {
      let value = 0;
      for (let tap = -reach; tap <= reach; tap += 1) {
        const from = Math.min(length - 1, Math.max(0, at + tap));
        value += (weights[tap + reach] ?? 0) * (density[start + from * stride] ?? 0);
      }
      line[at] = value / sum;
    }
    for (let at = 0; at < length; at += 1) density[start + at * stride] = line[at] ?? 0;
  };
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = channel * widthPx * heightPx;
    for (let y = 0; y < heightPx; y += 1) pass(plane + y * widthPx, 1, widthPx);
    for (let x = 0; x < widthPx; x += 1) pass(plane + x, widthPx, heightPx);
  }
}

/** Light through the slide onto a sensor: uneven lamp, white balance, noise, 8 bits. */
function expose({ widthPx, heightPx, density }: AbsorptionCanvas, random: Random): Uint8Array {
  const plane = widthPx * heightPx;
  const pixels = new Uint8Array(3 * plane);
  const lamp = random.between(205, 246);
  const warmth = random.between(-0.05, 0.07);
  const balance = [1 + warmth, 1 - 0.25 * Math.abs(warmth), 1 - warmth - 0.02];
  const [lampX, lampY] = [random.between(0.25, 0.75) * widthPx, random.between(0.25, 0.75) * heightPx];
  const fallOff = random.between(0.05, 0.3);
  const stain = random.between(0.75, 1.25);
  const noise = random.between(1.5, 6.5);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const at = y * widthPx + x;
      const off = ((x - lampX) ** 2 + (y - lampY) ** 2) / (widthPx ** 2 / 2);
      const light = lamp * (1 - fallOff * off);
      // Brightness noise is common to the channels, colour noise is smaller.
      const shot = noise * random.normal();
      for (let channel = 0; channel < 3; channel += 1) {
        const through = Math.exp(-stain * (density[channel * plane + at] ?? 0));
        const value = light * (balance[channel] ?? 1) * through + shot + 0.35 * noise * random.normal();
        pixels[3 * at + channel] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return pixels;
}

/** One field of a blood smear, as a microscope's camera sees it, with its ground truth. The seed fixes every pixel. */
export function generateField(seed: number): Field {
  const random = createRandom(seed);
  const canvas = createCanvas(fieldWidthPx, fieldHeightPx);
  paintDistractors(canvas, random);
  const cells = placeCells(canvas, random);
  blur(canvas, random.between(0.5, 1.5));
  const pixels = expose(canvas, random);
  const objects = cells.map(truthOf).filter((object) => object !== null);
  return { widthPx: fieldWidthPx, heightPx: fieldHeightPx, pixels, objects };
}
