import type { ClassId } from '#shared/model/ids.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import type { WorkbenchState } from '../WorkbenchState.svelte.ts';

/** Whether a class has no joints yet, and its first keypoints come from a model that tells them. */
export function lacksSkeleton({ classes, document }: WorkbenchState, { shape }: Prediction, classId: ClassId): boolean {
  const labelClass = classes.find(({ id }) => id === classId);
  return shape.kind === 'keypoints' && document?.modelSkeleton !== undefined && labelClass?.skeleton === undefined;
}

/** Gives a class the joints of the model: without them its keypoints would be nameless points, and lost in exports. */
export async function adoptSkeleton({ app, document }: WorkbenchState, classId: ClassId): Promise<void> {
  const skeleton = document?.modelSkeleton;
  if (skeleton) await app.attempt(() => app.host.call('classes.update', { classId, skeleton }));
}
