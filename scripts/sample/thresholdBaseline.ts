import type { Field } from './generateField.ts';
import type { Found } from './meanAveragePrecision.ts';

/** The threshold that best splits a histogram in two (Otsu 1979). */
function otsu(values: Uint8Array): number {
  const histogram = new Float64Array(256);
  for (const value of values) histogram[value] = (histogram[value] ?? 0) + 1;
  let total = 0;
  for (let level = 0; level < 256; level += 1) total += level * (histogram[level] ?? 0);
  let [below, belowSum, best, threshold] = [0, 0, -1, 0];
  for (let level = 0; level < 256; level += 1) {
    below += histogram[level] ?? 0;
    belowSum += level * (histogram[level] ?? 0);
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const spread = below * above * (belowSum / below - (total - belowSum) / above) ** 2;
    if (spread > best) [best, threshold] = [spread, level];
  }
  return threshold;
}

/**
 * What a person would try first: everything darker than Otsu's threshold of the green channel, in connected pieces; the
 * class by size alone. The model's quality is stated beside this one's.
 */
export function thresholdBaseline({ widthPx, heightPx, pixels }: Field): Found[] {
  const green = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < green.length; at += 1) green[at] = pixels[3 * at + 1] ?? 0;
  const threshold = otsu(green);
  const seen = new Uint8Array(green.length);
  const found: Found[] = [];
  for (let start = 0; start < green.length; start += 1) {
    if (seen[start] || (green[start] ?? 0) > threshold) continue;
    let [left, right, top, bottom, area] = [widthPx, 0, heightPx, 0, 0];
    const stack = [start];
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      area += 1;
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      for (const next of [x > 0 ? at - 1 : -1, x < widthPx - 1 ? at + 1 : -1, at - widthPx, at + widthPx]) {
        if (next < 0 || next >= green.length || seen[next] || (green[next] ?? 0) > threshold) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    if (area < 40) continue;
    const kind = area < 450 ? 'platelet' : area < 1_900 ? 'red cell' : 'white cell';
    found.push({ kind, box: [left, top, right - left + 1, bottom - top + 1], score: Math.min(1, area / 5_000) });
  }
  return found;
}
