/** Every point names its space. Image: pixels of the upright image, origin at its top-left corner. */
export interface ImagePoint {
  readonly space: 'image';
  readonly x: number;
  readonly y: number;
}

/** CSS pixels of the canvas, origin at its top-left corner. */
export interface ScreenPoint {
  readonly space: 'screen';
  readonly x: number;
  readonly y: number;
}

export const imagePoint = (x: number, y: number): ImagePoint => ({ space: 'image', x, y });
export const screenPoint = (x: number, y: number): ScreenPoint => ({ space: 'screen', x, y });
