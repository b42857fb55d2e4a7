import type { Sharp } from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { PictureEncoding } from '#shared/model/exportOptions.ts';
import { writeWhole } from './writeWhole.ts';

/** Writes a picture that goes along with an export. @throws {AppError} export.diskFull */
export async function encodePicture(
  image: Sharp,
  outPath: string,
  { format, quality }: PictureEncoding,
): Promise<void> {
  const encoded = format === 'png' ? image.png() : image.jpeg({ quality, chromaSubsampling: '4:4:4' });
  const bytes = await encoded.toBuffer();
  try {
    await writeWhole(outPath, bytes);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('export.diskFull', {}, { cause: error });
    throw error;
  }
}
