/** The imaging process: the only importer of sharp beside the inference process. It opens files; records go back. */
import os from 'node:os';
import sharp from 'sharp';
import { serveParent } from '../child/serveParent.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import { augmentImage, SourceError } from './augmentImage.ts';
import { cutPieces } from './cutPieces.ts';
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
  async cut({ path: file, frame, pieces, encoding }) {
    try {
      await cutPieces({ file, frame }, pieces, encoding);
      return { ok: true };
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) };
    }
  },
  async augment({ sources, plan, outPath, encoding, mostSidePx }) {
    try {
      const places = sources.map(({ path: file, ...source }) => ({ file, ...source }));
      await augmentImage(places, plan, outPath, encoding, mostSidePx);
      return { ok: true };
    } catch (error) {
      const isOfSource = error instanceof SourceError;
      return {
        ...{ ok: false, error: toErrorRecord(isOfSource ? error.cause : error) },
        source: isOfSource ? error.source : 0,
      };
    }
  },
});
