import { createInterface } from 'node:readline';
import { writeSync } from 'node:fs';
import { findHead } from '#engine/db/journal.ts';
import { openProject } from '#engine/db/openProject.ts';
import { silentLogger } from '#shared/base/log.ts';
import { decide, makeAnnotation, makeChange } from '../support/edits.ts';
import { handDesk } from '../support/handDesk.ts';
import type { ItemId } from '#shared/model/ids.ts';

/**
 * Once told to go, opens a project and edits it without end (or so many times), as a person does, through the real
 * handlers. After each answer it writes the journal's newest number and hash: what it has acknowledged.
 */
const [, , file = '', seedText = '1', limitText = 'Infinity'] = process.argv;
let state = Number(seedText) || 1;
/** 0..below-1, from a linear congruential generator (Numerical Recipes): the same for the same seed. */
function random(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

function editOn(): void {
  const { call, db } = handDesk(openProject(file, { actor: 'worker', logger: silentLogger }));
  const items = db.prepare('SELECT id FROM items').pluck().all() as ItemId[];
  const act = (): void => {
    const itemId = items[random(items.length)] as ItemId;
    const { item, annotations, decisions, predictions } = call('items.document', { itemId });
    const annotation = annotations[random(annotations.length)];
    const prediction = predictions.find(({ id }) => !decisions.some(({ predictionId }) => predictionId === id));
    const choice = random(6);
    if (choice === 0) return void call('history.undo', {});
    if (choice === 1) return void call('history.redo', {});
    const change =
      choice === 2 && annotation
        ? makeChange({ annotations: { removed: [annotation] } })
        : choice === 3 && annotation
          ? makeChange({ annotations: { updated: [[annotation, { ...annotation, z: annotation.z + 1 }]] } })
          : choice === 4 && prediction
            ? decide(prediction, random(2) === 0 ? 'accepted' : 'rejected')
            : makeChange({ annotations: { added: [makeAnnotation()] } });
    const answer = call('annotations.apply', { itemId, baseRevision: item.revision, change, label: 'Edit' });
    if (!answer.ok) throw new Error(`an edit that fits was refused: ${answer.reason}`);
  };
  for (let count = 0; count < Number(limitText); count++) {
    act();
    const head = findHead(db);
    // Straight to the pipe: once this returns, the parent has it, whatever happens to us.
    writeSync(1, `ack ${head?.seq} ${head?.hash}\n`);
  }
  process.exit(0);
}

writeSync(1, 'ready\n');
createInterface({ input: process.stdin }).once('line', editOn);
