import { adjustPixels } from '#shared/look/adjustPixels.ts';
import { greyShades } from '#shared/look/greyTable.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { greyBitmap } from './greyBitmap.ts';
import type { DeepGrey } from './photo.ts';
import type { AdjustAnswer, AdjustRequest } from './photoWorkerMessages.ts';

/** Keeps the pixels of one photo and makes adjusted copies of it, beside the page. */
let source: ImageData | DeepGrey | null = null;

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the canvas gave no context');
  return context;
}

function read(photo: ImageBitmap): ImageData {
  const { width, height } = photo;
  const context = contextOf(width, height);
  context.drawImage(photo, 0, 0);
  photo.close();
  return context.getImageData(0, 0, width, height);
}

function show(from: ImageData, adjust: PhotoAdjust): ImageBitmap {
  const { width, height } = from;
  const copy = new ImageData(width, height);
  adjustPixels(new Uint32Array(from.data.buffer), new Uint32Array(copy.data.buffer), adjust);
  const context = contextOf(width, height);
  context.putImageData(copy, 0, 0);
  return context.canvas.transferToImageBitmap();
}

addEventListener('message', ({ data: { photo, deep, adjust } }: MessageEvent<AdjustRequest>) => {
  if (photo) source = read(photo);
  else if (deep) source = deep;
  if (!source) throw new Error('the first request brings the photo');
  const bitmap = 'samples' in source ? greyBitmap(source, greyShades(adjust, source.levels)) : show(source, adjust);
  const answer: AdjustAnswer = { bitmap };
  postMessage(answer, { transfer: [answer.bitmap] });
});
