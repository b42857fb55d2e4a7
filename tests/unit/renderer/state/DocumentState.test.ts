import { beforeEach, expect, test, vi } from 'vitest';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { EditLabel } from '#shared/text/editLabel.ts';
import type { AnnotationId, ClassId, ItemId } from '#shared/model/ids.ts';
import { makeDocument, makeId, makeItem } from '#tests/support/factories.ts';
import { DocumentState } from '../../../../renderer/state/DocumentState.svelte.ts';

/** An engine with one item of the same number in each project. */
class SmallEngine {
  open = 'a';
  /** Thrown by the next calls of a method, oldest first. */
  readonly failures: { method: string; error: Error }[] = [];
  readonly written: string[] = [];
  readonly asked: string[] = [];
  revision = 0;
  /** Answers get lost on their way, so many. */
  lost = 0;
  readonly #made = new Set<string>();

  call = async (method: string, input: never): Promise<never> => {
    this.asked.push(method);
    const failure = this.failures.find((one) => one.method === method);
    if (failure) {
      this.failures.splice(this.failures.indexOf(failure), 1);
      throw failure.error;
    }
    if (method === 'items.document') return this.#document(input) as never;
    const { projectPath, label, editId } = input as { projectPath: string; label: string; editId: string };
    if (projectPath !== this.open) throw new AppError('project.another', { path: projectPath });
    if (!this.#made.has(editId)) {
      this.#made.add(editId);
      this.written.push(`${this.open}: ${label}`);
      this.revision += 1;
    }
    if (this.lost-- > 0) throw new Error('the connection was lost');
    return { ok: true, revision: this.revision, seq: this.revision } as never;
  };

  #document({ itemId }: { itemId: ItemId }): ItemDocument {
    return makeDocument({ item: makeItem({ id: itemId, path: `${this.open}.jpg`, revision: this.revision }) });
  }
}

const item = 1 as ItemId;
let engine: SmallEngine;
let state: DocumentState;
let told: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  engine = new SmallEngine();
  told = [];
  state = new DocumentState(engine, (error) => told.push((error as AppError).code));
  state.useProject('a');
  await state.open(item);
  return () => vi.useRealTimers();
});

function draw(label: string): void {
  const { document } = state;
  if (!document) throw new Error('an item is open');
  const shape = { kind: 'box', box: [1, 1, 5, 5] } as const;
  const change = addAnnotation(document, { id: makeId() as AnnotationId, classId: 1 as ClassId, shape });
  state.apply(change, label as EditLabel);
}
const fail = (method: string, error: Error = new AppError('store.diskFull')): void =>
  void engine.failures.push({ method, error });

test('an edit that finds no room stays on screen, is told once, and is saved when there is room', async () => {
  fail('annotations.apply');
  fail('annotations.apply');
  draw('first');
  draw('second');
  expect(await state.settled()).toBe(false);
  expect([state.saveState, state.document?.annotations.length, state.unsavedCount]).toEqual(['failed', 2, 2]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([state.saveState, state.unsavedCount, told]).toEqual(['saved', 0, ['store.diskFull']]);
  expect(engine.written).toEqual(['a: first', 'a: second']);
});

test('an edit that waits is never written into another project, and is saved when its own is open again', async () => {
  fail('annotations.apply');
  draw('of a');
  await state.settled();
  engine.open = 'b';
  await vi.advanceTimersByTimeAsync(10_000);
  // Until the page hears of the other project, the engine refuses; then it isn't even asked.
  state.useProject('b');
  await vi.advanceTimersByTimeAsync(10_000);
  await state.open(item);
  draw('of b');
  expect(await state.settled()).toBe(true);
  expect(state.unsavedInAll).toBe(1);
  expect(engine.written).toEqual(['b: of b']);
  engine.open = 'a';
  engine.revision = 0;
  state.useProject('a');
  await state.open(item);
  // It was on screen when the project was left, so it is again.
  expect(state.document?.annotations).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(engine.written).toEqual(['b: of b', 'a: of a']);
  expect([state.unsavedInAll, told]).toEqual([0, ['store.diskFull']]);
});

test('an edit whose answer got lost is asked for again and made once', async () => {
  engine.lost = 1;
  draw('once');
  draw('next');
  await vi.advanceTimersByTimeAsync(10_000);
  expect([state.saveState, engine.written]).toEqual(['saved', ['a: once', 'a: next']]);
});

test('when what was refused can not be loaded anew at once, later edits are saved all the same', async () => {
  fail('annotations.apply', new AppError('contract.badInput', { method: 'annotations.apply', reason: 'no' }));
  fail('items.document', new Error('the connection was lost'));
  draw('refused');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.document?.annotations).toEqual([]);
  draw('later');
  expect(await state.settled()).toBe(true);
  expect(engine.written).toEqual(['a: later']);
});

test('an item that is gone with its refused edit leaves the screen', async () => {
  fail('annotations.apply', new AppError('item.notFound', { id: 1 }));
  fail('items.document', new AppError('item.notFound', { id: 1 }));
  draw('too late');
  expect(await state.settled()).toBe(true);
  expect([state.document, state.saveState, told]).toEqual([null, 'saved', ['item.notFound']]);
});

test('whoever goes on while an edit waits sees it when they come back', async () => {
  fail('annotations.apply');
  draw('waits');
  await state.settled();
  await state.open(2 as ItemId);
  expect(state.document?.annotations).toEqual([]);
  await state.open(item);
  expect(state.document?.annotations).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(engine.written).toEqual(['a: waits']);
});

test('what was fetched ahead before an edit was saved is fetched again', async () => {
  await state.open(2 as ItemId);
  await state.prefetch(item);
  await state.open(item);
  const stale = state.prefetch(item);
  draw('new');
  await state.settled();
  await stale;
  await state.open(2 as ItemId);
  engine.asked.length = 0;
  await state.open(item);
  expect(engine.asked).toEqual(['items.document']);
});
