import type { ModelCard } from '#shared/model/modelCard.ts';

/** What each family finds: needed where a file isn't recognised, and a person says what it is. */
const familyTasks: Readonly<Record<string, ModelCard['task']>> = {
  sam: 'interactive',
  maskRcnn: 'segment',
  yoloSegment: 'segment',
  segment: 'segment',
  yoloPose: 'keypoints',
  yoloObb: 'obb',
  classify: 'classify',
};

export function taskOfFamily(id: string): ModelCard['task'] {
  return familyTasks[id] ?? 'detect';
}
