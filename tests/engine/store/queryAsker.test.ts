import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { countFacets } from '#engine/db/facets.ts';
import { createQueryAsker } from '#engine/db/query/createQueryAsker.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import { fillProject } from './support/fillProject.ts';
import { openDesk } from './support/openDesk.ts';

it('the query thread learns what items hold, and knows of an edit with the next question', async () => {
  const { db, call, project } = openDesk();
  const { itemIds } = fillProject(db, { items: 50, predictionsPerItem: 2 });
  const workerEntry = path.resolve('electron/engine/db/query/queryWorker.ts');
  const asker = createQueryAsker({ workerEntry, projectPath: project.path });
  onTestFinished(() => asker.close());
  const query = itemQuerySchema.parse({ where: 'class:cell -tag:night' });
  const known = await vi.waitFor(async () => {
    const facets = await asker.ask('knownFacets', query);
    expect(facets).not.toBeNull();
    return facets;
  });
  expect([known, await asker.ask('facets', query)]).toEqual([countFacets(db, query), countFacets(db, query)]);
  for (const itemId of itemIds.slice(0, 20)) {
    call('items.edit', { items: { itemIds: [itemId] }, action: { kind: 'tag', tag: 'night', isOn: true } });
    const { total } = countFacets(db, query);
    expect([await asker.ask('count', query), (await asker.ask('ids', query)).length]).toEqual([total, total]);
  }
  await expect(asker.ask('count', itemQuerySchema.parse({ where: 'stage:' }))).rejects.toThrow();
});
