import { createInterface } from 'node:readline';
import { readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { findHead } from '#engine/db/journal.ts';
import { openProject } from '#engine/db/openProject.ts';
import { silentLogger } from '#shared/base/log.ts';
import { handDesk } from '../support/handDesk.ts';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';
import { randomEdit } from '../support/randomEdit.ts';
import { randomOperation } from '../support/randomOperation.ts';
import type { ItemId } from '#shared/model/ids.ts';

/**
 * Once told to go, opens a project and edits it without end (or so many times), as a person does, through the real
 * handlers; with `everything`, folders, files, classes and models change between. After each answer it writes the journal's newest number and hash: what it has acknowledged.
 */
const [, , file = '', seedText = '1', limitText = 'Infinity', what = 'edits'] = process.argv;
const isEverything = what === 'everything';
const card = modelCardSchema.parse(JSON.parse(readFileSync(path.resolve('models/builtin/cells.json'), 'utf8')));
const random = seededRandom(Number(seedText));

function editOn(): void {
  const desk = handDesk(openProject(file, { actor: 'worker', logger: silentLogger }));
  const { call, db } = desk;
  const act = (): void => {
    if (isEverything && random(4) === 0) return randomOperation(random, desk, card);
    const items = db.prepare('SELECT id FROM items').pluck().all() as ItemId[];
    const itemId = items[random(items.length)] as ItemId;
    const document = call('items.document', { itemId });
    const change = randomEdit(random, document);
    if (change === 'undo') return void call('history.undo', {});
    if (change === 'redo') return void call('history.redo', {});
    const baseRevision = document.item.revision;
    const answer = call('annotations.apply', { itemId, baseRevision, change, label: 'Edit' });
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
