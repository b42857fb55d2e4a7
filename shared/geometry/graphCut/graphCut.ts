import { combineAreas, simplifyRing } from '../areas.ts';
import type { Area } from '../areas.ts';
import { containsPoint } from '../boxes.ts';
import type { Box } from '../boxes.ts';
import { runsToArea } from '../contours.ts';
import { fromPart, partIndex } from '../photoPart.ts';
import type { PhotoPart } from '../photoPart.ts';
import { ringPoints } from '../rings.ts';
import { bitmapToRuns } from '../runs.ts';
import type { SmartPoint, SmartPrompt } from '../smartPrompt.ts';
import { fitMixture, unlikelihood } from './colorMixture.ts';
import { keepObject } from './keepObject.ts';
import { minCut } from './minCut.ts';
import { neighbourTies } from './neighbourTies.ts';
import { smoothBorder } from './smoothBorder.ts';
import { readWindow } from './partWindow.ts';
import type { PartWindow } from './partWindow.ts';
import { pointPulls } from './pointPulls.ts';

/** So many are cut while a hand waits. */
const mostPixels = 20_000;
const mostRounds = 4;
/** A round that changes a smaller share of the pixels is the last one. */
const smallestShare = 0.002;
/** Colours of an object, and of what is around it. */
const parts = 5;
/** Stronger than all that could pull the other way. */
const certain = 1e6;
/** So far the outline may be from the border of the pixels; in pixels of the window. */
const loosePx = 0.4;
/** A box is drawn around an object: so much speaks for its middle, and as much against its corners. */
const trust = 6;
/** One odd pixel, however unlikely its colour, outweighs nothing else. */
const mostByColor = 20;

const unknown = 0;
const within = 1;
const without = 2;

/** What is certain before anything is looked at: outside the box, and where a person has pointed. */
function readHints(window: PartWindow, box: Box, points: readonly SmartPoint[]): Uint8Array {
  const { width, height } = window;
  const hints = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, at += 1)
      if (!containsPoint(box, fromPart(window, x + 0.5, y + 0.5))) hints[at] = without;
  for (const { point, isInside } of points) {
    const at = partIndex(window, point);
    if (at < 0 || !containsPoint(box, point)) continue;
    const [column, row] = [at % width, Math.floor(at / width)];
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y += 1)
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x += 1)
        if (containsPoint(box, fromPart(window, x + 0.5, y + 0.5))) hints[y * width + x] = isInside ? within : without;
  }
  return hints;
}

/** How far each pixel is from the middle of the box: 1 on the ellipse that touches its sides, squared. */
function ellipseDistances(window: PartWindow, [x, y, width, height]: Box): Float32Array {
  const distances = new Float32Array(window.width * window.height);
  for (let row = 0, at = 0; row < window.height; row += 1)
    for (let column = 0; column < window.width; column += 1, at += 1) {
      const point = fromPart(window, column + 0.5, row + 0.5);
      const across = (2 * (point.x - x)) / width - 1;
      const down = (2 * (point.y - y)) / height - 1;
      distances[at] = across * across + down * down;
    }
  return distances;
}

/** What is known before colours are learnt. */
interface Evidence {
  readonly hints: Uint8Array;
  readonly distances: Float32Array;
  readonly points: Float32Array;
}

/** The two halves in turn: which colours object and ground have, and which border is the cheapest between them. */
function cutWindow(window: PartWindow, { hints, distances, points }: Evidence, ties: Float32Array): Uint8Array {
  const { width, height, colors } = window;
  let labels = hints.map((hint, at) =>
    hint === within || (hint === unknown && (distances[at] as number) < 1) ? 1 : 0,
  );
  for (let round = 0; round < mostRounds; round += 1) {
    const [object, ground]: [number[], number[]] = [[], []];
    for (const [at, label] of labels.entries()) (label === 1 ? object : ground).push(at);
    if (object.length === 0 || ground.length === 0) break;
    const [objectColors, groundColors] = [fitMixture(colors, object, parts), fitMixture(colors, ground, parts)];
    const pulls = new Float32Array(width * height);
    for (const [at, hint] of hints.entries()) {
      if (hint !== unknown) {
        pulls[at] = hint === within ? certain : -certain;
        continue;
      }
      const color = unlikelihood(groundColors, colors, at) - unlikelihood(objectColors, colors, at);
      const place = trust * Math.max(-1, 1 - (distances[at] as number));
      pulls[at] = Math.min(mostByColor, Math.max(-mostByColor, color)) + place + (points[at] as number);
    }
    const next = minCut({ width, height, pulls, ties });
    let changed = 0;
    for (const [at, label] of next.entries()) if (label !== labels[at]) changed += 1;
    labels = next;
    if (changed < smallestShare * labels.length) break;
  }
  return labels;
}

/** Of what is small or pale nothing may be left: then borders are made cheaper, once. */
function cutSomething(window: PartWindow, evidence: Evidence): Uint8Array {
  const ties = neighbourTies(window);
  const labels = cutWindow(window, evidence, ties);
  return labels.includes(1)
    ? labels
    : cutWindow(
        window,
        evidence,
        ties.map((tie) => tie / 4),
      );
}

/**
 * The object in a box, told from what is around the box by its colours and its border (GrabCut: Rother, Kolmogorov and Blake 2004).
 * Never leaves the box; the same prompt gives the same area. Image pixels.
 */
export function graphCut(part: PhotoPart, { box, points }: SmartPrompt): Area {
  const window = readWindow(part, box, mostPixels);
  if (!window) return [];
  const labels = cutSomething(window, {
    hints: readHints(window, box, points),
    distances: ellipseDistances(window, box),
    points: pointPulls(window, points),
  });
  const { width, height } = window;
  const wanted = points.filter(({ isInside }) => isInside).map(({ point }) => partIndex(window, point));
  const pixels = keepObject(labels, window, wanted);
  const runs = bitmapToRuns({ pixels, width, height }, 0, 0, window);
  const area = runsToArea(runs, height).map((rings) =>
    rings.map((ring) =>
      [...ringPoints(simplifyRing(smoothBorder(ring), loosePx))].flatMap(([x, y]) => {
        const point = fromPart(window, x, y);
        return [point.x, point.y];
      }),
    ),
  );
  const [x, y, across, down] = box;
  return combineAreas('intersect', area, [[[x, y, x + across, y, x + across, y + down, x, y + down]]]);
}
