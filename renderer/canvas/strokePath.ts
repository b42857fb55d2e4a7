import type { SceneShape } from './scene.ts';

export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export interface Inks {
  /** Around lines, so that they show on any ground. */
  readonly halo: string;
  /** The core of what is selected. */
  readonly core: string;
  readonly font: string;
  /** Of the lines between pixels. */
  readonly grid: string;
  /** Of joints on the left and on the right of a body. */
  readonly left: string;
  readonly right: string;
  /** Of the inside of shapes, 0..1. */
  readonly fillOpacity: number;
}

export const dash = [6, 4];

export interface LineLook extends Pick<SceneShape, 'look' | 'color' | 'isSelected'> {
  readonly isHovered: boolean;
}

/** Two pixels wide with a dark halo; dashed for proposals; what is selected has a white core with class-coloured edges. */
export function strokePath(
  context: Context2D,
  path: Path2D,
  { look, color, isHovered, isSelected }: LineLook,
  { halo, core }: Inks,
): void {
  const width = isHovered ? 3 : 2;
  context.lineJoin = 'round';
  context.setLineDash([]);
  context.strokeStyle = halo;
  context.lineWidth = width + 2;
  context.stroke(path);
  context.setLineDash(look === 'proposal' ? dash : []);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
  if (!isSelected) return;
  context.lineWidth = width + 1;
  context.stroke(path);
  context.strokeStyle = core;
  context.lineWidth = 1.25;
  context.stroke(path);
}

/** Light on a dark halo, for what belongs to no class: guides, the brush, frames. Widths in pixels of the screen. */
export function strokeGuide(
  context: Context2D,
  path: Path2D,
  { halo, core }: Pick<Inks, 'halo' | 'core'>,
  haloPx = 3,
  corePx = 1,
): void {
  context.setLineDash([]);
  for (const [style, width] of [
    [halo, haloPx],
    [core, corePx],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke(path);
  }
}
