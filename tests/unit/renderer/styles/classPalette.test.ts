import { expect, test } from 'vitest';
import { classPalette } from '../../../../renderer/styles/classPalette.ts';

type Triple = readonly [number, number, number];

/** How linear light is seen: Machado, Oliveira and Fernandes (2009), severity 1. */
const sights: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  trichromat: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanope: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (matrix: readonly [Triple, Triple, Triple], [x, y, z]: Triple): Triple =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;
const map = (triple: Triple, change: (value: number) => number): Triple => triple.map(change) as unknown as Triple;

const linear = (hex: string): Triple =>
  map([1, 3, 5], (at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });

/** Of linear light, by B. Ottosson (2020): equal distances look equally far; 0.02 is what an eye just sees. */
function oklab(light: Triple): Triple {
  const cones: [Triple, Triple, Triple] = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ];
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    map(times(cones, light), Math.cbrt),
  );
}

/** The two colours that are nearest to each other as an eye sees them. */
function smallestDistance(colors: readonly string[], sight: string): number {
  const matrix = sights[sight]!;
  const seen = colors.map((hex) => oklab(map(times(matrix, linear(hex)), (value) => Math.min(1, Math.max(0, value)))));
  const distances = seen.flatMap((a, at) =>
    seen.slice(at + 1).map((b) => Math.hypot(...[a[0] - b[0], a[1] - b[1], a[2] - b[2]])),
  );
  return Math.min(...distances);
}

test.each(Object.keys(sights))('a %s tells the class colours apart', (sight) => {
  expect(new Set(classPalette).size).toBe(20);
  expect(smallestDistance(classPalette.slice(0, 8), sight)).toBeGreaterThan(0.075);
  expect(smallestDistance(classPalette, sight)).toBeGreaterThan(0.065);
});
