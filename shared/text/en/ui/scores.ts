/** What models tell beyond their best class. */
export const scores = {
  'bench.runnerUps': 'What else the model thought of',
  'bench.runnerUpHint': 'Accept it as {name}',
  'reason.noRunnerUp': 'The model names no other class here',
  'gallery.sort.uncertainty': 'Most uncertain first',
} as const;
