/** What no file system takes as a part of a path, or takes only at some places, and the sign that stands before the others' numbers. */
const refused = /[%\\/:*?"<>|\p{Cc}]|^[. ]|[. ]$/gu;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

const encode = (character: string): string => encodeURIComponent(character).replace(/^[^%]/, hex);
const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** A class's name as one folder that every file system takes: what it can't have is percent-encoded, as in addresses. */
export function classFolder(name: string): string {
  return name.replace(refused, encode).replace(reserved, (device) => hex(device.charAt(0)) + device.slice(1));
}

/** The name that a folder was made of; a folder that no name becomes is a name itself. */
export function folderClass(folder: string): string {
  try {
    const name = decodeURIComponent(folder);
    return classFolder(name) === folder ? name : folder;
  } catch (error) {
    if (error instanceof URIError) return folder;
    throw error;
  }
}
