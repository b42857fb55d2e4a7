import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

const networkTypes =
  /^(nfs|nfs4|cifs|smb3|smbfs|9p|afs|ceph|lustre|beegfs|gpfs|glusterfs|davfs|vboxsf|fuse\.(sshfs|rclone|s3fs|glusterfs|gvfsd-fuse|davfs2?|smbnetfs))$/;

/** `/proc/mounts` writes space, tab, newline and backslash as octal numbers. */
function unescape(mountPoint: string): string {
  return mountPoint.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The file system type of the mount a folder lies on, from the text of `/proc/mounts`. Of equal mounts the last counts. */
export function findMountType(mounts: string, folder: string): string {
  let best = { length: -1, type: '' };
  for (const line of mounts.split('\n')) {
    const [, escaped, type] = line.split(' ');
    if (escaped === undefined || type === undefined) continue;
    const mountPoint = unescape(escaped);
    const isAround = folder === mountPoint || folder.startsWith(mountPoint.replace(/\/?$/, '/'));
    if (isAround && mountPoint.length >= best.length) best = { length: mountPoint.length, type };
  }
  return best.type;
}

export function isNetworkType(type: string): boolean {
  return networkTypes.test(type);
}

/** Whether a path lies on a network share, where locks and durability are not to be trusted. Known on Linux only. */
export function isOnNetworkShare(filePath: string): boolean {
  if (process.platform !== 'linux') return filePath.startsWith('\\\\');
  if (!existsSync('/proc/mounts')) return false;
  const folder = realpathSync(path.dirname(path.resolve(filePath)));
  return isNetworkType(findMountType(readFileSync('/proc/mounts', 'utf8'), folder));
}
