import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { ClassScores } from '#shared/model/classScores.ts';
import { iou } from '#shared/metrics/iou.ts';
import { referenceClassifiers } from '#tests/support/reference/classifiers.ts';
import { referenceDetectors } from '#tests/support/reference/detectors.ts';
import { drawDigit } from '#tests/support/reference/drawDigit.ts';
import { readImage } from '#tests/support/reference/readImage.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { startInference } from '#tests/support/startInference.ts';

const data = sharedData('models') && sharedData('images');
const at = (relative: string): string => sharedData(relative) ?? '';
const photo = (): string => at('images/coco/images/train2017/000000000471.jpg');

function temporary(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-scores-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const sumOf = ({ top, rest }: ClassScores): number => top.reduce((sum, [, score]) => sum + score, rest);

/** The best by a plain sort of what an independent reading of the model says. */
const bestOf = (values: readonly number[], count: number): number[] => values.toSorted((a, b) => b - a).slice(0, count);

test.skipIf(!data).each(referenceClassifiers)(
  '$file tells the best classes that an independent reading of it finds',
  async (classifier) => {
    const inference = startInference();
    const model = at(`models/${classifier.file}`);
    const card = await inference.cardOf(model);
    const folder = temporary();
    const isDigits = classifier.width === 28;
    const fitted = isDigits ? await drawDigit(7, folder) : path.join(folder, 'fitted.png');
    if (!isDigits)
      await sharp(photo()).resize(classifier.width, classifier.height, { fit: 'fill' }).png().toFile(fitted);
    const [found] = await inference.predict(model, card, fitted, { score: 0, iou: 1 });
    const wanted = await classifier.probabilities(model, fitted);
    const scores = found?.scores;
    if (!scores) throw new Error('it tells more than the best class');
    expect(scores.isShared).toBe(true);
    expect(sumOf(scores)).toBeCloseTo(1, 5);
    const values = scores.top.map(([, score]) => score);
    expect(values.length).toBeGreaterThan(0);
    for (const [place, value] of bestOf(wanted, values.length).entries())
      expect(Math.abs(value - (values[place] ?? 0))).toBeLessThanOrEqual(1e-5);
    for (const [name, score] of scores.top)
      expect(Math.abs((wanted[card.classes.indexOf(name)] ?? 0) - score)).toBeLessThanOrEqual(1e-5);
    // What was left out is less than what was kept, and too little to tell anything.
    const left = wanted.filter((value) => value > (values.at(-1) ?? 0) + 1e-5);
    expect(left.length).toBeLessThan(10);
  },
);

test.skipIf(!data).each(referenceDetectors.filter(({ file }) => /yolox|nanodet/.test(file)))(
  '$file tells the best classes of each object that an independent reading of it finds',
  async (detector) => {
    const inference = startInference();
    const model = at(`models/${detector.file}`);
    const card = await inference.cardOf(model);
    const fitted = path.join(temporary(), 'fitted.png');
    await sharp(photo()).resize(detector.width, detector.height, { fit: 'fill' }).png().toFile(fitted);
    const found = await inference.predict(model, card, fitted, { score: 0.1, iou: detector.nms ?? 0 });
    const wanted = await detector.detect(model, await readImage(fitted), 0.1);
    expect(found.length).toBeGreaterThan(0);
    for (const { className, score, shape, scores } of found) {
      const same = wanted.find(
        ({ label, corners: [left, top, right, bottom] }) =>
          card.classes[label] === className &&
          shape.kind === 'box' &&
          iou(shape.box, [left, top, right - left, bottom - top]) > 0.999,
      );
      if (!scores || !same?.classes) throw new Error('each object has scores, here and there');
      expect(scores.isShared).toBe(false);
      expect(scores.top[0]).toEqual([className, score]);
      const all = same.classes;
      for (const [place, [name, value]] of scores.top.entries()) {
        expect(Math.abs((all[card.classes.indexOf(name)] ?? 0) - value)).toBeLessThanOrEqual(1e-5);
        expect(Math.abs((bestOf(all, 10)[place] ?? 0) - value)).toBeLessThanOrEqual(1e-5);
      }
      expect(sumOf(scores)).toBeCloseTo(
        all.reduce((sum, value) => sum + value, 0),
        4,
      );
    }
  },
);
