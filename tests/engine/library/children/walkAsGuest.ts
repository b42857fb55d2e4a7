import { lookAtPath } from '#engine/library/lookAtPath.ts';
import { walkFolder } from '#engine/library/walkFolder.ts';

/** Walks a folder as another user, looks at one file, and prints what it found. */
const [, , folder = '', file = '', uid = ''] = process.argv;
if (uid !== '') process.setuid?.(Number(uid));

const refused: string[] = [];
const found = [...walkFolder(folder, (inner) => refused.push(inner))].map(({ path }) => path);
const look = await lookAtPath(file);
process.stdout.write(JSON.stringify({ found, refused, look: typeof look === 'string' ? look : 'there' }));
