/** What models tell beyond their best class: runner-ups, uncertainty, what is like what. */
export const scores = {
  'bench.runnerUps': 'What else the model thought of',
  'bench.runnerUpHint': 'Accept it as {name}',
  'reason.noRunnerUp': 'The model names no other class here',
  'similar.looking': 'Looking at {n} {n|image|images} first; similar ones are shown when that is done',
  'similar.ready': 'The images that are like {name} are found',
  'similar.show': 'Show',
  'similar.to': 'Like {name}',
  'similar.leave': 'Show all images again',
  'reason.noItem': 'Choose an image first',
} as const;
