import { app } from './ui/app.ts';
import { finding } from './ui/finding.ts';
import { gallery } from './ui/gallery.ts';
import { models } from './ui/models.ts';
import { scores } from './ui/scores.ts';
import { settings } from './ui/settings.ts';
import { workbench } from './ui/workbench.ts';

/** What the renderer shows, apart from commands, edits and errors: a file a part of it. */
export const ui = { ...app, ...finding, ...gallery, ...models, ...scores, ...settings, ...workbench } as const;
