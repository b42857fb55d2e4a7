import { translateEdit } from './editLabel.ts';
import { en } from './en.ts';
import type { ImportProblemCode } from './en/importProblems.ts';
import { fillIn } from './fillIn.ts';
import { zh } from './zh.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];
export type UiKey = keyof typeof en.ui;
type Params = Readonly<Record<string, string | number>>;

const all = { en, zh } as const;

/** The sentences of one language, with their blanks filled in. */
export interface Texts {
  readonly language: Language;
  ui(key: UiKey, params?: Params): string;
  command(id: keyof typeof en.commands): string;
  /** A label of the journal. */
  edit(label: string): string;
  /** What is wrong with something that is imported. */
  importProblem(code: ImportProblemCode, details?: Params): string;
  /** A failure's sentence and what to do about it; what has no translation is shown as it came. */
  error(error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly details: Params;
  }): { message: string; hint: string | null };
}

export function createTexts(language: Language): Texts {
  const { ui, commands, edits, errors, hints, importProblems } = all[language];
  return {
    language,
    ui: (key, params) => fillIn(ui[key], params, language),
    command: (id) => commands[id],
    edit: (label) => translateEdit(label, edits),
    importProblem: (code, details) => fillIn(importProblems[code], details, language),
    error({ code, message, hint, details }) {
      const sentence = (errors as Readonly<Record<string, string>>)[code];
      const advice = (hints as Readonly<Record<string, string>>)[code];
      return {
        message: sentence === undefined ? message : fillIn(sentence, details, language),
        hint: advice === undefined ? hint : fillIn(advice, details, language),
      };
    },
  };
}
