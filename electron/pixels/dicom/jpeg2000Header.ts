import { AppError } from '#shared/contract/errors.ts';

/**
 * Size and components of a JPEG 2000 codestream, also inside a JP2 file. Format: ITU-T T.800, A.5.1 (SIZ).
 * @throws {AppError} dicom.truncated
 */
export function readJpeg2000Header(bytes: Uint8Array): { width: number; height: number; components: number } {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536)).indexOf(
    Buffer.from([0xff, 0x4f, 0xff, 0x51]),
  );
  if (start < 0 || start + 42 > bytes.length) throw new AppError('dicom.truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset + start + 4);
  const four = (at: number): number => view.getUint32(at);
  return { width: four(4) - four(12), height: four(8) - four(16), components: view.getUint16(36) };
}
