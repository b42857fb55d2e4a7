import { commands } from './en/commands.ts';
import { edits } from './en/edits.ts';
import { errors, hints } from './en/errors.ts';
import { importProblems } from './en/importProblems.ts';
import { ui } from './en/ui.ts';

/** Every sentence of the workstation, in English. The keys are the union of what follows. */
export const en = { errors, hints, commands, edits, importProblems, ui } as const;
