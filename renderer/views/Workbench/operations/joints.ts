/** Single points of what is selected: vertices of outlines and lines, joints of skeletons. */
import { editLabel } from '#shared/text/editLabel.ts';
import { completeJoints } from '#shared/model/placeJoints.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import { cycleVisibility } from '#shared/shapes/keypoints/keypointsGeometry.ts';
import type { KeypointsShape } from '#shared/shapes/keypoints/keypoints.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import { hasVertices } from '#shared/shapes/vertices.ts';
import type { UiKey } from '#shared/text/texts.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

export interface SelectedSkeleton {
  readonly id: string;
  /** With a joint for each of its class, and those that the class hasn't at the end. */
  readonly shape: KeypointsShape;
  /** undefined: neither its class nor the model that proposes it has one. */
  readonly skeleton: Skeleton | undefined;
}

/** The one selected object, when it is a skeleton. */
export function selectedSkeleton(bench: WorkbenchState): SelectedSkeleton | null {
  const [only, ...others] = bench.allSelectedShapes;
  if (only?.shape.kind !== 'keypoints' || others.length > 0) return null;
  const classId = bench.correction?.id === only.id ? bench.correction.classId : bench.current?.classId;
  // What a class hasn't yet, it takes over from the model when the proposal is accepted.
  const offered = bench.current?.proposal ? bench.document?.modelSkeleton : undefined;
  const skeleton = bench.classes.find(({ id }) => id === classId)?.skeleton ?? offered;
  const { kind, joints } = only.shape;
  const all = skeleton ? completeJoints(skeleton, joints, bench.imageSize()) : joints;
  return { id: only.id, shape: { kind, joints: all }, skeleton };
}

/** One joint goes on to the next visibility; one that isn't there yet comes to where it is expected. */
export function cycleJoint(bench: WorkbenchState, jointId: string): void {
  const selected = selectedSkeleton(bench);
  if (!selected || bench.refuseLocked()) return;
  const shape = cycleVisibility(selected.shape, ({ id }) => id === jointId);
  bench.reshape(new Map([[selected.id, shape]]), editLabel('changeJoint'));
}

/** Chooses the next point of the selected object, which arrows then move and Delete takes out. */
function stepVertex(bench: WorkbenchState, step: 1 | -1): void {
  const [only] = bench.selectedShapes;
  if (!only) return;
  if (bench.toolId !== 'select') bench.setTool('select');
  const ids = geometryOf(only.shape)
    .handles(only.shape)
    .flatMap(({ id, kind }) => (kind === 'vertex' ? [id] : []));
  const at = ids.indexOf(bench.vertices.ids.at(-1) ?? '');
  const next = ids.at(at < 0 ? (step === 1 ? 0 : -1) : (at + step) % ids.length);
  if (next) bench.vertices.choose([next]);
}

/** The commands of it. @returns a function that takes them away again. */
export function provideJointCommands(bench: WorkbenchState): () => void {
  const writable = (): UiKey | null =>
    !bench.document ? 'reason.notHere' : bench.isReadOnly ? 'reason.readOnly' : null;
  const choosable = (): UiKey | null => {
    const [only, ...others] = bench.selectedShapes;
    if (!only) return 'reason.nothingSelected';
    if (others.length > 0 || !hasVertices(only.shape)) return 'reason.noPoints';
    return bench.draft ? 'reason.drawing' : null;
  };
  const orSay = (isDone: boolean | undefined): void => {
    if (!isDone) bench.app.toasts.info(bench.app.texts.ui('joints.noneMeant'));
  };
  return bench.app.commands.provide({
    'joint.visibility': { check: writable, run: () => orSay(bench.tool.toggleVisibility?.()) },
    'joint.skip': { check: writable, run: () => orSay(bench.tool.skipJoint?.()) },
    'vertex.next': { check: () => writable() ?? choosable(), run: () => stepVertex(bench, 1) },
    'vertex.previous': { check: () => writable() ?? choosable(), run: () => stepVertex(bench, -1) },
  });
}
