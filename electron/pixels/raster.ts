import type { GreyMeaning } from '#shared/look/deepPng.ts';
import type { GreyWindow } from '#shared/look/greyWindow.ts';
import type { ValueScale } from '#shared/look/valueScale.ts';

/** Decoded grey, row by row from the top left, black to white. */
export interface GreyRaster {
  readonly kind: 'grey';
  readonly width: number;
  readonly height: number;
  readonly samples: Uint16Array;
  readonly scale: ValueScale;
  /** The windows that the file asks for, in values, the first being the one it is meant to be seen in. */
  readonly windows: readonly NamedWindow[];
}

/** Decoded colours: red, green, blue of each pixel, row by row from the top left. */
export interface ColorRaster {
  readonly kind: 'color';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type Raster = GreyRaster | ColorRaster;

export interface NamedWindow extends GreyWindow {
  /** Empty: it has none. */
  readonly name: string;
}

/** Most pixels of one decoded frame: its samples lie in memory as a whole. */
export const framePixelLimit = 250e6;

/** What goes along with its samples wherever they are shown. */
export function meaningOf({ scale, windows }: GreyRaster): GreyMeaning {
  const [asked] = windows;
  return asked ? { scale, asked: { centre: asked.centre, width: asked.width } } : { scale };
}
