/** Of questions that overtake each other the newest alone is answered: what was asked before says nothing any more. */
export function createNewest(): <T>(asking: Promise<T>) => Promise<T | undefined> {
  let asked = 0;
  return async (asking) => {
    asked += 1;
    const mine = asked;
    const answer = await asking;
    return mine === asked ? answer : undefined;
  };
}
