/**
 * The 101 recall levels at which COCO reads precision: `np.linspace(0, 1, 101)`, whose numbers are products. Quotients
 * differ from some of them in the last bit, and then a curve that reaches a level exactly is read one step further on.
 */
const recallLevels: readonly number[] = Array.from({ length: 101 }, (_, level) => (level === 100 ? 1 : level * 0.01));

/**
 * The area under a precision-recall curve as COCO reads it (cocoapi, PythonAPI/pycocotools/cocoeval.py, `accumulate`):
 * precision is made monotone and averaged over 101 recall levels, 0..1.
 * @param hits whether each detection, by falling score, found a truth
 * @param truthCount how many there were to be found; NaN is the answer for none
 */
export function precisionCurveArea(hits: ArrayLike<boolean | number>, truthCount: number): number {
  if (truthCount === 0) return Number.NaN;
  const count = hits.length;
  const precisions = new Float64Array(count);
  const recalls = new Float64Array(count);
  let found = 0;
  for (let at = 0; at < count; at += 1) {
    found += Number(hits[at]);
    precisions[at] = found / (at + 1);
    recalls[at] = found / truthCount;
  }
  for (let at = count - 2; at >= 0; at -= 1) {
    precisions[at] = Math.max(precisions[at] ?? 0, precisions[at + 1] ?? 0);
  }
  let sum = 0;
  let at = 0;
  for (const level of recallLevels) {
    while (at < count && (recalls[at] ?? 1) < level) at += 1;
    sum += precisions[at] ?? 0;
  }
  return sum / recallLevels.length;
}
