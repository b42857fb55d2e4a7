import { z } from 'zod';

/** What a packed project is made of, and where. */
export const manifestName = 'manifest.json';
export const databaseName = 'project.firstpass';
/** Of the archive; a program refuses a higher one. */
export const packFormat = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestSchema = z.object({
  format: z.literal(packFormat),
  /** Of the program that packed it. */
  program: z.string(),
  project: z.string().min(1).max(255),
  at: z.string(),
  /** The newest entry of the journal that is packed. */
  journal: z.object({ seq: z.int(), hash: sha256 }),
  /** `false`: the images were left where they are. */
  images: z.boolean(),
  /** All but the manifest itself. */
  files: z.array(z.object({ path: z.string().min(1).max(8192), size: z.int().min(0), sha256 })),
  /** Images that were not there to be packed, and models. */
  missing: z.array(z.string()),
});

export type Manifest = z.output<typeof manifestSchema>;
export type PackedFile = Manifest['files'][number];

export const rootFolderOf = (rootId: number): string => `root-${rootId}`;
export const modelFileOf = (hash: string): string => `models/${hash}.onnx`;
