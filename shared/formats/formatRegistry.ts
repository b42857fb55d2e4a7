import { cityscapes } from './cityscapes/cityscapes.ts';
import { coco } from './coco/coco.ts';
import { createml } from './createml/createml.ts';
import { cvat } from './cvat/cvat.ts';
import { datumaro } from './datumaro/datumaro.ts';
import { dicomSeg } from './dicomSeg/dicomSeg.ts';
import { dota } from './dota/dota.ts';
import type { Format } from './format.ts';
import { imagefolder } from './imagefolder/imagefolder.ts';
import { jsonl } from './jsonl/jsonl.ts';
import { kitti } from './kitti/kitti.ts';
import { labelme } from './labelme/labelme.ts';
import { labelStudio } from './labelStudio/labelStudio.ts';
import { masks } from './masks/masks.ts';
import { npy } from './masks/npy.ts';
import { niftiLabels } from './nifti/niftiLabels.ts';
import { openImages } from './openImages/openImages.ts';
import { csv, tsv } from './tables/tables.ts';
import { via } from './via/via.ts';
import { voc } from './voc/voc.ts';
import { yolo } from './yolo/yolo.ts';
import { yoloObb } from './yolo/yoloObb.ts';
import { yoloPose } from './yolo/yoloPose.ts';
import { yoloSegment } from './yolo/yoloSegment.ts';

/** Every format, in the order people are offered them. A new one is one folder and one line here. */
export const formats: readonly Format[] = [
  ...[coco, yolo, yoloSegment, yoloObb, yoloPose, voc],
  ...[labelme, cvat, labelStudio, datumaro, via, createml],
  ...[masks, npy, cityscapes, niftiLabels, dicomSeg],
  ...[openImages, kitti, dota],
  ...[csv, tsv, jsonl, imagefolder],
];

export function findFormat(id: string): Format | undefined {
  return formats.find((format) => format.id === id);
}
