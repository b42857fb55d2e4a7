import { readFileSync } from 'node:fs';
import path from 'node:path';

const networkTypes = /^(nfs|nfs4|cifs|smb3|smbfs|9p|fuse\.sshfs|afs|ceph|glusterfs|davfs|fuse\.rclone)$/;

/** Whether a path lies on a network share, where locks and durability are not to be trusted. Known on Linux only. */
export function isOnNetworkShare(filePath: string): boolean {
  if (process.platform !== 'linux') return filePath.startsWith('\\\\');
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, mountPoint = '', type = '']) => ({ mountPoint: mountPoint.replaceAll('\\040', ' '), type }));
  const folder = path.dirname(path.resolve(filePath));
  const around = mounts
    .filter(({ mountPoint }) => folder === mountPoint || folder.startsWith(mountPoint.replace(/\/?$/, '/')))
    .sort((a, b) => b.mountPoint.length - a.mountPoint.length);
  return networkTypes.test(around[0]?.type ?? '');
}
