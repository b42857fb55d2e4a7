/** The imaging process: the only importer of sharp beside the inference process. It opens files; records go back. */
import os from 'node:os';
import sharp from 'sharp';
import { serveParent } from '../child/serveParent.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import { inspectImage, renderImage } from './inspectImage.ts';
import { makeTiles } from './makeTiles.ts';

// Several images at a time use the cores better than several threads for one image.
sharp.concurrency(1);
sharp.cache({ memory: 100, files: 0 });
process.title = `firstpass imaging (${os.availableParallelism()} cores)`;

serveParent<ImagingApi>({
  async inspect({ path: file, frame, thumbnailPath, thumbnailPx, location }) {
    try {
      return { ok: true, image: await inspectImage({ file, frame }, { thumbnailPath, thumbnailPx, location }) };
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) };
    }
  },
  async render({ path: file, frame, outPath, maxSidePx }) {
    try {
      await renderImage({ file, frame }, outPath, maxSidePx);
      return { ok: true };
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) };
    }
  },
  async tile({ path: file, frame, outFolder, tilePx }) {
    try {
      await makeTiles({ file, frame }, outFolder, tilePx);
      return { ok: true };
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) };
    }
  },
});
