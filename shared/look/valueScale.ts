/** What a sample of deep grey stands for: `value = slope * sample + intercept`, as Hounsfield units of a CT. */
export interface ValueScale {
  /** Not 0; below 0 where the largest value is shown black, as in MONOCHROME1. */
  readonly slope: number;
  readonly intercept: number;
}

/** Of images whose samples are their values. */
export const plainScale: ValueScale = { slope: 1, intercept: 0 };

export const toValue = ({ slope, intercept }: ValueScale, sample: number): number => slope * sample + intercept;

/** As many digits as neighbouring samples differ in, with the separators of a language. */
export function formatValue({ slope, intercept }: ValueScale, sample: number, language: string): string {
  const isWhole = Number.isInteger(slope) && Number.isInteger(intercept);
  const digits = isWhole ? 0 : Math.min(12, Math.max(0, Math.ceil(-Math.log10(Math.abs(slope)))));
  const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return toValue({ slope, intercept }, sample).toLocaleString(language, places);
}
