/** Questions that take long: one at a time, and of those that came meanwhile the newest alone. `ask` never rejects. */
export function createOneAtATime(): (ask: () => Promise<unknown>) => void {
  let waiting: (() => Promise<unknown>) | null = null;
  let isAsking = false;

  async function work(): Promise<void> {
    isAsking = true;
    while (waiting) {
      const next = waiting;
      waiting = null;
      await next();
    }
    isAsking = false;
  }

  return (ask) => {
    waiting = ask;
    if (!isAsking) void work();
  };
}
