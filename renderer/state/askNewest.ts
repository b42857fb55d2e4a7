/**
 * Asks one question at a time, and of those that come meanwhile the newest: while something is typed or a folder is being read, what is asked
 * changes faster than it is answered.
 * @param onanswer told the answer to the newest question alone; undefined: there was none
 */
export function askNewest<Question, Answer>(
  ask: (question: Question) => Promise<Answer | undefined>,
  onanswer: (answer: Answer | undefined) => void,
): (question: Question) => void {
  let wanted: { readonly question: Question } | null = null;
  let isAsking = false;
  async function askAll(): Promise<void> {
    isAsking = true;
    while (wanted) {
      const { question } = wanted;
      wanted = null;
      const answer = await ask(question);
      if (!wanted) onanswer(answer);
    }
    isAsking = false;
  }
  return (question) => {
    wanted = { question };
    if (!isAsking) void askAll();
  };
}
