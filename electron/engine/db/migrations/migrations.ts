import { initial } from './0001-initial.ts';
import { openPredictions } from './0002-open-predictions.ts';
import { attributes } from './0003-attributes.ts';
import { editIds } from './0004-edit-ids.ts';
import { groups } from './0005-groups.ts';
import { skeletons } from './0006-skeletons.ts';
import { runNumbers } from './0007-run-numbers.ts';
import { comments } from './0008-comments.ts';
import { classThresholds } from './0009-class-thresholds.ts';
import { scoresEmbeddings } from './0010-scores-embeddings.ts';
import { runOptions } from './0011-run-options.ts';
import { imports } from './0012-imports.ts';
import { itemFacts } from './0013-item-facts.ts';
import { finding } from './0014-finding.ts';
import { metadata } from './0015-metadata.ts';
import { versions } from './0016-versions.ts';
import { tableMetadata } from './0017-table-metadata.ts';
import { fingerprints } from './0018-fingerprints.ts';
import { sharing } from './0019-sharing.ts';
import { importSplits } from './0020-import-splits.ts';
import type { Migration } from './migration.ts';

/** All steps in order. A new one is one file and one line here. */
export const migrations: readonly Migration[] = [
  initial,
  openPredictions,
  attributes,
  editIds,
  groups,
  skeletons,
  runNumbers,
  comments,
  classThresholds,
  scoresEmbeddings,
  runOptions,
  imports,
  itemFacts,
  finding,
  metadata,
  versions,
  tableMetadata,
  fingerprints,
  sharing,
  importSplits,
];
