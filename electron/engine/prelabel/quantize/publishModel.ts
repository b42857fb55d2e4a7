import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { readJsonFile, writeJsonFile } from '../../jsonFile.ts';

export const cardFileOf = (modelFile: string): string => `${modelFile.replace(/\.onnx$/i, '')}.json`;

/** Neither the model nor its card is there. */
export const isFree = (modelFile: string): boolean => !existsSync(modelFile) && !existsSync(cardFileOf(modelFile));

/** @throws {AppError} quantize.targetExists */
export function assertFree(modelFile: string): void {
  for (const file of [modelFile, cardFileOf(modelFile)])
    if (existsSync(file)) throw new AppError('quantize.targetExists', { path: file });
}

/** What is being published, for whoever comes after a process that was killed while it was. */
interface Publication {
  readonly modelFile: string;
  readonly temporary: string;
  readonly sha256: string;
}
const noteIn = (workFolder: string): string => path.join(workFolder, 'publishing.json');

/**
 * Puts a model and its card where people want them, each whole or not at all; the card first, for a model without it would be
 * read by what can be guessed.
 * @param workFolder keeps a note of it, see `takeBack`
 * @throws {AppError} quantize.targetExists, quantize.notWritten
 */
export function publishModel(made: string, modelFile: string, card: ModelCard, workFolder: string): void {
  assertFree(modelFile);
  const publication: Publication = { modelFile, temporary: `${modelFile}.${process.pid}.tmp`, sha256: card.sha256 };
  const { temporary } = publication;
  try {
    writeJsonFile(noteIn(workFolder), publication);
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
    takeBack(workFolder);
    const reason = (error as Error).message.split('\n')[0] ?? '';
    throw new AppError('quantize.notWritten', { path: modelFile, reason }, { cause: error });
  }
}

/** Removes what was published in part: a card without its model, and the copy that was to become the model. */
export function takeBack(workFolder: string): void {
  const note = readJsonFile(noteIn(workFolder)) as Partial<Publication> | undefined;
  if (!note?.modelFile || !note.temporary) return;
  rmSync(note.temporary, { force: true });
  if (existsSync(note.modelFile)) return;
  const card = readJsonFile(cardFileOf(note.modelFile)) as Partial<ModelCard> | undefined;
  if (card?.sha256 === note.sha256) rmSync(cardFileOf(note.modelFile), { force: true });
}
