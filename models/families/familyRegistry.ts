import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { classify } from './classify/classify.ts';
import { darknet } from './darknet/darknet.ts';
import type { Family, Recognition } from './family.ts';
import { fastestdet } from './fastestdet/fastestdet.ts';
import { nanodet } from './gfl/nanodet.ts';
import { picodet } from './gfl/picodet.ts';
import { kerasYolo3 } from './kerasYolo3/kerasYolo3.ts';
import { maskRcnn } from './maskRcnn/maskRcnn.ts';
import { detr } from './namedBoxes/detr.ts';
import { tfDetection } from './namedBoxes/tfDetection.ts';
import { torchvision } from './namedBoxes/torchvision.ts';
import { detrLogits } from './queries/detrLogits.ts';
import { rtdetr } from './queries/rtdetr.ts';
import { sam } from './sam/sam.ts';
import { segment } from './segment/segment.ts';
import { ssd } from './ssd/ssd.ts';
import { ultralytics } from './ultralytics/ultralytics.ts';
import { yoloEnd } from './yoloEnd/yoloEnd.ts';
import { yoloObb } from './yoloObb/yoloObb.ts';
import { yoloPose } from './yoloPose/yoloPose.ts';
import { yoloSegment } from './yoloSegment/yoloSegment.ts';
import { yolox } from './yolox/yolox.ts';

/** All families, the more particular ones first: the first that knows a model reads it. */
export const families: readonly Family[] = [
  sam,
  maskRcnn,
  detr,
  tfDetection,
  torchvision,
  detrLogits,
  kerasYolo3,
  ssd,
  nanodet,
  picodet,
  fastestdet,
  darknet,
  yoloSegment,
  yoloPose,
  yoloObb,
  yoloEnd,
  rtdetr,
  ultralytics,
  yolox,
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
