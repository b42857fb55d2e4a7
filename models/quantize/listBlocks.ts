/** In how many parts of equal size the layers between the first and the last are divided. */
const innerBlocks = 10;
/** Block 0 is the layers that see the image, the last one those that say the answer; the others lie between, in the graph's order. */
export const blockCount = innerBlocks + 2;

/**
 * The block of each layer: what is decided about together, when it is decided what stays float.
 * @param places of the layers in the graph's order: is there a layer before it, one behind it?
 */
export function listBlocks(places: readonly { readonly hasBefore: boolean; readonly hasAfter: boolean }[]): number[] {
  const inner = places.filter(({ hasBefore, hasAfter }) => hasBefore && hasAfter).length;
  let at = 0;
  return places.map(({ hasBefore, hasAfter }) => {
    if (!hasBefore) return 0;
    if (!hasAfter) return blockCount - 1;
    const block = 1 + Math.floor((at * innerBlocks) / inner);
    at += 1;
    return block;
  });
}
