import { coco } from './coco/coco.ts';
import type { Format } from './format.ts';
import { voc } from './voc/voc.ts';
import { yolo } from './yolo/yolo.ts';

/** Every format. A new one is one folder and one line here. */
export const formats: readonly Format[] = [coco, yolo, voc];

export function findFormat(id: string): Format | undefined {
  return formats.find((format) => format.id === id);
}
