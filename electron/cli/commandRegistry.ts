import type { CliCommand } from './command.ts';
import { diff } from './commands/diff.ts';
import { duplicates } from './commands/duplicates.ts';
import { doctor } from './commands/doctor.ts';
import { embed } from './commands/embed.ts';
import { evaluate } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { init } from './commands/init.ts';
import { list } from './commands/list.ts';
import { merge } from './commands/merge.ts';
import { models } from './commands/models.ts';
import { open } from './commands/open.ts';
import { pack } from './commands/pack.ts';
import { packageCommand } from './commands/package.ts';
import { planes } from './commands/planes.ts';
import { prelabel } from './commands/prelabel.ts';
import { serve } from './commands/serve.ts';
import { split } from './commands/split.ts';
import { start } from './commands/start.ts';
import { meta } from './commands/meta.ts';
import { log } from './commands/log.ts';
import { restore } from './commands/restore.ts';
import { version } from './commands/version.ts';
import { unpack } from './commands/unpack.ts';
import { versions } from './commands/versions.ts';
import { verify } from './commands/verify.ts';

/** Every command, in the order of a project's life. A new one is one file and one line here. */
export const commands: readonly CliCommand[] = [
  init,
  planes,
  importCommand,
  meta,
  prelabel,
  list,
  split,
  embed,
  duplicates,
  evaluate,
  open,
  serve,
  exportCommand,
  version,
  versions,
  diff,
  restore,
  packageCommand,
  merge,
  pack,
  unpack,
  log,
  verify,
  models,
  doctor,
  start,
];
