import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { coco80 } from '#models/families/classNames.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import { sharedData } from '#tests/support/sharedData.ts';

interface Truth {
  readonly className: string;
  readonly box: Box;
}

interface Row {
  readonly id: number;
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** Follows every reference, and holds every box against the size of its image file as the JPEG itself says it. */
const independentReader = `
import json, struct, sys
coco = json.load(open(sys.argv[1]))
def jpeg_size(path):
    data = open(path, 'rb').read()
    at = 2
    while True:
        marker, length = data[at + 1], struct.unpack('>H', data[at + 2:at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack('>HH', data[at + 5:at + 9])
            return width, height
        at += 2 + length
images = {image['id']: image for image in coco['images']}
categories = {category['id'] for category in coco['categories']}
for image in images.values():
    assert jpeg_size(image['file_name']) == (image['width'], image['height'])
for annotation in coco['annotations']:
    x, y, w, h = annotation['bbox']
    image = images[annotation['image_id']]
    assert annotation['category_id'] in categories
    assert 0 <= x and 0 <= y and x + w <= image['width'] + 1e-6 and y + h <= image['height'] + 1e-6
    assert abs(annotation['area'] - w * h) < 1e-6
print(f"{len(images)} images, {len(coco['annotations'])} annotations, {len(categories)} categories")
`;

const photos = sharedData('images/coco/images');
const imageCount = 20;

function readTruth({ path: name, width, height }: Row): Truth[] {
  const file = path.join(photos ?? '', '..', 'labels_det', name.replace(/\.jpg$/, '.txt'));
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
  return lines.map((line) => {
    const [number = 0, cx = 0, cy = 0, w = 0, h = 0] = line.split(' ').map(Number);
    const box: Box = [(cx - w / 2) * width, (cy - h / 2) * height, w * width, h * height];
    return { className: coco80[number] ?? '', box };
  });
}

/** Takes the best free partner of the same class away, if they overlap enough. */
function takeMatch(free: Truth[], { className, box }: Truth): Truth | null {
  const best = free
    .filter((truth) => truth.className === className)
    .sort((a, b) => iou(b.box, box) - iou(a.box, box))[0];
  if (!best || iou(best.box, box) < 0.5) return null;
  free.splice(free.indexOf(best), 1);
  return best;
}

test('a reviewer who knows the truth makes 20 real photos right with the keyboard', async ({
  host,
  page,
  failures,
}) => {
  test.skip(!photos, 'the photos are not here');
  test.setTimeout(240_000);
  await host.cli('init', host.project, '--images', photos ?? '', '--classes', coco80.join(','));
  await host.cli('prelabel', host.project, '--model', sharedData('models/yolox_nano.onnx') ?? '');
  await openPage(page, await host.start(host.project));
  const db = new Database(host.project, { readonly: true });
  const rows = db
    .prepare(
      'SELECT i.id, i.path, p.width_px AS width, p.height_px AS height FROM items i JOIN item_probe p ON p.item_id = i.id ORDER BY i.path LIMIT ?',
    )
    .all(imageCount) as Row[];
  const keys: number[] = [];
  let pressed = 0;
  const press = async (key: string): Promise<void> => {
    pressed += 1;
    await page.keyboard.press(key);
  };
  let [drawnCount, proposalCount, clicks] = [0, 0, 0];
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('Alt+3');
  for (const row of rows) {
    const shown = page.locator(`[data-shown="${row.id}"]`);
    await expect(shown).toBeVisible();
    const before = pressed;
    const free = readTruth(row);
    const proposals = (
      db
        .prepare('SELECT class_name AS className, score, shape FROM predictions WHERE item_id = ? ORDER BY score, id')
        .all(row.id) as {
        className: string;
        shape: string;
      }[]
    ).map(({ className, shape }): Truth => ({ className, box: (JSON.parse(shape) as { box: Box }).box }));
    proposalCount += proposals.length;
    const isRight = new Set([...proposals].reverse().filter((proposal) => takeMatch(free, proposal) !== null));
    const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
    // From the least confident on; when all that is left is right, Shift+Enter takes it at once.
    const lastWrong = proposals.findLastIndex((proposal) => !isRight.has(proposal));
    for (const [index, proposal] of proposals.slice(0, lastWrong + 1).entries()) {
      await press(isRight.has(proposal) ? 'Enter' : 'x');
      await expect(objects.filter({ hasText: /proposal/ })).toHaveCount(proposals.length - index - 1);
    }
    if (free.length > 0) {
      await press('f');
      const canvas = await shown.boundingBox();
      if (!canvas) throw new Error('the canvas has a place');
      const [roomX, roomY] = [canvas.width - 32, canvas.height - 132 - 32];
      const scale = Math.min(4, roomX / row.width, roomY / row.height);
      const left = canvas.x + (canvas.width - row.width * scale) / 2;
      const top = canvas.y + (canvas.height - 132 - row.height * scale) / 2;
      await press('r');
      for (const { className, box } of free) {
        await press('Escape');
        await press('Escape');
        await page.getByRole('button', { name: new RegExp(`^${className}( \\d)?$`) }).click();
        clicks += 2;
        await press('n');
        await page.mouse.move(left + box[0] * scale, top + box[1] * scale);
        await page.mouse.down();
        await page.mouse.move(left + (box[0] + box[2] / 2) * scale, top + (box[1] + box[3] / 2) * scale);
        await page.mouse.move(left + (box[0] + box[2]) * scale, top + (box[1] + box[3]) * scale);
        await page.mouse.up();
        drawnCount += 1;
      }
    }
    await press('Shift+Enter');
    keys.push(pressed - before);
  }
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  expect(failures).toEqual([]);

  const labels = db
    .prepare(
      'SELECT a.item_id AS itemId, c.name AS className, a.shape FROM annotations a JOIN classes c ON c.id = a.class_id',
    )
    .all() as {
    itemId: number;
    className: string;
    shape: string;
  }[];
  db.close();
  let [missing, wrong, overlap, matched] = [0, 0, 0, 0];
  for (const row of rows) {
    const free = readTruth(row);
    for (const { className, shape } of labels.filter(({ itemId }) => itemId === row.id)) {
      const { box } = JSON.parse(shape) as { box: Box };
      const truth = takeMatch(free, { className, box });
      if (!truth) wrong += 1;
      else [matched, overlap] = [matched + 1, overlap + iou(truth.box, box)];
    }
    missing += free.length;
  }
  const perImage = [...keys].sort((a, b) => a - b);
  console.log(
    `photos: ${rows.length} images, ${proposalCount} proposals, ${drawnCount} drawn; keys per image: mean ${(pressed / rows.length).toFixed(1)}, ` +
      `median ${perImage[10]}, most ${perImage.at(-1)}; ${clicks} mouse gestures; ${matched} labels right (mean IoU ${(overlap / matched).toFixed(2)}), ` +
      `${missing} missing, ${wrong} wrong`,
  );
  expect(missing).toBeLessThanOrEqual(3);
  expect(wrong).toBeLessThanOrEqual(3);

  await host.stop();
  const out = path.join(host.home, 'out');
  expect(await host.cli('export', host.project, '--format', 'coco', '--out', out)).toMatchObject({
    items: imageCount,
    labels: labels.length,
  });
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });

  // A reader that shares no code with us, where there is one.
  const { status, stdout } = spawnSync('python3', ['-c', independentReader, path.join(out, 'annotations.json')], {
    encoding: 'utf8',
  });
  if (status === null) return;
  expect(stdout.trim()).toBe(`${imageCount} images, ${labels.length} annotations, 80 categories`);
});
