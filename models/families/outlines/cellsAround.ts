/** Cells of a coarse grid, from `left`, `top` up to but without `right`, `bottom`. */
export interface Cells {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How the cells of a grid over the whole input lie, in pixels of the input. */
export interface CellGrid {
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** The cells of a box of the input, and one more on each side: it ends between cells. */
export function cellsAround(
  { width, height, cellWidth, cellHeight }: CellGrid,
  [left, top, right, bottom]: readonly [number, number, number, number],
): Cells {
  const first = (at: number, size: number, cells: number): number =>
    Math.min(cells - 1, Math.max(0, Math.floor(at / size) - 1));
  const last = (at: number, size: number, cells: number): number =>
    Math.min(cells, Math.max(1, Math.ceil(at / size) + 1));
  const [x0, y0] = [first(left, cellWidth, width), first(top, cellHeight, height)];
  return {
    left: x0,
    top: y0,
    right: Math.max(x0 + 1, last(right, cellWidth, width)),
    bottom: Math.max(y0 + 1, last(bottom, cellHeight, height)),
  };
}
