import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { writeJsonFile } from '../../jsonFile.ts';

export const cardFileOf = (modelFile: string): string => `${modelFile.replace(/\.onnx$/i, '')}.json`;

/** @throws {AppError} quantize.targetExists */
export function assertFree(modelFile: string): void {
  for (const file of [modelFile, cardFileOf(modelFile)])
    if (existsSync(file)) throw new AppError('quantize.targetExists', { path: file });
}

/**
 * Puts a model and its card where people want them, each whole or not at all; the card first, for a model without it would be
 * read by what can be guessed.
 * @throws {AppError} quantize.targetExists, quantize.notWritten
 */
export function publishModel(made: string, modelFile: string, card: ModelCard): void {
  assertFree(modelFile);
  const temporary = `${modelFile}.${process.pid}.tmp`;
  try {
    copyFileSync(made, temporary);
    const descriptor = openSync(temporary, 'r+');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    writeJsonFile(cardFileOf(modelFile), card);
    renameSync(temporary, modelFile);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (!existsSync(modelFile)) rmSync(cardFileOf(modelFile), { force: true });
    const reason = (error as Error).message.split('\n')[0] ?? '';
    throw new AppError('quantize.notWritten', { path: modelFile, reason }, { cause: error });
  }
}
