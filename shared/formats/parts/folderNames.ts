/** Names that Windows keeps for devices (Microsoft, "Naming Files, Paths, and Namespaces"). */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** In characters: file systems take 255 bytes, and one may be four. */
const longest = 60;

/**
 * A folder for each name, that every file system takes: what it may not hold becomes `_`, and names that would be the same folder, also where
 * case is nothing, get numbers.
 */
export function folderNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const folders = new Map<string, string>();
  for (const name of names) {
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    const allowed = name.replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_').replace(/^\.+|[. ]+$/g, '_');
    const plain = [...allowed].slice(0, longest).join('');
    const base = plain === '' || reserved.test(plain) ? `_${plain}` : plain;
    let folder = base;
    const keyOf = (one: string): string => one.normalize('NFC').toLowerCase();
    for (let number = 2; taken.has(keyOf(folder)); number += 1) folder = `${base}-${number}`;
    taken.add(keyOf(folder));
    folders.set(name, folder);
  }
  return folders;
}
