import sharp from 'sharp';

/** Interleaved RGB, 8 bits a channel. */
export interface ReferenceImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

export async function readImage(file: string): Promise<ReferenceImage> {
  const { data, info } = await sharp(file).autoOrient().removeAlpha().toColourspace('srgb').raw().toBuffer({
    resolveWithObject: true,
  });
  const rgb =
    info.channels === 3 ? data : Uint8Array.from({ length: data.length * 3 }, (_, at) => data[Math.floor(at / 3)] ?? 0);
  return { width: info.width, height: info.height, rgb };
}

/** Weights of the source pixels under one target pixel: a triangle as wide as the scale, as Pillow's BILINEAR has it. */
function weightsOf(target: number, from: number, to: number): { readonly first: number; readonly weights: number[] } {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const centre = (target + 0.5) * scale;
  const first = Math.max(0, Math.floor(centre - reach + 0.5));
  const last = Math.min(from, Math.floor(centre + reach + 0.5));
  const raw = Array.from({ length: last - first }, (_, index) =>
    Math.max(0, 1 - Math.abs((first + index + 0.5 - centre) / reach)),
  );
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return { first, weights: raw.map((weight) => weight / sum) };
}

/** One direction at a time, by hand: nothing of what is tested takes part. */
export function resizeLinear(
  { width, height, rgb }: ReferenceImage,
  toWidth: number,
  toHeight: number,
): ReferenceImage {
  const wide = new Float32Array(toWidth * height * 3);
  for (let x = 0; x < toWidth; x += 1) {
    const { first, weights } = weightsOf(x, width, toWidth);
    for (let y = 0; y < height; y += 1)
      for (let channel = 0; channel < 3; channel += 1)
        wide[(y * toWidth + x) * 3 + channel] = weights.reduce(
          (sum, weight, index) => sum + weight * (rgb[(y * width + first + index) * 3 + channel] ?? 0),
          0,
        );
  }
  const out = new Uint8Array(toWidth * toHeight * 3);
  for (let y = 0; y < toHeight; y += 1) {
    const { first, weights } = weightsOf(y, height, toHeight);
    for (let at = 0; at < toWidth * 3; at += 1)
      out[y * toWidth * 3 + at] = Math.round(
        weights.reduce((sum, weight, index) => sum + weight * (wide[(first + index) * toWidth * 3 + at] ?? 0), 0),
      );
  }
  return { width: toWidth, height: toHeight, rgb: out };
}
