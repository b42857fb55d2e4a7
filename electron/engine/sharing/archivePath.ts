/** Names that Windows gives to devices, whatever their ending. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
// Refused there by the system; a colon would also name another drive, or a hidden stream of a file.
const notOnWindows = /[<>:"|?*]|[. ]$/;

/**
 * Whether a path may be in a packed project: relative, with `/`, and never out of the folder it is unpacked into, on any system.
 * @param system what the files are written to
 */
export function isSafePath(path: string, system: NodeJS.Platform = process.platform): boolean {
  // eslint-disable-next-line no-control-regex -- Control characters, NUL among them, are what is looked for.
  if (path === '' || /[\\\u0000-\u001f]/.test(path)) return false;
  if (/^[a-z]:/i.test(path)) return false;
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return false;
  return system !== 'win32' || parts.every((part) => !devices.test(part) && !notOnWindows.test(part));
}

/** What two names of one file have in common where letters are not told apart by case, or by how accents are written. */
export const foldPath = (path: string): string => path.normalize('NFC').toLowerCase();
