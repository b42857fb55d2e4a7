import { app } from './ui/app.ts';
import { finding } from './ui/finding.ts';
import { gallery } from './ui/gallery.ts';
import { models } from './ui/models.ts';
import { scores } from './ui/scores.ts';
import { settings } from './ui/settings.ts';
import { workbench } from './ui/workbench.ts';
import type { ui as en } from '../en/ui.ts';

export const ui: Record<keyof typeof en, string> = {
  ...app,
  ...finding,
  ...gallery,
  ...models,
  ...scores,
  ...settings,
  ...workbench,
};
