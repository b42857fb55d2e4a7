import { z } from 'zod';
import type { JobId, VersionId } from '../../model/ids.ts';
import { stageSchema } from '../../model/item.ts';
import type { ShapeKind } from '../../shapes/shapeRegistry.ts';
import type { Methods } from '../method.ts';
import { act, grant, id, nothing, read } from '../method.ts';

export interface ExportFormatInfo {
  readonly id: string;
  readonly name: string;
  readonly shapes: readonly ShapeKind[];
  readonly holdsAttributes: boolean;
  readonly holdsGroups: boolean;
  /** Medical files that its labels belong to; null: any image. */
  readonly needs: 'nifti' | 'dicom' | null;
}

/** Labels that an export leaves out, and why. */
export interface ExportLoss {
  /**
   * `shape`: the format can't hold it; `class`: the model's class is matched with none of the project; `attribute`: the
   * label is written, but not its value of this attribute; `group`: it is written, but not that it belongs to others;
   * `hole`: the polygon is written, but not its holes; `fraction`:
   * it is written, but only to whole pixels; `joint`: the keypoints are written, but not this joint, which their class hasn't; `outside`: nothing of it lies in the
   * image, and the format has no place for that (known only when it is written, not in a preview). Counted in images: `file`, they are of no
   * file of the kind that is written; `burnedIn`, text about the patient may be part of the picture.
   */
  readonly reason:
    'shape' | 'class' | 'attribute' | 'group' | 'hole' | 'fraction' | 'joint' | 'outside' | 'file' | 'burnedIn';
  /** Of the shape kind, of the model's class, of the attribute, of the joint, or of the kind of file; else nothing. */
  readonly name: string;
  readonly count: number;
}

/**
 * DICOM files are copied without what tells whose they are, and nothing else is: the names of the copies are numbers. Absent: no copies.
 * `burnedIn`: what becomes of pictures that text may be part of.
 */
const deidentify = z.object({ burnedIn: z.enum(['leaveOut', 'keep']).default('leaveOut') });

export const exportsApi = {
  'exports.formats': read<readonly ExportFormatInfo[]>()(nothing),
  /** Whether the project has DICOM files, which an export can de-identify. */
  'exports.hasDicom': read<boolean>()(nothing),
  /**
   * What an export would hold before it is written. `leftOut`: items of other stages; `unavailable`: items of these
   * stages that are missing, unreadable, not read yet, or changed since they were labeled and not confirmed.
   */
  'exports.preview': read<{
    items: number;
    leftOut: number;
    unavailable: number;
    labels: number;
    losses: readonly ExportLoss[];
  }>()(
    z.object({
      format: z.string(),
      what: z.enum(['annotations', 'predictions']),
      stages: z.array(stageSchema).optional(),
      /** Only what this query finds. */
      where: z.string().max(10_000).optional(),
      /** The annotations as they were then; absent: as they are now. */
      versionId: id<VersionId>().optional(),
      deidentify: deidentify.optional(),
    }),
  ),
  'exports.start': act<{ jobId: JobId }>()(
    z.object({
      format: z.string(),
      folder: grant,
      what: z.enum(['annotations', 'predictions']).default('annotations'),
      /**
       * Default for annotations: labeled and approved, so that unreviewed images never become negatives; for
       * predictions: all.
       */
      stages: z.array(stageSchema).optional(),
      /** Only what this query finds. */
      where: z.string().max(10_000).optional(),
      images: z.enum(['copy', 'link', 'leave']).default('leave'),
      versionId: id<VersionId>().optional(),
      deidentify: deidentify.optional(),
    }),
  ),
} as const satisfies Methods;
