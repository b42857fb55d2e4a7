import { cli } from './en/cli.ts';
import { commands } from './en/commands.ts';
import { errors, hints } from './en/errors.ts';
import { ui } from './en/ui.ts';

/** Every sentence a user sees, in English. The keys are the union of what follows. */
export const en = { errors, hints, commands, ui, cli } as const;
