/** What every export holds beside the files of its format. */
export const exportInfo = 'export-info.json';

/** What some have beside them: they tell of labels, and are none to import. */
export const exportExtras = {
  losses: 'losses.csv',
  crops: 'crops.csv',
  cropFolder: 'crops',
  copies: 'augmentations.jsonl',
} as const;
