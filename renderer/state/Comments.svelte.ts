import { SvelteMap } from 'svelte/reactivity';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { Comment } from '#shared/model/comment.ts';
import { listThreads } from '#shared/model/commentThread.ts';
import type { AnnotationId, CommentId, ItemId } from '#shared/model/ids.ts';
import { createNewest } from './createNewest.ts';
import type { RendererHost } from '../host/RendererHost.ts';

/** Where a text goes: into a new thread (about an object, or about the item), below a comment, or in place of one. */
export type CommentPlace =
  | { readonly kind: 'new'; readonly about: AnnotationId | null }
  | { readonly kind: 'answer' | 'edit'; readonly commentId: CommentId };

/** Sent again with the ids that it had, a text is not taken twice. */
interface Draft {
  readonly text: string;
  readonly id: CommentId;
  readonly editId: string;
}

/** The item that a comment is about. */
export interface CommentHome {
  readonly projectPath: string;
  readonly itemId: ItemId;
}

const keyOf = ({ projectPath, itemId }: CommentHome, place: CommentPlace): string =>
  [place.kind, place.kind === 'new' ? place.about : place.commentId, itemId, projectPath].join(' ');

/** What is said about the open item, and what is being written about any: drafts stay while the program is open. */
export class Comments {
  /** Who writes here. */
  actor = $state('');
  /** The text field for a new comment takes the focus when it is there. */
  isFieldWanted = $state(false);
  #list = $state.raw<readonly Comment[]>([]);
  readonly threads = $derived.by(() => listThreads(this.#list));
  /** Open threads by object. */
  readonly openByObject: ReadonlyMap<string, number> = $derived.by(() => {
    const counts = new Map<string, number>();
    for (const { opener } of this.threads.open)
      if (opener.annotationId !== null) counts.set(opener.annotationId, (counts.get(opener.annotationId) ?? 0) + 1);
    return counts;
  });

  readonly #drafts = new SvelteMap<string, Draft>();
  readonly #host: Pick<RendererHost, 'call'>;
  #itemId: ItemId | null = null;
  readonly #newest = createNewest();

  constructor(host: Pick<RendererHost, 'call'>) {
    this.#host = host;
  }

  async refresh(itemId: ItemId): Promise<void> {
    if (itemId !== this.#itemId) this.#list = [];
    this.#itemId = itemId;
    const answer = await this.#newest(this.#host.call('comments.list', { itemId }));
    if (!answer) return;
    this.actor = answer.actor;
    this.#list = answer.comments;
  }

  /** What is written for a place and not sent yet; undefined: nothing was. */
  draft(home: CommentHome, place: CommentPlace): string | undefined {
    return this.#drafts.get(keyOf(home, place))?.text;
  }

  write(home: CommentHome, place: CommentPlace, text: string): void {
    const id = crypto.randomUUID() as CommentId;
    this.#drafts.set(keyOf(home, place), { text, id, editId: crypto.randomUUID() });
  }

  discard(home: CommentHome, place: CommentPlace): void {
    this.#drafts.delete(keyOf(home, place));
  }

  /** Sends what is written; it stays a draft until it is on disk. */
  async send(home: CommentHome, place: CommentPlace): Promise<void> {
    const key = keyOf(home, place);
    const draft = this.#drafts.get(key);
    if (!draft) return;
    const { text, id, editId } = draft;
    const edit = { ...home, editId, text };
    if (place.kind === 'new') await this.#host.call('comments.add', { ...edit, id, annotationId: place.about });
    else if (place.kind === 'answer') await this.#host.call('comments.add', { ...edit, id, threadId: place.commentId });
    else await this.#host.call('comments.edit', { ...edit, commentId: place.commentId });
    if (this.#drafts.get(key) === draft) this.#drafts.delete(key);
  }

  async change(verb: 'resolve' | 'reopen' | 'remove', home: CommentHome, commentId: CommentId): Promise<void> {
    const request: EngineInput<'comments.resolve'> = { ...home, commentId, editId: crypto.randomUUID() };
    await this.#host.call(`comments.${verb}`, request);
  }
}
