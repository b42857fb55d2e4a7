import type { Box } from '#shared/geometry/boxes.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';

/**
 * A part of a mask at another size, between its pixels by their distance: as the originals bring small masks to the size of
 * the image before they decide what is inside (PyTorch's `interpolate`, bilinear, `align_corners=False`).
 * @param part pixels of the mask
 */
export function sampleLogits(
  logits: Float32Array,
  mask: Size,
  [left, top, width, height]: Box,
  size: Size,
): Float32Array {
  const sampled = new Float32Array(size.width * size.height);
  const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const columns = Array.from({ length: size.width }, (_, x) =>
    clamp(left + ((x + 0.5) * width) / size.width - 0.5, mask.width - 1),
  );
  for (let y = 0; y < size.height; y += 1) {
    const atY = clamp(top + ((y + 0.5) * height) / size.height - 0.5, mask.height - 1);
    const above = Math.floor(atY);
    const below = Math.min(above + 1, mask.height - 1);
    const down = atY - above;
    for (const [x, atX] of columns.entries()) {
      const before = Math.floor(atX);
      const after = Math.min(before + 1, mask.width - 1);
      const across = atX - before;
      const mixRow = (row: number): number =>
        (logits[row * mask.width + before] ?? 0) * (1 - across) + (logits[row * mask.width + after] ?? 0) * across;
      sampled[y * size.width + x] = mixRow(above) * (1 - down) + mixRow(below) * down;
    }
  }
  return sampled;
}
