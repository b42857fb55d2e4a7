/** Writes the images and boxes that train.py reads: `node scripts/sample/writeTrainingSet.ts OUT_FOLDER`. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { cellKinds } from './cells.ts';
import { generateField } from './generateField.ts';
import { trainingSeeds } from './seeds.ts';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: node scripts/sample/writeTrainingSet.ts OUT_FOLDER');
mkdirSync(folder, { recursive: true });

// What the model sees is half the size of a field, in the middle of a 320 x 320 letterbox.
const scale = 0.5;
const images = openSync(path.join(folder, 'images.bin'), 'w');
const boxes: number[][][] = [];
for (let index = 0; index < trainingSeeds.count; index += 1) {
  const field = generateField(trainingSeeds.first + index);
  const { widthPx, heightPx } = field;
  const small = await sharp(field.pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .resize(widthPx * scale, heightPx * scale, { fit: 'fill' })
    .raw()
    .toBuffer();
  writeSync(images, small);
  boxes.push(field.objects.map(({ kind, box }) => [cellKinds.indexOf(kind), ...box.map((value) => value * scale)]));
}
closeSync(images);
writeFileSync(path.join(folder, 'boxes.json'), JSON.stringify({ width: 320, height: 240, classes: cellKinds, boxes }));
