/** What the renderer shows, apart from commands and errors. */
export const ui = {} as const;
