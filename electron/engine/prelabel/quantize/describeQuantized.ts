import type { ModelInfo, QuantizationReport } from '#shared/contract/api/modelsApi.ts';
import { lossAtMost, verdictOn } from '#shared/model/refusedAsDefault.ts';
import type { Agreement } from '#shared/metrics/agreement.ts';
import type { Candidate } from './chooseCandidate.ts';
import type { Measure } from './createComparer.ts';

const saidBy: Readonly<Record<Measure, string>> = {
  topClass: 'images whose surest class is that of the float model',
  regions: 'mean IoU with the regions of the float model, over classes',
  objects: 'F1 with the objects of the float model at IoU 0.5',
};
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** What is told of a quantized model, and what its card says. */
export function describeQuantized(found: {
  readonly model: ModelInfo;
  readonly chosen: Candidate;
  readonly target: string;
  readonly measure: Measure;
  readonly agreement: Agreement;
  readonly floatMs: number;
  readonly quantizedMs: number;
  readonly calibrationImages: number;
  readonly heldBackImages: number;
}): QuantizationReport {
  const { model, chosen, target, measure, agreement, floatMs, quantizedMs, calibrationImages, heldBackImages } = found;
  const { evaluation: _ofFloat, ...card } = model.card;
  const loss = round(1 - agreement.value, 4);
  const isRefused = loss > lossAtMost;
  const sizeRatio = chosen.sizeBytes / model.sizeBytes;
  const speedRatio = floatMs / quantizedMs;
  const numbers = { loss, sizeRatio: round(sizeRatio, 3), speedRatio: round(speedRatio, 2) };
  return {
    path: target,
    isRefused,
    measure,
    agreement: round(agreement.value, 4),
    compared: agreement.count,
    scoreDifference: agreement.scoreDifference === null ? null : round(agreement.scoreDifference, 4),
    ...numbers,
    sizeBytes: chosen.sizeBytes,
    floatMs: round(floatMs, 2),
    quantizedMs: round(quantizedMs, 2),
    calibrationImages,
    heldBackImages,
    layers: chosen.layers,
    layersInAll: chosen.layersInAll,
    ranges: chosen.ranges,
    card: {
      ...card,
      name: `${card.name}.int8`.slice(0, 200),
      sha256: chosen.sha256,
      evaluation: {
        data: `${heldBackImages} images of a project, not used for calibration, against the float model`,
        'float model sha256': model.sha256,
        [saidBy[measure]]: round(agreement.value, 4),
        loss: numbers.loss,
        verdict: verdictOn(loss),
        'calibrated on': `${calibrationImages} other images of the project`,
        quantized: `${chosen.layers} of ${chosen.layersInAll} layers, ranges: ${chosen.ranges}`,
        'size, of the float model': numbers.sizeRatio,
        'speed on the processor, times the float model': numbers.speedRatio,
      },
    },
  };
}
