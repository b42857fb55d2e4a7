import { app } from './ui/app.ts';
import { compare } from './ui/compare.ts';
import { describe } from './ui/describe.ts';
import { duplicates } from './ui/duplicates.ts';
import { finding } from './ui/finding.ts';
import { gallery } from './ui/gallery.ts';
import { importing } from './ui/import.ts';
import { medical } from './ui/medical.ts';
import { metadata } from './ui/metadata.ts';
import { models } from './ui/models.ts';
import { quantize } from './ui/quantize.ts';
import { runOptions } from './ui/runOptions.ts';
import { scores } from './ui/scores.ts';
import { settings } from './ui/settings.ts';
import { splitting } from './ui/splitting.ts';
import { sharing } from './ui/sharing.ts';
import { versions } from './ui/versions.ts';
import { workbench } from './ui/workbench.ts';
import type { ui as en } from '../en/ui.ts';

export const ui: Record<keyof typeof en, string> = {
  ...app,
  ...compare,
  ...describe,
  ...duplicates,
  ...finding,
  ...gallery,
  ...importing,
  ...medical,
  ...metadata,
  ...models,
  ...quantize,
  ...runOptions,
  ...scores,
  ...settings,
  ...splitting,
  ...sharing,
  ...versions,
  ...workbench,
};
