/**
 * Segmentations as SOURCES.md of the shared data says that these models are fed and read, in a few plain lines that have
 * nothing in common with the program: what it is compared with.
 */
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

export interface ReferenceModel {
  readonly file: string;
  readonly sidePx: number;
  readonly layout: 'NCHW' | 'NHWC';
  /** tensor = (pixel - minus) / by */
  readonly minus: number;
  readonly by: number;
  readonly classes: readonly string[];
}

const voc =
  'background aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person ' +
  'pottedplant sheep sofa train tvmonitor';

export const referenceModels: readonly ReferenceModel[] = [
  {
    ...{ file: 'deeplabv3_mnv2_dm05_voc_logits.onnx', sidePx: 513, layout: 'NCHW' },
    ...{ minus: 127.5, by: 127.5, classes: voc.split(' ') },
  },
  {
    ...{ file: 'prisma_person_seg.onnx', sidePx: 256, layout: 'NCHW' },
    ...{ minus: 0, by: 255, classes: ['background', 'person'] },
  },
  {
    ...{ file: 'mobile_unet_portrait_128_nhwc.onnx', sidePx: 128, layout: 'NHWC' },
    ...{ minus: 0, by: 255, classes: ['background', 'person'] },
  },
];

/** The card that says the same to the program. */
export function cardOf({ sidePx, layout, minus, by, classes }: ReferenceModel): Record<string, unknown> {
  const input = {
    ...{ widthPx: sidePx, heightPx: sidePx, layout, dtype: 'float32', channels: 'RGB' },
    ...{ scale: 1, mean: [minus], std: [by], resize: 'stretch', pad: 0 },
  };
  return { family: 'segment', task: 'segment', input, classes };
}

/** The class number of each cell of the model's own map, row by row. */
export async function referenceLabels(model: ReferenceModel, modelPath: string, photo: string): Promise<Uint8Array> {
  const { sidePx, layout, minus, by, classes } = model;
  const pixels = await sharp(photo)
    .resize(sidePx, sidePx, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  const cells = sidePx * sidePx;
  const tensor = new Float32Array(3 * cells);
  for (let cell = 0; cell < cells; cell += 1)
    for (let channel = 0; channel < 3; channel += 1) {
      const at = layout === 'NCHW' ? channel * cells + cell : cell * 3 + channel;
      tensor[at] = ((pixels[cell * 3 + channel] ?? 0) - minus) / by;
    }
  const session = await ort.InferenceSession.create(modelPath);
  const dims = layout === 'NCHW' ? [1, 3, sidePx, sidePx] : [1, sidePx, sidePx, 3];
  const outputs = await session.run({ [session.inputNames[0] ?? '']: new ort.Tensor('float32', tensor, dims) });
  const data = outputs[session.outputNames[0] ?? '']?.data as Float32Array;
  await session.release();
  return Uint8Array.from({ length: cells }, (_, cell) => {
    if (data.length === cells) return Number((data[cell] ?? 0) > 0.5);
    let best = 0;
    for (let label = 1; label < classes.length; label += 1)
      if ((data[label * cells + cell] ?? 0) > (data[best * cells + cell] ?? 0)) best = label;
    return best;
  });
}
