import { expect, test } from 'vitest';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import { createTexts } from '#shared/text/texts.ts';
import { Toasts } from '../../../../renderer/state/Toasts.svelte.ts';

const full = new AppError('export.diskFull');
const again = { label: 'Export again', run: (): void => undefined };
const shown = (toasts: Toasts) => toasts.list.map(({ message, action }) => [message, action?.label]);

test('a failure that comes as an error and as the end of a job is one notice with a button, whichever comes first', () => {
  const [first, second] = [new Toasts(() => createTexts('zh')), new Toasts(() => createTexts('zh'))];
  first.error(full);
  first.jobFailed('导出失败', toErrorRecord(full), again);
  second.jobFailed('导出失败', toErrorRecord(full), again);
  second.error(full);
  const { message } = createTexts('zh').error({
    ...full,
    code: 'export.diskFull',
    message: '',
    hint: null,
    details: {},
  });
  expect(shown(first)).toEqual([[message, 'Export again']]);
  expect(shown(second)).toEqual(shown(first));
});

test('the same failure again and again is one notice, different ones are told apart', () => {
  const toasts = new Toasts(() => createTexts('en'));
  toasts.error(full);
  toasts.error(full);
  toasts.error(new AppError('store.diskFull'));
  toasts.info('one');
  toasts.info('two');
  toasts.info('two');
  expect(toasts.list).toHaveLength(4);
});
