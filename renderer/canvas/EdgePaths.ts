import type { EdgeWays } from '#shared/editor/tool.ts';
import { treeRoot, treeWay } from '#shared/geometry/livewire.ts';
import type { EdgeTree } from '#shared/geometry/livewire.ts';
import { partIndex, partScale } from '#shared/geometry/photoPart.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import type { EdgeAnswer, EdgeRequest } from './edgeWorkerMessages.ts';

/** Where no edges are known: straight on. */
const straight = (from: ImagePoint): EdgeWays => ({ from, to: () => null });

interface Waiting {
  readonly snapRadius: number;
  readonly from: ImagePoint;
  readonly done: (ways: EdgeWays) => void;
}

/** Asks a worker for the ways along the edges of the photo; here they are only read. */
export class EdgePaths {
  #worker: Worker | null = null;
  /** The part that the worker has. */
  #known: PhotoPart | null = null;
  #costs: Uint8Array<ArrayBuffer> | null = null;
  #nextId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @param reachPx how near a hand comes to the edge that it means, in image pixels */
  find(part: PhotoPart | null, from: ImagePoint, reachPx: number): Promise<EdgeWays> {
    const index = part ? partIndex(part, from) : -1;
    if (!part || index < 0) return Promise.resolve(straight(from));
    const worker = this.#start();
    const id = this.#nextId;
    this.#nextId += 1;
    const snapRadius = reachPx / partScale(part);
    const request: EdgeRequest = { id, part: part === this.#known ? null : part, from: index, snapRadius };
    this.#known = part;
    return new Promise((done) => {
      this.#waiting.set(id, { snapRadius, from, done });
      // The pixels are copied: the wand may want them, too.
      worker.postMessage(request);
    });
  }

  destroy(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#known = null;
    this.#costs = null;
    for (const { from, done } of this.#waiting.values()) done(straight(from));
    this.#waiting.clear();
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./edgeWorker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<EdgeAnswer>) => this.#receive(data));
    // Too little memory, say: lines are straight, and the next anchor tries again.
    worker.addEventListener('error', () => this.destroy());
    this.#worker = worker;
    return worker;
  }

  #receive({ id, frame, costs, came, seed }: EdgeAnswer): void {
    if (costs) this.#costs = costs;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!waiting || !this.#costs) return;
    const tree: EdgeTree = { frame, costs: this.#costs, came, seed, snapRadius: waiting.snapRadius };
    waiting.done({ from: treeRoot(tree), to: (point) => treeWay(tree, point) });
  }
}
