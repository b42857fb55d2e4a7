/** What a person decides about proposals. */
import { editLabel } from '#shared/text/editLabel.ts';
import type { EditLabel } from '#shared/text/editLabel.ts';
import {
  acceptProposal,
  acceptRest,
  correctProposal,
  finishItem,
  rejectProposal,
  undecide as undecideChange,
} from '#shared/actions/decide.ts';
import type { Change } from '#shared/change/change.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';
import { adoptSkeleton, lacksSkeleton } from './adoptSkeleton.ts';
import { showEverything } from './viewing.ts';
import { askForMissing } from '../attributes/askForMissing.ts';
import { findUnanswered } from '../attributes/attributeRows.ts';
import { proposalKey } from '../workObjects.ts';
import type { WorkObject } from '../workObjects.ts';

const unfinished: ItemQuery['stages'] = ['new', 'in progress', 'returned'];
const newId = (): string => crypto.randomUUID();
const inputOf = (bench: WorkbenchState) => ({
  newId,
  durationMs: bench.duration(),
  defaultsOf: bench.defaultsOf,
  skeletonOf: bench.skeletonOf,
});

/** A decision is made; the next proposal that waits is selected. */
function decide(bench: WorkbenchState, decided: WorkObject, change: Change, label: EditLabel): void {
  const at = bench.proposals.findIndex((proposal) => proposalKey(proposal) === decided.id);
  bench.correction = null;
  bench.apply(change, label);
  const next = bench.proposals[at] ?? bench.proposals[0];
  bench.select(next ? [proposalKey(next)] : []);
}

/** What a class of the model is here; asked once, then remembered. Null: not now, or ignored. */
export async function askClass(
  bench: WorkbenchState,
  { className }: Pick<Prediction, 'className'>,
): Promise<ClassId | null> {
  const { app, document } = bench;
  const answer = await new Promise<ClassId | 'ignore' | null>((resolve) => {
    bench.question = { className, answer: resolve };
  });
  bench.question = null;
  const modelSha256 = document?.modelSha256;
  if (answer === null || !modelSha256) return null;
  await app.document.settled();
  await app.attempt(() => app.host.call('classes.match', { modelSha256, className, classId: answer }));
  await app.document.reload();
  if (answer !== 'ignore') return answer;
  bench.enterItem();
  return null;
}

export function correct(bench: WorkbenchState, proposal: Prediction, shape: Shape, classId: ClassId): void {
  const { document, current } = bench;
  if (!document || !current) return;
  const change = correctProposal(document, proposal, { classId, shape, ...inputOf(bench) });
  decide(bench, current, change, editLabel('correct'));
}

/** The proposal as it is, or as it was corrected. */
export async function accept(bench: WorkbenchState): Promise<void> {
  if (bench.tool.finish?.()) return;
  const { current, correction } = bench;
  if (!current?.proposal) return;
  if (correction) {
    const classId = correction.classId ?? (await askClass(bench, current.proposal));
    if (classId !== null) correct(bench, current.proposal, correction.shape, classId);
    return;
  }
  const classId = current.classId ?? (await askClass(bench, current.proposal));
  if (classId === null) return;
  if (lacksSkeleton(bench, current.proposal, classId)) {
    await adoptSkeleton(bench, classId);
    // Decided meanwhile, by the same key.
    if (!bench.proposals.some(({ id }) => id === current.proposal?.id)) return;
  }
  const { document } = bench;
  if (!document) return;
  const change = acceptProposal(document, current.proposal, { classId, ...inputOf(bench) });
  decide(bench, current, change, editLabel('accept'));
}

/** The object is there, and is what the model thought of next; a shape that was corrected stays. */
export async function takeRunnerUp(bench: WorkbenchState, index: number): Promise<void> {
  const { current, correction } = bench;
  const runnerUp = bench.runnerUps[index];
  if (!current?.proposal || !runnerUp) return;
  const classId = runnerUp.classId ?? (await askClass(bench, runnerUp));
  // Another may have been chosen while it was asked.
  if (classId === null || bench.current?.id !== current.id) return;
  correct(bench, current.proposal, correction?.shape ?? current.shape, classId);
}

export function reject(bench: WorkbenchState): void {
  const { current, document } = bench;
  if (!current?.proposal || !document) return;
  const change = rejectProposal(document, current.proposal, { newId, durationMs: bench.duration() });
  decide(bench, current, change, editLabel('reject'));
}

export function startCorrection(bench: WorkbenchState): void {
  const { current } = bench;
  if (current?.proposal) bench.correction = { id: current.id, shape: current.shape, classId: current.classId };
}

/** Takes the decision behind the selected label back, else the newest of the item. */
export function undecide(bench: WorkbenchState): void {
  const { document, current } = bench;
  if (!document) return;
  const behind =
    current?.annotation && document.decisions.find(({ annotationId }) => annotationId === current.annotation?.id);
  const decision = behind ?? document.decisions.at(-1);
  if (!decision) return;
  if (decision.annotationId !== null && bench.isLocked(decision.annotationId)) {
    bench.app.toasts.info(bench.app.texts.ui('bench.lockedNow'));
    return;
  }
  bench.apply(undecideChange(document, decision), editLabel('takeBack'));
  bench.select([`proposal-${decision.predictionId}`]);
}

/** The next item that isn't finished, in review order. */
async function goOn({ app, open }: WorkbenchState): Promise<void> {
  const next = await app.attempt(() => app.findNeighbour(1, { ...app.query, stages: unfinished }));
  if (next) await open(next);
  else if (next === null) app.toasts.info(app.texts.ui('bench.reviewDone'));
}

/** Of all classes whose first keypoints are accepted with the rest. */
async function adoptSkeletons(bench: WorkbenchState): Promise<void> {
  const lacking = bench.proposals.flatMap((proposal) =>
    proposal.classId !== null && lacksSkeleton(bench, proposal, proposal.classId) ? [proposal.classId] : [],
  );
  for (const classId of new Set(lacking)) await adoptSkeleton(bench, classId);
}

/**
 * Accepts what is left, finishes the item, and goes on to the next one that waits; or asks for required attributes that
 * are missing.
 */
export async function finish(bench: WorkbenchState): Promise<void> {
  // What nobody sees is not accepted.
  if (bench.proposals.some((proposal) => bench.isHidden(proposalKey(proposal)))) {
    showEverything(bench);
    bench.app.toasts.info(bench.app.texts.ui('bench.proposalsShown'));
    return;
  }
  const unmatched = (): Prediction | undefined => bench.proposals.find(({ classId }) => classId === null);
  for (let open = unmatched(); open; open = unmatched()) if ((await askClass(bench, open)) === null) return;
  await adoptSkeletons(bench);
  const { document } = bench;
  if (!document || askForMissing(bench, document)) return;
  const input = inputOf(bench);
  const change = acceptRest(document, input);
  if (findUnanswered(change.annotations.added, bench.classes)) {
    // What is required of them can be answered when they are labels.
    bench.apply(acceptRest(document, { ...input, isDone: false }), editLabel('acceptRest'));
    askForMissing(bench, bench.document);
    return;
  }
  bench.apply(change, editLabel(change.annotations.added.length > 0 ? 'acceptRestAndFinish' : 'finish'));
  await goOn(bench);
}

export async function skip(bench: WorkbenchState): Promise<void> {
  if (!bench.document) return;
  bench.apply(finishItem(bench.document, 'skipped'), editLabel('skip'));
  await goOn(bench);
}
