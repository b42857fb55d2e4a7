import { expect, test } from 'vitest';
import { Comments } from '../../../../renderer/state/Comments.svelte.ts';
import type { CommentPlace } from '../../../../renderer/state/Comments.svelte.ts';
import type { RendererHost } from '../../../../renderer/host/RendererHost.ts';
import type { AnnotationId, ItemId } from '#shared/model/ids.ts';

interface Sent {
  readonly method: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Comments at a host that fails while `isDown`. */
function start(): { comments: Comments; sent: Sent[]; host: { isDown: boolean } } {
  const sent: Sent[] = [];
  const host = { isDown: false };
  const call = (method: string, input: Sent['input']): Promise<unknown> => {
    sent.push({ method, input });
    return host.isDown ? Promise.reject(new Error('the connection was lost')) : Promise.resolve({ seq: 1 });
  };
  return { comments: new Comments({ call } as unknown as RendererHost), sent, host };
}

const home = { projectPath: '/a.firstpass', itemId: 1 as ItemId };
const onImage: CommentPlace = { kind: 'new', about: null };
const onObject: CommentPlace = { kind: 'new', about: 'object' as AnnotationId };

test('what is written stays with its object and its image until it is sent or thrown away', async () => {
  const { comments } = start();
  comments.write(home, onImage, 'about the image');
  comments.write(home, onObject, 'about the object');
  comments.write({ ...home, itemId: 2 as ItemId }, onImage, 'about another');
  expect(comments.draft({ ...home, projectPath: '/b.firstpass' }, onImage)).toBeUndefined();
  await comments.send(home, onImage);
  comments.discard(home, onObject);
  expect([comments.draft(home, onImage), comments.draft(home, onObject)]).toEqual([undefined, undefined]);
  expect(comments.draft({ ...home, itemId: 2 as ItemId }, onImage)).toBe('about another');
});

test('a text that could not be sent is still there, and is sent again as the same edit', async () => {
  const { comments, sent, host } = start();
  host.isDown = true;
  comments.write(home, onObject, 'Debris?');
  await expect(comments.send(home, onObject)).rejects.toThrow();
  expect(comments.draft(home, onObject)).toBe('Debris?');
  host.isDown = false;
  await comments.send(home, onObject);
  expect(sent.map(({ method }) => method)).toEqual(['comments.add', 'comments.add']);
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[0]?.input).toMatchObject({ ...home, annotationId: 'object', text: 'Debris?' });
});

test('what is typed while a text is on its way is not lost with it', async () => {
  const { comments } = start();
  comments.write(home, onImage, 'One');
  const sending = comments.send(home, onImage);
  comments.write(home, onImage, 'One, and more');
  await sending;
  expect(comments.draft(home, onImage)).toBe('One, and more');
});
