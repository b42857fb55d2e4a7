import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Who may talk to the serve host: whoever opened the printed address once, from this machine, in this browser. */
export interface AccessGate {
  /** The address's token, good for one opening. */
  readonly token: string;
  /** The cookie to set when the token is right and was not used before, else null. */
  redeem(token: string): string | null;
  isAdmitted(request: IncomingMessage): boolean;
  /** Whether the request was sent to us by our own page: another site's page can't name our host (DNS rebinding). */
  isOwnPage(request: IncomingMessage): boolean;
}

/** @param port of the host, once it listens */
export function createAccessGate(port: () => number): AccessGate {
  const token = randomBytes(24).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  let used = false;
  // Cookies know no ports: two hosts on one machine would overwrite each other's.
  const cookieName = (): string => `firstpass-${port()}`;
  return {
    token,
    redeem(given) {
      if (used || !isSame(given, token)) return null;
      used = true;
      return `${cookieName()}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    isAdmitted({ headers }) {
      const cookies = (headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('='));
      return cookies.some(([name, value = '']) => name === cookieName() && isSame(value, session));
    },
    isOwnPage({ headers }) {
      const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
      if (!hosts.includes(headers.host ?? '')) return false;
      return headers.origin === undefined || hosts.some((host) => headers.origin === `http://${host}`);
    },
  };
}
