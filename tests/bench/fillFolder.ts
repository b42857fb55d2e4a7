import { linkSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

/** A file system allows so many hard links to one file. */
const linksPerFile = 10_000;

/** Hard links of few images, in folders of 200: what counts here is their number. */
export async function fillFolder(folder: string, count: number): Promise<void> {
  const background = { r: 64, g: 96, b: 128 };
  let original = '';
  for (let index = 0; index < count; index++) {
    const inner = path.join(folder, `folder ${Math.floor(index / 200)}`);
    if (index % 200 === 0) mkdirSync(inner, { recursive: true });
    const file = path.join(inner, `image ${index}.jpg`);
    if (index % linksPerFile > 0) linkSync(original, file);
    else {
      original = file;
      const image = sharp({ create: { width: 64, height: 64, channels: 3, background } });
      await image
        .withExif({ IFD0: { ImageDescription: String(index) } })
        .jpeg()
        .toFile(file);
    }
  }
}
