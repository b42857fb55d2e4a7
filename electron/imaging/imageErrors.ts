import { AppError } from '#shared/contract/errors.ts';

/** Largest image that is decoded, in pixels: 30,000 px a side. */
export const pixelLimit = 30_000 * 30_000;

/** A file system's or decoder's complaint in our words. */
export function toImageError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new AppError('image.missing', {}, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new AppError('image.noPermission', {}, { cause: error });
  const isBroken = /corrupt header|unsupported image format/i.test(message);
  if (
    !isBroken &&
    /premature end|truncated|unexpected end|read error|not enough data|partial|incomplete|end of (file|stream|input)|IDAT|bad seek|error reading/i.test(
      message,
    )
  ) {
    return new AppError('image.truncated', {}, { cause: error });
  }
  const [reason = 'unknown reason'] = message.trim().split('\n');
  return new AppError('image.unreadable', { reason: reason.replace(/\.$/, '') }, { cause: error });
}
