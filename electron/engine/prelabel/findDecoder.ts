import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';

/** The second file of an interactive model: beside the first, never anywhere else. @throws {AppError} model.noDecoder */
export function findDecoder(encoderPath: string, card: ModelCard): string {
  const folder = path.dirname(encoderPath);
  const own = path.basename(encoderPath);
  const name = card.output.decoder ?? own.replace(/encoder/i, (word) => (word === 'Encoder' ? 'Decoder' : 'decoder'));
  // The card's schema lets no separators through; this holds for cards of older projects, too.
  const isPlain = path.basename(name) === name && name !== own;
  if (!isPlain || !existsSync(path.join(folder, name))) {
    throw new AppError('model.noDecoder', { path: encoderPath, decoder: isPlain ? name : 'NAME_decoder.onnx' });
  }
  return path.join(folder, name);
}
