import { randomUUID } from 'node:crypto';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { addItems, markMissing, relinkByContent, saveInspection } from '#engine/db/itemFiles.ts';
import { applicationId } from '#engine/db/inspectProject.ts';
import { commit } from '#engine/db/commit.ts';
import { migrate, oldestReaderOf } from '#engine/db/migrate.ts';
import { migrations } from '#engine/db/migrations/migrations.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { commentLimit } from '#shared/model/comment.ts';
import type { Comment } from '#shared/model/comment.ts';
import type { ItemId, RootId } from '#shared/model/ids.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import type { Desk } from './support/handDesk.ts';
import { create, makeFolder, open, openDesk } from './support/openDesk.ts';

const list = ({ call }: Desk, itemId: ItemId): readonly Comment[] => call('comments.list', { itemId }).comments;

/** Says something. @returns the id of the comment */
function say(
  desk: Desk,
  itemId: ItemId,
  text: string,
  more: { threadId?: string; annotationId?: string } = {},
): string {
  const id = randomUUID();
  desk.call('comments.add', { itemId, id, text, ...more });
  return id;
}

function codeOf(work: () => unknown): unknown {
  try {
    work();
    return 'nothing thrown';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

/** A project with an image, and a second person at the same file. */
function openWithOther(items = 1): { desk: Desk; other: Desk; itemIds: readonly ItemId[] } {
  const desk = openDesk();
  const { itemIds } = fillProject(desk.db, { items, predictionsPerItem: 0 });
  return { desk, other: handDesk(desk.project, 'bea'), itemIds };
}

describe('comments', () => {
  it('are a thread: asked by one, answered by another, resolved and reopened by anyone', () => {
    const { desk, other, itemIds } = openWithOther();
    const itemId = itemIds[0] as ItemId;
    const annotationId = randomUUID();
    const question = say(desk, itemId, '  Cell or debris?\n', { annotationId });
    const answer = say(other, itemId, 'Debris: no edge.', { threadId: question });
    // Who answers an answer does so in the same thread, about the same object.
    say(desk, itemId, 'Thanks.', { threadId: answer, annotationId: randomUUID() });
    const [asked, ...answers] = list(desk, itemId);
    expect(asked).toMatchObject({ id: question, threadId: null, annotationId, author: 'tester' });
    expect(asked?.text).toBe('Cell or debris?');
    expect(answers.map(({ threadId, annotationId: about, author }) => [threadId, about, author])).toEqual([
      [question, annotationId, 'bea'],
      [question, annotationId, 'tester'],
    ]);
    other.call('comments.resolve', { itemId, commentId: answer });
    expect(list(desk, itemId)[0]).toMatchObject({ resolvedBy: 'bea' });
    desk.call('comments.reopen', { itemId, commentId: question });
    expect(list(desk, itemId)[0]).toMatchObject({ resolvedBy: null, resolvedAt: null });
    expect(verifyProject(desk.db).differences).toEqual([]);
  });

  it('are edited and deleted by their authors only', () => {
    const { desk, other, itemIds } = openWithOther();
    const itemId = itemIds[0] as ItemId;
    const commentId = say(desk, itemId, 'One');
    for (const method of ['comments.edit', 'comments.remove'] as const)
      expect(codeOf(() => other.call(method, { itemId, commentId, text: 'Two' }))).toBe('comment.notYours');
    desk.call('comments.edit', { itemId, commentId, text: 'Two' });
    const [edited] = list(desk, itemId);
    expect([edited?.text, edited?.editedAt === null]).toEqual(['Two', false]);
    desk.call('comments.remove', { itemId, commentId });
    expect(list(desk, itemId)).toEqual([]);
    expect(codeOf(() => desk.call('comments.edit', { itemId, commentId, text: 'Three' }))).toBe('comment.notFound');
  });

  it('that were answered lose only their text when they are deleted; with the last answer the rest goes', () => {
    // One clock tick for all: a question comes before its answer even so, also when undo has put it back last.
    vi.useFakeTimers({ now: new Date('2026-11-29T12:00:00Z'), toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { desk, other, itemIds } = openWithOther();
    const itemId = itemIds[0] as ItemId;
    const question = say(desk, itemId, 'Question');
    const answer = say(other, itemId, 'Answer', { threadId: question });
    desk.call('comments.remove', { itemId, commentId: question });
    expect(list(desk, itemId).map(({ text }) => text)).toEqual([null, 'Answer']);
    other.call('comments.remove', { itemId, commentId: answer });
    expect(list(desk, itemId)).toEqual([]);
    const again = handDesk(desk.project);
    again.call('history.undo', {});
    again.call('history.undo', {});
    expect(list(desk, itemId).map(({ text, author }) => [text, author])).toEqual([
      ['Question', 'tester'],
      ['Answer', 'bea'],
    ]);
    expect(verifyProject(desk.db).differences).toEqual([]);
  });

  it('are refused when they say nothing, or too much, or belong to another image', () => {
    const { desk, itemIds } = openWithOther(2);
    const [itemId, elsewhere] = itemIds as [ItemId, ItemId];
    expect(codeOf(() => say(desk, itemId, ' \n '))).toBe('comment.empty');
    expect(codeOf(() => say(desk, itemId, 'x'.repeat(commentLimit + 1)))).toBe('comment.tooLong');
    const longest = say(desk, itemId, 'x'.repeat(commentLimit));
    expect(codeOf(() => say(desk, elsewhere, 'Answer', { threadId: longest }))).toBe('comment.notFound');
    expect(codeOf(() => desk.call('comments.add', { itemId: elsewhere, id: longest, text: 'x' }))).toBe(
      'contract.badInput',
    );
    expect(codeOf(() => say(desk, 999 as ItemId, 'x'))).toBe('item.notFound');
    const projectPath = '/elsewhere.firstpass';
    expect(codeOf(() => desk.call('comments.add', { projectPath, itemId, id: randomUUID(), text: 'x' }))).toBe(
      'project.another',
    );
    expect(desk.db.prepare('SELECT count(*) FROM comments').pluck().get()).toBe(1);
    // Half a character, as a cut paste leaves it, is stored as it is replayed.
    say(desk, itemId, 'broken \ud83d');
    expect(verifyProject(desk.db).differences).toEqual([]);
  });

  it('are made once, however often they are sent, also after a restart', () => {
    const file = path.join(makeFolder(), 'again.firstpass');
    const project = create(file);
    const desk = handDesk(project);
    const itemId = fillProject(project.db, { items: 1, predictionsPerItem: 0 }).itemIds[0] as ItemId;
    const sent = { itemId, id: randomUUID(), editId: randomUUID(), text: 'Once' };
    const first = desk.call('comments.add', sent);
    expect(desk.call('comments.add', sent)).toEqual(first);
    project.close();
    const later = open(file);
    onTestFinished(() => later.close());
    const again = handDesk(later);
    expect(again.call('comments.add', sent)).toEqual(first);
    expect(list(again, itemId)).toHaveLength(1);
    // Saying what is so already is no edit.
    const commentId = sent.id;
    again.takeEvents();
    again.call('comments.edit', { itemId, commentId, text: 'Once' });
    again.call('comments.reopen', { itemId, commentId });
    expect(again.takeEvents()).toEqual([]);
  });

  it('are undone and redone in turn with labels, each with its name, and leave the revision of the labels alone', () => {
    const { desk, itemIds } = openWithOther();
    const itemId = itemIds[0] as ItemId;
    const annotation = makeAnnotation();
    const draw = makeChange({ annotations: { added: [annotation] } });
    desk.call('annotations.apply', { itemId, baseRevision: 0, label: 'Draw box', change: draw });
    const commentId = say(desk, itemId, 'Look', { annotationId: annotation.id });
    desk.call('comments.resolve', { itemId, commentId });
    desk.call('annotations.apply', {
      itemId,
      baseRevision: 1,
      label: 'Delete',
      change: makeChange({ annotations: { removed: [annotation] } }),
    });
    // The object is gone, what was said about it is not.
    expect(list(desk, itemId)).toMatchObject([{ annotationId: annotation.id }]);
    desk.takeEvents();
    const undone = [1, 2, 3, 4].map(() => desk.call('history.undo', {})?.label);
    expect(undone).toEqual(['Delete', 'Resolve comment', 'Add comment', 'Draw box']);
    expect(desk.takeEvents().filter(([name]) => name === 'commentsChanged')).toEqual([
      ['commentsChanged', { itemId }],
      ['commentsChanged', { itemId }],
    ]);
    expect([list(desk, itemId), desk.call('history.undo', {})]).toEqual([[], null]);
    const again = handDesk(desk.project);
    const redone = [1, 2, 3, 4].map(() => again.call('history.redo', {})?.label);
    expect(redone).toEqual(['Draw box', 'Add comment', 'Resolve comment', 'Delete']);
    expect(list(again, itemId)[0]).toMatchObject({ id: commentId, resolvedBy: 'tester' });
    expect(again.call('history.undoHere', { itemId })).toMatchObject({ ok: true, entry: { label: 'Delete' } });
    expect(again.call('history.undoHere', { itemId })).toMatchObject({ ok: true, entry: { label: 'Resolve comment' } });
    expect(verifyProject(desk.db).differences).toEqual([]);
  });

  it('that were changed behind the journal are found', () => {
    const { desk, itemIds } = openWithOther();
    say(desk, itemIds[0] as ItemId, 'As it was');
    desk.db.exec("UPDATE comments SET text = 'As it never was'");
    expect(verifyProject(desk.db).differences[0]).toContain('text is As it never was, the journal says As it was');
  });

  it('follow their image to its new place, and keep it from giving way to another, also when they are taken back', () => {
    const { desk, itemIds } = openWithOther();
    const writer = { db: desk.db, actor: 'tester' };
    const lost = itemIds[0] as ItemId;
    const image = { widthPx: 4, heightPx: 3, orientation: 1, bitDepth: 8, channels: 3, format: 'jpeg', facts: null };
    const bytes = { ...image, sizeBytes: 1, modifiedMs: 1, metadata: [], fingerprint: '', contentHash: 'same' };
    say(desk, lost, 'Here');
    saveInspection(writer, lost, bytes);
    markMissing(writer, [lost]);
    const add = (name: string): ItemId => {
      const [itemId] = addItems(writer, 1 as RootId, [name]);
      saveInspection(writer, itemId as ItemId, bytes);
      return itemId as ItemId;
    };
    const spoken = add('spoken.jpg');
    say(desk, spoken, 'There');
    desk.call('history.undo', {});
    expect(relinkByContent(writer, 'same', () => true)).toBeNull();
    expect(desk.call('history.redo', {})).toMatchObject({ itemId: spoken });
    markMissing(writer, [spoken]);
    desk.db.exec("UPDATE item_probe SET content_hash = 'other' WHERE item_id <> (SELECT min(id) FROM items)");
    add('moved.jpg');
    expect(relinkByContent(writer, 'same', () => true)).toBe(lost);
    expect(desk.call('items.document', { itemId: lost }).item.path).toBe('moved.jpg');
    expect(list(desk, lost).map(({ text }) => text)).toEqual(['Here']);
    expect(verifyProject(desk.db).differences).toEqual([]);
  });
});

describe('images with open comments', () => {
  it('are counted and found, and no more when their threads are resolved', () => {
    const { desk, itemIds } = openWithOther(4);
    const [first, second, third] = itemIds as [ItemId, ItemId, ItemId];
    const query = { openCommentsOnly: true };
    const threads = [say(desk, first, 'One'), say(desk, first, 'Two')];
    say(desk, first, 'An answer is no thread', { threadId: threads[0] as string });
    const onThird = say(desk, third, 'Three');
    const counts = (): unknown =>
      desk.call('items.list', { query, offset: 0, limit: 9 }).items.map((item) => [item.id, item.openComments]);
    expect(counts()).toEqual([
      [first, 2],
      [third, 1],
    ]);
    expect(desk.call('items.facets', { query: {} }).openComments).toBe(2);
    expect(desk.call('items.facets', { query: { text: 'nothing like it' } }).openComments).toBe(0);
    expect(desk.call('items.neighbour', { query, itemId: second, step: 1 })).toBe(third);
    desk.call('comments.resolve', { itemId: third, commentId: onThird });
    desk.call('comments.resolve', { itemId: first, commentId: threads[0] as string });
    expect(counts()).toEqual([[first, 1]]);
  });
});

describe('migration 8', () => {
  it('opens an older project without comments, which takes some; older programs may not read it', () => {
    const file = path.join(makeFolder(), 'old.firstpass');
    const old = new Database(file);
    old.pragma('journal_mode = WAL');
    old.pragma(`application_id = ${applicationId}`);
    migrate(
      old,
      migrations.filter(({ number }) => number <= 7),
    );
    // As a program of that time wrote it: its tables for what is derived were narrower.
    const entry = { actor: 'tester', subject: 'project', label: 'x' };
    commit(old, { ...entry, op: 'root.added', body: { id: 1, path: '/images' } });
    const items = [{ id: 1, rootId: 1, path: 'a.jpg', frame: 0 }];
    commit(old, { ...entry, op: 'items.added', body: { items } });
    old.exec(
      "INSERT INTO item_probe (item_id, state) VALUES (1, 'ready'); INSERT INTO item_summary (item_id) VALUES (1)",
    );
    old.close();
    const project = open(file);
    onTestFinished(() => project.close());
    const desk = handDesk(project);
    const itemId = project.db.prepare('SELECT id FROM items').pluck().get() as ItemId;
    expect(list(desk, itemId)).toEqual([]);
    expect(oldestReaderOf(project.db)).toBeGreaterThanOrEqual(8);
    say(desk, itemId, 'New');
    expect(verifyProject(project.db).differences).toEqual([]);
  });
});
