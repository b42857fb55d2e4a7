import os from 'node:os';

/** The operating system's user, who is the author of every change; by number where there is no name for it. */
export function currentActor(): string {
  try {
    return os.userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
