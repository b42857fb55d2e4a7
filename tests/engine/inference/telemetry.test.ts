import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

/**
 * A network of its own with one interface that leads nowhere, a default route and an address. What a program sends into
 * the world is counted by the kernel of this network (RFC 1213, ipOutRequests). IPv6 is off: the kernel itself would speak.
 */
const network = `
  set -e
  sysctl -qw net.ipv6.conf.all.disable_ipv6=1 2>/dev/null || true
  ip link set lo up
  ip link add out type dummy 2>/dev/null || ip tuntap add mode tun out
  ip addr add 10.99.0.2/24 dev out
  ip link set out up
  ip route add default via 10.99.0.1 dev out
  count() { awk '/^Ip:/ { if (seen) { print $column } else { for (i = 1; i <= NF; i++) if ($i == "OutRequests") column = i; seen = 1 } }' /proc/net/snmp; }
  before=$(count)
  "$@"
  echo "packets $(( $(count) - before ))"
`;

function inside(home: string, ...command: string[]): { status: number | null; stdout: string; stderr: string } {
  const args = ['--net', 'bash', '-c', network, 'bash', ...command];
  return spawnSync('unshare', args, { encoding: 'utf8', env: { ...process.env, HOME: home } });
}

const home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-telemetry-'));
const canIsolate = inside(home, 'true').status === 0;
if (!canIsolate) console.warn('the telemetry test is skipped: this machine allows no network namespace');

test.skipIf(!canIsolate)('labeling sends nothing into the network and writes no trace of telemetry', () => {
  const send = "const s = require('dgram').createSocket('udp4'); s.send('x', 53, '9.9.9.9', () => s.close())";
  const control = inside(home, process.execPath, '-e', send);
  expect(Number(/packets (\d+)/.exec(control.stdout)?.[1])).toBeGreaterThan(0);
  const labeled = inside(home, process.execPath, path.resolve('tests/support/labelOneImage.ts'));
  expect(labeled.stdout, labeled.stderr).toMatch(/labeled [1-9]\d*\n[^]*packets 0\n/);
  expect(existsSync(path.join(home, '.cache')) ? readdirSync(path.join(home, '.cache')) : []).toEqual([]);
  rmSync(home, { recursive: true });
});
