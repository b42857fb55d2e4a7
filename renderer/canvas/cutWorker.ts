import { graphCut } from '#shared/geometry/graphCut/graphCut.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';
import type { CutAnswer, CutRequest } from './cutWorkerMessages.ts';

/** Cuts objects out beside the page; keeps one part of the photo. */
let known: PhotoPart | null = null;

addEventListener('message', ({ data: { part, prompt } }: MessageEvent<CutRequest>) => {
  known = part ?? known;
  if (!known) throw new Error('the first request brings the photo');
  const answer: CutAnswer = { area: graphCut(known, prompt) };
  postMessage(answer);
});
