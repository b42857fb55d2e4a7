/** The highest of `count` values, `step` apart; NaN is never the highest, and where all are NaN the score is -Infinity. */
export function bestClass(
  data: Float32Array,
  from: number,
  count: number,
  step = 1,
): { readonly score: number; readonly classIndex: number } {
  let [score, classIndex] = [-Infinity, 0];
  for (let index = 0; index < count; index += 1) {
    const value = data[from + index * step] ?? 0;
    if (value > score) [score, classIndex] = [value, index];
  }
  return { score, classIndex };
}
