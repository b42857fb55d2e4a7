import { commands } from './zh/commands.ts';
import { edits } from './zh/edits.ts';
import { errors, hints } from './zh/errors.ts';
import { importProblems } from './zh/importProblems.ts';
import { ui } from './zh/ui.ts';

/** Every sentence a user sees, in Simplified Chinese. */
export const zh = { errors, hints, commands, edits, importProblems, ui };
