import { createReadStream, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { OutputFiles } from '../outputFiles.ts';
import type { MakePictures, PictureTask } from './pictureTask.ts';

const fileName = '.pictures.jsonl';
/** That are made at the same time: decoding, encoding and the disk take turns. */
const atOnce = 4;

/**
 * Pictures that are to be made when the labels are written, in a file of the half-written export: a million of them need no more
 * memory than one, and no snapshot of the project stays open while they are made.
 */
export class PictureList {
  readonly #half: string;
  readonly #files: OutputFiles;
  #count = 0;

  constructor(half: string, files: OutputFiles) {
    this.#half = half;
    this.#files = files;
  }

  /** How many tasks there are. */
  get count(): number {
    return this.#count;
  }

  add(task: PictureTask): void {
    this.#files.append(fileName, `${JSON.stringify(task)}\n`);
    this.#count += 1;
  }

  /**
   * Makes them all and forgets them; the files of the export are closed by now.
   * @param onDone called with how many are made so far; what it throws ends the work
   * @throws what `make` throws
   */
  async makeAll(make: MakePictures, onDone: (count: number) => void): Promise<void> {
    if (this.#count === 0) return;
    const full = path.join(this.#half, fileName);
    const input = createReadStream(full);
    try {
      let batch: PictureTask[] = [];
      let done = 0;
      const flush = async (): Promise<void> => {
        await make(batch);
        done += batch.length;
        batch = [];
        onDone(done);
      };
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        batch.push(JSON.parse(line) as PictureTask);
        if (batch.length >= atOnce) await flush();
      }
      if (batch.length > 0) await flush();
    } finally {
      input.destroy();
    }
    rmSync(full);
  }
}
