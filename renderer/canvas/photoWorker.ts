import { adjustPixels } from '#shared/look/adjustPixels.ts';
import type { AdjustAnswer, AdjustRequest } from './photoWorkerMessages.ts';

/** Keeps the pixels of one photo and makes adjusted copies of it, beside the page. */
let source: ImageData | null = null;

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

addEventListener('message', ({ data: { photo, adjust } }: MessageEvent<AdjustRequest>) => {
  if (photo) source = read(photo);
  if (!source) throw new Error('the first request brings the photo');
  const { width, height } = source;
  const copy = new ImageData(width, height);
  adjustPixels(new Uint32Array(source.data.buffer), new Uint32Array(copy.data.buffer), adjust);
  const context = contextOf(width, height);
  context.putImageData(copy, 0, 0);
  const answer: AdjustAnswer = { bitmap: context.canvas.transferToImageBitmap() };
  postMessage(answer, { transfer: [answer.bitmap] });
});
