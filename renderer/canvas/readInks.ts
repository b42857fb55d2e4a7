import type { Inks } from './strokePath.ts';

/** The colours of the theme, as an element has them. @param fillOpacity of the inside of shapes, 0..1 */
export function readInks(element: Element, fillOpacity: number): Inks {
  const style = getComputedStyle(element);
  return {
    halo: style.getPropertyValue('--halo'),
    core: style.getPropertyValue('--on-photo'),
    grid: style.getPropertyValue('--grid'),
    font: `500 11px ${style.getPropertyValue('--font')}`,
    left: style.getPropertyValue('--joint-left'),
    right: style.getPropertyValue('--joint-right'),
    fillOpacity,
  };
}
