import type { AttributeDefinition, AttributeValues } from '../model/attributes.ts';
import type { Skeleton } from '../model/skeleton.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';
import type { ImportProblemCode } from '../text/en/importProblems.ts';

/**
 * Reading formats. A reader turns files of others into records, one by one, so that a million of them need no more memory than
 * one. It knows nothing of the project: it doesn't match images or classes, and it need not check shapes (the sink does). Records
 * may come in any order: a label before its image or its class. Helpers for readers are in `read/`.
 *
 * What is wrong with one record is a problem, with its file and line, and the rest goes on. What makes a file unreadable as a whole is
 * thrown as `BrokenFile`, and nothing of that file is used; readers of many files call `eachFile`, so that the others go on.
 */
export interface FormatReader {
  /** Looks at names and layout first, then at the beginning of few files (`tree.head`); null: surely not of this format. */
  recognise(tree: SourceTree): Recognised | null;
  /** Synchronous: it runs in a thread of its own. @throws {BrokenFile} and what the sink throws when the work is cancelled */
  read(tree: SourceTree, sink: RecordSink): void;
}

export interface Recognised {
  /** 0..1. 0.9: its own marks were seen; 0.5: it looks like it; of several formats the surest is taken. */
  readonly sure: number;
  /** What was seen and where, for the person: names from the file itself ("images, annotations"), not sentences. */
  readonly seen: { readonly path: string; readonly marks: string };
}

export interface SourceFile {
  /** Below the chosen folder (or the name of the chosen file), with `/` on every system. */
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * The files that were chosen: a folder with all below it, or one file. Only listed paths can be read. Text is decoded: UTF-8 with or
 * without a byte order mark, UTF-16, else GBK or Latin-1, in which case the sink is told.
 */
export interface SourceTree {
  /** In path order. */
  readonly files: readonly SourceFile[];
  has(path: string): boolean;
  /** The first 64 kB as text; '' for a file that isn't there or is no text. Never throws. */
  head(path: string): string;
  /** A whole file that is known to be small. @throws {BrokenFile} file.missing, file.tooLarge (64 MiB), file.unreadable, file.notText */
  text(path: string): string;
  /** The first 64 kB as they are; none of a file that isn't there. Never throws. */
  headBytes(path: string): Uint8Array;
  /** A whole file, as it is. @param mostMiB default: 64 @throws {BrokenFile} file.missing, file.tooLarge, file.unreadable */
  bytes(path: string, mostMiB?: number): Uint8Array;
  /** A file of any size in pieces of about 1 MiB, cut anywhere between two characters. @throws {BrokenFile} as `text` but for the size */
  chunks(path: string): Iterable<string>;
}

/** Where a record stands. */
export interface Place {
  readonly path: string;
  /** Counted from 1; absent where lines tell nothing. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface ReadProblem extends Place {
  readonly code: ImportProblemCode;
  readonly details?: Readonly<Record<string, string | number>> | undefined;
}

/** A file that can't be read as a whole. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile';
  readonly problem: ReadProblem;

  constructor(problem: ReadProblem) {
    super(`${problem.path}: ${problem.code}`);
    this.problem = problem;
  }
}

/** A class of the file. Declaring it again is no mistake. */
export interface ReadClass {
  /** How labels name it; the file's own number or name. */
  readonly ref: string;
  readonly name: string;
  /** `#rrggbb` */
  readonly color?: string | undefined;
  readonly skeleton?: Skeleton | undefined;
  readonly attributes?: readonly AttributeDefinition[] | undefined;
}

/** An image of the file, also one without labels. Declaring it again is no mistake. */
export interface ReadImage {
  /** How labels name it. */
  readonly ref: string;
  /** As the file names it: any slashes, absolute or not, with or without its ending. */
  readonly path: string;
  /** As the file has it; absent: it doesn't say. */
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
  /** Of a file of several images the one that is meant, from 0. */
  readonly frame?: number | undefined;
  /** How many the file has to have; absent: that is not known. */
  readonly frameCount?: number | undefined;
  /** Of a DICOM image that is known by this number instead of its path. */
  readonly sopInstanceUid?: string | undefined;
  /** The file says that nobody has labeled it yet: its stage stays as it is. */
  readonly isUnlabeled?: boolean | undefined;
  /** What it is for when a model is trained, in the file's words (`valid`, `train2017`); absent: the file doesn't say. */
  readonly split?: string | undefined;
}

/** Four corners in order around a box that may be turned: the engine makes a rotated box of them once it knows the image's size. */
export interface CornersShape {
  readonly kind: 'corners';
  /** `[x0, y0, ..., x3, y3]`; the first edge is the box's width. */
  readonly points: readonly number[];
}
export type ReadShape = Shape | CornersShape;

export interface ReadLabel {
  readonly imageRef: string;
  readonly classRef: string;
  /** As `shared/shapes` has them: top-left corner of the top-left pixel is 0, 0; a format that counts otherwise is converted by its reader. */
  readonly shape: ReadShape;
  /** `fraction`: all coordinates are parts of the image's width and height, 0..1. Default: pixels. */
  readonly units?: 'pixels' | 'fraction' | undefined;
  readonly attributes?: AttributeValues | undefined;
  /** Labels of one image with the same are one object's parts. */
  readonly group?: string | undefined;
  /** 0..1: a model's result. */
  readonly score?: number | undefined;
  readonly place: Place;
}

/** Takes records. Every method may throw to end the work. */
export interface RecordSink {
  class(record: ReadClass): void;
  image(record: ReadImage): void;
  label(record: ReadLabel): void;
  problem(problem: ReadProblem): void;
  /** All records until `end` are of this file; they are forgotten when it turns out to be broken. Called by `eachFile`. */
  begin(path: string): void;
  /** @param broken why nothing of it is used; null: it was read to its end */
  end(broken: ReadProblem | null): void;
}
