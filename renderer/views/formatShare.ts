/** A share of 0..1 in percent, to a tenth. */
export const formatShare = (share: number): string => `${(share * 100).toFixed(1)} %`;
