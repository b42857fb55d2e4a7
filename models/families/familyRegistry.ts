import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { classify } from './classify/classify.ts';
import type { Family, Recognition } from './family.ts';
import { maskRcnn } from './maskRcnn/maskRcnn.ts';
import { segment } from './segment/segment.ts';
import { ultralytics } from './ultralytics/ultralytics.ts';
import { yoloObb } from './yoloObb/yoloObb.ts';
import { yoloPose } from './yoloPose/yoloPose.ts';
import { yoloSegment } from './yoloSegment/yoloSegment.ts';
import { yolox } from './yolox/yolox.ts';

/** All families, the more particular ones first: the first that knows a model reads it. */
export const families: readonly Family[] = [
  ultralytics,
  yoloSegment,
  yoloPose,
  yoloObb,
  yolox,
  maskRcnn,
  classify,
  segment,
];

export function findFamily(id: string): Family | undefined {
  return families.find((family) => family.id === id);
}

/** What can be told of a model without a card; null when no family knows it. */
export function recognise(signature: ModelSignature): Recognition | null {
  for (const family of families) {
    const recognition = family.recognise(signature);
    if (recognition) return recognition;
  }
  return null;
}
