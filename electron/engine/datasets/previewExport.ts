import { assertExists } from '#shared/base/assert.ts';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import {
  countAttributeRows,
  countExport,
  countGroupedRows,
  countLabelRows,
  countLosable,
  countStrayJoints,
  countStrayPredictedJoints,
} from '../db/exportRows.ts';
import { countFileLosses } from './medical/countFileLosses.ts';
import { ExportLosses } from './exportLosses.ts';
import { openExported } from './openExported.ts';
import type { PreviewRequest } from './exportRequest.ts';

/**
 * What an export would hold, counted without writing it, through a connection of its own and in one snapshot.
 * @throws errors of SQLite
 */
export function previewExport(request: PreviewRequest): EngineOutput<'exports.preview'> {
  const { format, what } = request;
  const losses = new ExportLosses(assertExists(findFormat(format), 'the format was checked before'));
  const db = openExported(request);
  try {
    db.exec('BEGIN');
    const held = countLabelRows(db, request, what).filter((row) => losses.admit(row, row.count));
    const isHeld = new Set(held.map(({ kind }) => kind));
    if (what === 'annotations') {
      for (const { name, kind, count } of countAttributeRows(db, request))
        if (isHeld.has(kind)) losses.admitAttribute(name, count);
      for (const { kind, count } of countGroupedRows(db, request)) if (isHeld.has(kind)) losses.admitGroup(count);
    }
    for (const { kind, holes, fractions } of countLosable(db, request, what)) {
      if (!isHeld.has(kind)) continue;
      losses.countHoles(holes);
      losses.countFractions(kind, fractions);
    }
    const countStrays = what === 'annotations' ? countStrayJoints : countStrayPredictedJoints;
    if (isHeld.has('keypoints')) for (const { name, count } of countStrays(db, request)) losses.loseJoint(name, count);
    const labels = held.reduce((sum, { count }) => sum + count, 0);
    countFileLosses(db, request, losses);
    return { ...countExport(db, request), labels, losses: losses.list() };
  } finally {
    db.close();
  }
}
