/** Titles of the commands: what menu, palette, shortcut sheet and tooltips show. */
export const commands = {} as const;
