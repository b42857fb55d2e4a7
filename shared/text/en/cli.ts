/** What the command line prints, apart from errors. */
export const cli = {} as const;
