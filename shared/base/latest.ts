/**
 * One call at a time, and after it only the one that was asked for last: for what follows a hand.
 * @returns null for those that were overtaken before their turn
 */
export function createLatest<Input, Output>(
  work: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output | null> {
  let isBusy = false;
  let next: (() => void) | null = null;
  let drop: (() => void) | null = null;

  async function run(input: Input): Promise<Output> {
    isBusy = true;
    try {
      return await work(input);
    } finally {
      isBusy = false;
      const follow = next;
      [next, drop] = [null, null];
      follow?.();
    }
  }

  return (input) => {
    if (!isBusy) return run(input);
    drop?.();
    return new Promise((resolve, reject) => {
      drop = () => resolve(null);
      next = () => void run(input).then(resolve, reject);
    });
  };
}
