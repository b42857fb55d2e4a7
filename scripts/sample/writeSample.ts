/** Writes the sample's images and ground truth: `node scripts/sample/writeSample.ts resources/samples`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { cellKinds } from './cells.ts';
import { generateField } from './generateField.ts';
import { sampleSeeds } from './seeds.ts';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node scripts/sample/writeSample.ts OUT_FOLDER');
const imageFolder = path.join(folder, 'images');
rmSync(imageFolder, { recursive: true, force: true });
mkdirSync(imageFolder, { recursive: true });

const images = [];
const annotations = [];
for (let index = 0; index < sampleSeeds.count; index += 1) {
  const { widthPx, heightPx, pixels, objects } = generateField(sampleSeeds.first + index);
  const name = `field-${String(index + 1).padStart(2, '0')}.jpg`;
  await sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .jpeg({ quality: 88 })
    .toFile(path.join(imageFolder, name));
  images.push({ id: index + 1, file_name: name, width: widthPx, height: heightPx });
  for (const { kind, box, polygon } of objects) {
    const [, , width, height] = box;
    annotations.push({
      id: annotations.length + 1,
      image_id: index + 1,
      category_id: cellKinds.indexOf(kind) + 1,
      bbox: box,
      area: width * height,
      iscrowd: 0,
      segmentation: [polygon],
    });
  }
}
const categories = cellKinds.map((name, index) => ({ id: index + 1, name }));
const info = { description: 'Firstpass sample: synthetic blood smears', version: '1' };
writeFileSync(path.join(folder, 'ground-truth.json'), `${JSON.stringify({ info, categories, images, annotations })}\n`);
