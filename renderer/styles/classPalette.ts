/**
 * Twenty class colours; the first eight, from the palette of Okabe and Ito (2008, jfly.uni-koeln.de/color), are told
 * apart under the three common kinds of colour blindness.
 */
export const classPalette = [
  '#56b4e9',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#f0e442',
  '#d55e00',
  '#0072b2',
  '#b8b8b8',
  '#8c6bb1',
  '#66c2a4',
  '#fb8072',
  '#bebada',
  '#b3de69',
  '#80b1d3',
  '#fdb462',
  '#e31a9c',
  '#a6761d',
  '#1fb5b5',
  '#ffed6f',
  '#9ebcda',
] as const;

/** The CSS colour of a class: an index of the palette as text, or a colour a person chose. */
export function classColor(color: string): string {
  return color.startsWith('#') ? color : (classPalette[Number(color) % classPalette.length] ?? classPalette[0]);
}
