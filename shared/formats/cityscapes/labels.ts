import type { LabelClass } from '../../model/labelClass.ts';

/** Source: github.com/mcordts/cityscapesScripts (MIT), helpers/labels.py: name, id, colour. */
const rows = [
  ['ego vehicle', 1, 0, 0, 0],
  ['rectification border', 2, 0, 0, 0],
  ['out of roi', 3, 0, 0, 0],
  ['static', 4, 0, 0, 0],
  ['dynamic', 5, 111, 74, 0],
  ['ground', 6, 81, 0, 81],
  ['road', 7, 128, 64, 128],
  ['sidewalk', 8, 244, 35, 232],
  ['parking', 9, 250, 170, 160],
  ['rail track', 10, 230, 150, 140],
  ['building', 11, 70, 70, 70],
  ['wall', 12, 102, 102, 156],
  ['fence', 13, 190, 153, 153],
  ['guard rail', 14, 180, 165, 180],
  ['bridge', 15, 150, 100, 100],
  ['tunnel', 16, 150, 120, 90],
  ['pole', 17, 153, 153, 153],
  ['polegroup', 18, 153, 153, 153],
  ['traffic light', 19, 250, 170, 30],
  ['traffic sign', 20, 220, 220, 0],
  ['vegetation', 21, 107, 142, 35],
  ['terrain', 22, 152, 251, 152],
  ['sky', 23, 70, 130, 180],
  ['person', 24, 220, 20, 60],
  ['rider', 25, 255, 0, 0],
  ['car', 26, 0, 0, 142],
  ['truck', 27, 0, 0, 70],
  ['bus', 28, 0, 60, 100],
  ['caravan', 29, 0, 0, 90],
  ['trailer', 30, 0, 0, 110],
  ['train', 31, 0, 80, 100],
  ['motorcycle', 32, 0, 0, 230],
  ['bicycle', 33, 119, 11, 32],
] as const;

type Color = readonly [red: number, green: number, blue: number];

export interface CityscapesLabel {
  readonly name: string;
  readonly id: number;
  readonly color: Color;
}

export const cityscapesLabels: readonly CityscapesLabel[] = rows.map(([name, id, ...color]) => ({ name, id, color }));

const firstOwn = 34;

/** A colour of its own for each number, far from those of its neighbours: the hue goes round by the golden angle. */
function colorOf(number: number): Color {
  const hue = (number * 137.508) % 360;
  const channel = (offset: number): number => {
    const at = (offset + hue / 30) % 12;
    return Math.round(255 * (0.5 - 0.4 * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** Classes that are called as in Cityscapes have its numbers and colours, others the numbers from 34 on. */
export function labelsOf(classes: readonly LabelClass[]): CityscapesLabel[] {
  let next = firstOwn;
  const taken = new Set<number>();
  return classes.map(({ name }) => {
    const known = cityscapesLabels.find((label) => label.name === name.toLowerCase() && !taken.has(label.id));
    const label = known ? { ...known, name } : { name, id: next, color: colorOf(next) };
    taken.add(label.id);
    if (!known) next += 1;
    return label;
  });
}
