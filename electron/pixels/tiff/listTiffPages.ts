/** One picture in a TIFF. */
interface Directory {
  readonly width: number;
  readonly height: number;
  /** A smaller version of another one. */
  readonly isReduced: boolean;
  readonly isTiled: boolean;
}

/** More than any real file has; a chain that leads back to itself ends here at the latest. */
const mostPages = 20_000;

/**
 * The chain of pictures in a TIFF or BigTIFF, as far as it can be followed.
 * Source: TIFF 6.0, section 2, and the BigTIFF proposal; tags 254, 256, 257 and 322.
 */
function* directories(bytes: Uint8Array): Generator<Directory> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const le = bytes[0] === 0x49;
  const isBig = view.getUint16(2, le) === 43;
  const far = (at: number): number => (isBig ? Number(view.getBigUint64(at, le)) : view.getUint32(at, le));
  const [entryBytes, countBytes, nextBytes] = isBig ? [20, 8, 8] : [12, 2, 4];
  const seen = new Set<number>();
  for (let at = far(isBig ? 8 : 4); at > 0 && !seen.has(at) && seen.size < mostPages;) {
    seen.add(at);
    if (at + countBytes > bytes.length) return;
    const count = isBig ? Number(view.getBigUint64(at, le)) : view.getUint16(at, le);
    const end = at + countBytes + count * entryBytes;
    if (count > 4096 || end + nextBytes > bytes.length) return;
    const found = new Map<number, number>();
    for (let entry = at + countBytes; entry < end; entry += entryBytes) {
      const value = entry + (isBig ? 12 : 8);
      const isShort = view.getUint16(entry + 2, le) === 3;
      found.set(view.getUint16(entry, le), isShort ? view.getUint16(value, le) : view.getUint32(value, le));
    }
    yield {
      ...{ width: found.get(256) ?? 0, height: found.get(257) ?? 0 },
      isReduced: ((found.get(254) ?? 0) & 1) === 1,
      isTiled: found.has(322),
    };
    at = far(end);
  }
}

/**
 * The pages of a TIFF that are images of their own: not the smaller versions of a page (a pyramid, a thumbnail), which files of
 * microscopes also keep as pages of another size.
 * @returns their numbers as decoders count them; at least the first
 */
export function listTiffPages(bytes: Uint8Array): readonly number[] {
  const all = bytes.length < 16 ? [] : [...directories(bytes)];
  const [first] = all;
  if (!first) return [0];
  const isOwn = ({ width, height, isReduced }: Directory): boolean =>
    !isReduced && (!first.isTiled || (width === first.width && height === first.height));
  const pages = all.flatMap((one, page) => (page === 0 || isOwn(one) ? [page] : []));
  return pages;
}
