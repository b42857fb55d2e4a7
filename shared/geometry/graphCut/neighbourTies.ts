import type { PartWindow } from './partWindow.ts';

/** How much a border costs where nothing speaks for one. Rother et al. take 50: cells then lose their pale rims. */
const strength = 25;

/** What a border between neighbours costs: little where their colours differ more than is usual here. Planes E, S, SE, SW. */
export function neighbourTies({ colors, width, height }: PartWindow): Float32Array {
  const count = width * height;
  const ties = new Float32Array(4 * count);
  const offsets = [1, width, width + 1, width - 1];
  let [sum, pairs] = [0, 0];
  const each = (visit: (tie: number, away: number, direction: number) => void): void => {
    for (let y = 0, at = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1, at += 1)
        for (let direction = 0; direction < 4; direction += 1) {
          if (direction > 0 && y + 1 >= height) continue;
          if (direction === 3 ? x === 0 : direction !== 1 && x + 1 >= width) continue;
          const [a, b] = [3 * at, 3 * (at + (offsets[direction] as number))];
          const red = (colors[a] as number) - (colors[b] as number);
          const green = (colors[a + 1] as number) - (colors[b + 1] as number);
          const blue = (colors[a + 2] as number) - (colors[b + 2] as number);
          visit(direction * count + at, red * red + green * green + blue * blue, direction);
        }
  };
  each((_, away) => {
    sum += away;
    pairs += 1;
  });
  const beta = sum > 0 ? pairs / (2 * sum) : 0;
  each((tie, away, direction) => {
    ties[tie] = (strength * Math.exp(-beta * away)) / (direction > 1 ? Math.SQRT2 : 1);
  });
  return ties;
}
