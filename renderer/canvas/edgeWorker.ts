import { cheapestSteps, edgeCosts, snapToEdge } from '#shared/geometry/livewire.ts';
import type { PartFrame } from '#shared/geometry/photoPart.ts';
import type { EdgeAnswer, EdgeRequest } from './edgeWorkerMessages.ts';

/** Finds the ways along edges beside the page; keeps the costs of one part of the photo. */
let known: { readonly frame: PartFrame; readonly costs: Uint8Array<ArrayBuffer> } | null = null;

addEventListener('message', ({ data: { id, part, from, snapRadius } }: MessageEvent<EdgeRequest>) => {
  if (part) {
    const { box, width, height } = part;
    known = { frame: { box, width, height }, costs: edgeCosts(part) };
  }
  if (!known) throw new Error('the first request brings the photo');
  const { frame, costs } = known;
  const seed = snapToEdge(costs, frame, from, snapRadius);
  const came = cheapestSteps(costs, frame, seed);
  const answer: EdgeAnswer = { id, frame, costs: part ? costs : null, came, seed };
  postMessage(answer, { transfer: [came.buffer] });
});
