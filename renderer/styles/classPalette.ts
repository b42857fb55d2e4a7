/**
 * Twenty class colours, told apart under the three common kinds of colour blindness: the first eight are those of Okabe and Ito
 * (2008, jfly.uni-koeln.de/color), the others were searched for the largest smallest distance to all (a test computes it).
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
  '#995555',
  '#8888dd',
  '#7700ee',
  '#33ffff',
  '#aa66ff',
  '#775588',
  '#88bb77',
  '#cc11bb',
  '#bbddaa',
  '#bb1100',
  '#aaff99',
  '#99ccff',
] as const;

/** The CSS colour of a class: an index of the palette as text, or a colour a person chose. */
export function classColor(color: string): string {
  return color.startsWith('#') ? color : (classPalette[Number(color) % classPalette.length] ?? classPalette[0]);
}

/** Where a label comes from; told apart under the three common kinds of colour blindness, as above. */
export const sourceColors = {
  drawn: classPalette[0],
  accepted: classPalette[2],
  corrected: classPalette[1],
  proposal: classPalette[4],
} as const;

/** From the lowest score to the highest: RdYlBu of ColorBrewer (colorbrewer2.org), which colour-blind eyes can order. */
export const scorePalette = [
  '#d73027',
  '#f46d43',
  '#fdae61',
  '#fee090',
  '#ffffbf',
  '#e0f3f8',
  '#abd9e9',
  '#74add1',
  '#4575b4',
] as const;

/** What no model has scored. */
export const noScoreColor = classPalette[7];

/** @param score 0..1 */
export function scoreColor(score: number): string {
  return scorePalette[Math.min(scorePalette.length - 1, Math.floor(score * scorePalette.length))] ?? noScoreColor;
}
