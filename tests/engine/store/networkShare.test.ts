import { expect, it } from 'vitest';
import { findMountType, isNetworkType, isOnNetworkShare } from '#engine/db/networkShare.ts';

const mounts = `/dev/vda / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
server:/export /mnt/labels nfs4 rw 0 0
//nas/images /mnt/with\\040space cifs rw 0 0
me@host:/ /home/me/remote fuse.sshfs rw 0 0
/dev/sdb /mnt/labels/local xfs rw 0 0
/dev/sdc /mnt/shadowed ext4 rw 0 0
server:/x /mnt/shadowed nfs rw 0 0
`;

it('goes by the innermost mount around a folder', () => {
  const folders = [
    '/home/me',
    '/mnt/labels',
    '/mnt/labels/a/b',
    '/mnt/labelsX',
    '/mnt/with space/p',
    '/home/me/remote/p',
    '/mnt/labels/local/p',
    '/mnt/shadowed',
  ];
  expect(folders.map((folder) => isNetworkType(findMountType(mounts, folder)))).toEqual([
    false,
    true,
    true,
    false,
    true,
    true,
    false,
    true,
  ]);
});

it.skipIf(process.platform !== 'linux')('says no for a folder of this machine', () => {
  expect(isOnNetworkShare('/tmp/x.firstpass')).toBe(false);
});
