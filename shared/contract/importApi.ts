import { z } from 'zod';
import type { ImportProblemCode } from '../text/en/importProblems.ts';

/** How records of files become labels here. */
export const importOptionsSchema = z.object({
  /**
   * By the file's name of a class: the project's class that it is, made where there is none; null: left out. Classes that are not
   * named here are matched by name, whatever its case, and made where there is none.
   */
  classMap: z.record(z.string().max(1000), z.string().trim().min(1).max(200).nullable()).default({}),
  /** Stage of images that the file lists, unless it says that nobody has labeled them; `keep`: as it is. */
  stage: z.enum(['labeled', 'in progress', 'keep']).default('labeled'),
  /** `raw`: the file's coordinates are of the stored pixels, before the image is turned upright by its EXIF orientation. */
  pixels: z.enum(['upright', 'raw']).default('upright'),
  /** What reaches over the image's border: cut there, or kept as it is. What lies outside as a whole is left out either way. */
  outside: z.enum(['clip', 'keep']).default('keep'),
  /** Images that have another size than the file says: left out, or the labels are scaled. */
  otherSize: z.enum(['skip', 'scale']).default('skip'),
  /** Labels of an earlier import that a person has changed or deleted since. */
  conflicts: z.enum(['mine', 'file', 'both']).default('mine'),
  /** As the predictions of a run of its own, not as labels; what has no score gets 1. */
  asPredictions: z.boolean().default(false),
});
export type ImportOptions = z.output<typeof importOptionsSchema>;

/** How to say it is up to the language: see `importProblems`. */
export interface ImportProblem {
  readonly code: ImportProblemCode;
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface ImportedClass {
  /** As the file has it. */
  readonly name: string;
  readonly labels: number;
  /** What it is in the project; null: it is left out. */
  readonly to: string | null;
  /** There is no such class yet. */
  readonly isNew: boolean;
}

/** The first of many, and how many there are. */
export interface Sample<One> {
  readonly total: number;
  readonly first: readonly One[];
}

export interface ImportPreview {
  /** Names what was read, for `imports.preview` with other options and for `imports.start`. */
  readonly token: string;
  /** For showing only. */
  readonly source: string;
  readonly format: { readonly id: string; readonly name: string };
  /** Why it is taken for this format; null: the person said so. */
  readonly seen: { readonly path: string; readonly marks: string } | null;
  readonly files: number;
  readonly images: {
    readonly listed: number;
    readonly matched: number;
    /** No image of the project is called so. */
    readonly unmatched: Sample<string>;
    /** Several images of the project could be meant, or several of the file mean the same. */
    readonly ambiguous: Sample<string>;
    /** Of another size than the file says. */
    readonly otherSize: number;
  };
  readonly classes: readonly ImportedClass[];
  readonly labels: {
    readonly read: number;
    /** What `imports.start` would add. */
    readonly added: number;
    /** What it would change, because the file's side of a conflict is taken. */
    readonly replaced: number;
    /** The image has this label already. */
    readonly alreadyThere: number;
    /** Of images that are not matched. */
    readonly withoutImage: number;
    /** Of classes that are left out. */
    readonly ignored: number;
    /** Those with a problem. */
    readonly refused: number;
    /** How many have a score: results of a model. */
    readonly scored: number;
  };
  /** Of matched images that the files put in a split. One that is in another one here stays there. */
  readonly splits: {
    /** What `imports.start` would put in one. */
    readonly set: number;
    readonly alreadyThere: number;
    /** Images that are in another split here, or of which the files name two. */
    readonly conflicts: Sample<string>;
  };
  /** Labels of earlier imports that a person has changed or deleted since. */
  readonly conflicts: { readonly edited: number; readonly deleted: number; readonly images: Sample<string> };
  readonly problems: Sample<ImportProblem>;
}

export interface ImportResult extends ImportPreview {
  /** Images that have other labels, another stage or a split now. */
  readonly imagesChanged: number;
  readonly classesCreated: readonly string[];
  /** The run that holds the predictions; null: they are labels. */
  readonly runId: number | null;
}
