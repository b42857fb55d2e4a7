/** A frame out of its compression: numbers of 8 or 16 bits, each as it was stored, before signs and values. */
export interface DecodedFrame {
  readonly samples: Uint8Array | Uint16Array | Uint32Array;
  /** Colours one plane after the other. */
  readonly isPlanar: boolean;
  /** Colours are red, green and blue by now, whatever the file calls them. */
  readonly isRgb: boolean;
}
