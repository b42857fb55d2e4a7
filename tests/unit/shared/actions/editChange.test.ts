import { expect, test } from 'vitest';
import { editChange } from '#shared/actions/editChange.ts';
import { stages } from '#shared/model/item.ts';
import { makeAnnotation, makeDocument } from '#tests/support/factories.ts';

test('an edit starts the work, leaves a finished image finished, and outdates an approval', () => {
  const after = stages.map((stage) => {
    const document = makeDocument();
    const change = editChange(
      { ...document, item: { ...document.item, stage } },
      { annotations: { added: [makeAnnotation()] } },
    );
    return [stage, change.stage?.[1] ?? stage];
  });
  expect(Object.fromEntries(after)).toEqual({
    new: 'in progress',
    'in progress': 'in progress',
    skipped: 'in progress',
    returned: 'in progress',
    labeled: 'labeled',
    approved: 'labeled',
  });
});
