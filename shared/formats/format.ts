import type { AttributeValues } from '../model/attributes.ts';
import type { LabelClass } from '../model/labelClass.ts';
import type { ClassId, GroupId, ItemId } from '../model/ids.ts';
import type { Split } from '../model/split.ts';
import type { DicomReference } from '../medical/dicom/reference.ts';
import type { Shape, ShapeKind } from '../shapes/shapeRegistry.ts';
import type { FormatReader } from './reader.ts';

/** One label of an exported item: an annotation, or a prediction with its score. */
export interface ExportLabel {
  readonly classId: ClassId;
  readonly shape: Shape;
  /** 0..1; null for a label without one. */
  readonly score: number | null;
  /** Of a format that holds them; absent: none. */
  readonly attributes?: AttributeValues | undefined;
  /** Of a format that holds them: what belongs together has the same; absent: it stands alone. */
  readonly groupId?: GroupId | undefined;
}

export interface ExportItem {
  readonly id: ItemId;
  /** Where the picture is, as the files of the export refer to it: with `/`, unique within the export. */
  readonly imagePath: string;
  /** Name of the item's own label file: its place without the image folder and the ending, unique within the export. */
  readonly stem: string;
  /** Of the upright image. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly labels: readonly ExportLabel[];
  /** Absent: the export isn't written apart by split. */
  readonly split?: Split | undefined;
  /** Of a format that asks for it (`needs`): the frame of a file that the item is. */
  readonly source?: ExportSource | undefined;
}

/** How a format has splits in one export. */
export interface SplitLayout {
  /** Folder of the pictures of a split. */
  imageFolder(split: Split): string;
}

/** Which folder of pictures an image belongs to by its labels, and the label that is kept; or why it has no place. */
export type SortedImage =
  { readonly folder: string; readonly label: ExportLabel } | { readonly lost: 'noClass' | 'severalClasses' };

/** What a format that refers to medical files knows of one. */
export type ExportSource = {
  /** Where the file is below its root, unique within the export. All frames of one file follow each other. */
  readonly file: string;
  /** Counted from 0. */
  readonly frame: number;
} & (
  | {
      readonly kind: 'nifti';
      /** Its first bytes, unfolded: the header. */
      readonly head: Uint8Array;
    }
  | { readonly kind: 'dicom'; readonly reference: DicomReference }
);

export interface ExportHeader {
  readonly projectName: string;
  /** In class order: an index into it is a class number of formats that count from 0. */
  readonly classes: readonly LabelClass[];
  readonly createdAt: string;
}

/** Takes a piece for a file of the export, text or bytes; pieces of one file are written one after the other. */
export type Emit = (path: string, piece: string | Uint8Array) => void;

/** Moves all that was emitted to `part` to the end of another file: what has to come last there needs no memory until then. */
export type Join = (path: string, part: string) => void;

/** Writes one export: items come one by one, so that a million of them need no more memory than one. */
export interface FormatWriter {
  item(item: ExportItem): void;
  finish(): void;
}

/** A file format. Pure: it makes and reads what is in files, others write and open them. */
export interface Format {
  readonly id: string;
  readonly name: string;
  /** Shapes it can hold; labels of other shapes are left out and reported. */
  readonly shapes: readonly ShapeKind[];
  /** Whether it can hold attributes of labels; those of others are left out and reported. */
  readonly holdsAttributes: boolean;
  /** Whether it can say which labels belong together; where not, that is reported. */
  readonly holdsGroups: boolean;
  /** Whether the holes of a polygon are in the file, as pixels at least; where not, it is written without them, and that is reported. */
  readonly holdsHoles: boolean;
  /** Whether places are written more exactly than to whole pixels; where not, that is reported. */
  readonly holdsFractions: boolean;
  /** Whether labels are cut at the image's border; those that lie outside it, or are empty, are left out and reported. */
  readonly cutsAtBorder: boolean;
  /** Medical files that its labels belong to; images of others are left out and reported. Absent: any image. */
  readonly needs?: ExportSource['kind'] | undefined;
  /** Folder of the pictures inside the export, when they are copied; empty: they lie in the export itself. */
  readonly imageFolder: string;
  /** Absent: written apart by split, each split becomes a folder with an export of its own. */
  readonly splits?: SplitLayout | undefined;
  /** Of a format that says by folders which class an image has, and so needs the pictures; absent: labels say where nothing lies. */
  sortImage?(labels: readonly ExportLabel[], classes: readonly LabelClass[]): SortedImage;
  createWriter(header: ExportHeader, emit: Emit, join: Join): FormatWriter;
  /** Absent: it can only be written. */
  readonly reader?: FormatReader | undefined;
}
