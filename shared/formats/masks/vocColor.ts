/** Of the Pascal VOC development kit (`VOClabelcolormap.m`): the bits of a number, dealt to red, green and blue from the highest on. */
export function vocColor(number: number): [number, number, number] {
  const color: [number, number, number] = [0, 0, 0];
  for (let [rest, bit] = [number, 7]; rest > 0; [rest, bit] = [rest >> 3, bit - 1])
    for (const channel of [0, 1, 2] as const) color[channel] |= ((rest >> channel) & 1) << bit;
  return color;
}
