import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { Handlers } from '#shared/contract/rpc.ts';
import { prepareModel } from '#models/quantize/quantizeModel.ts';
import type { QuantizationRefusal } from '#models/quantize/quantizeModel.ts';
import { readModelFile } from '../readModelFile.ts';
import { Calibration } from './Calibration.ts';

type Names = 'openCalibration' | 'calibrate' | 'measureQuantized' | 'writeQuantized' | 'closeCalibration';

function explain(refusal: QuantizationRefusal, model: string): AppError {
  if (refusal.reason === 'opset')
    return new AppError('quantize.opset', { model, operators: refusal.operators.join(', ') });
  return new AppError(`quantize.${refusal.reason}`, { model });
}

/** Makes a model of bytes from one of floats: one at a time, in the process that opens models. */
export function createQuantizeHandlers(): Pick<Handlers<InferenceApi>, Names> {
  let open: { readonly id: string; readonly calibration: Calibration } | null = null;

  function opened(id: string): NonNullable<typeof open> {
    if (open?.id !== id) throw new AppError('internal', { reason: 'the calibration is not open' });
    return open;
  }
  async function close(): Promise<void> {
    const former = open;
    open = null;
    await former?.calibration.release();
  }

  return {
    async openCalibration({ modelPath, card, threads }) {
      await close();
      const bytes = await readModelFile(modelPath);
      const prepared = prepareModel(bytes);
      if (!prepared.ok) throw explain(prepared, card.name);
      open = { id: randomUUID(), calibration: new Calibration(bytes, prepared.model, card, threads) };
      return { calibrationId: open.id };
    },
    async calibrate({ calibrationId, items }) {
      const { calibration } = opened(calibrationId);
      const failed = [];
      for (const item of items) {
        try {
          await calibration.add(item);
        } catch (error) {
          // A model that fails fails on every image; an image that fails is left out.
          const record = toErrorRecord(error);
          if (!record.code.startsWith('image.')) throw error;
          failed.push({ itemId: item.itemId, error: record });
        }
      }
      return { failed };
    },
    async measureQuantized({ calibrationId, ranges, floatBlocks, items }) {
      return { decibels: await opened(calibrationId).calibration.decibels(floatBlocks, ranges, items) };
    },
    async writeQuantized({ calibrationId, file, ranges, floatBlocks }) {
      const quantized = opened(calibrationId).calibration.quantize(floatBlocks, ranges);
      if (!quantized) return null;
      const { bytes, ...layers } = quantized;
      await writeFile(file, bytes);
      return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, ...layers };
    },
    async closeCalibration() {
      await close();
      return null;
    },
  };
}
