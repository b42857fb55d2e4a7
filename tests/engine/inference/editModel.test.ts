import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import { exposeOutput, indexGraph, makeNode, prependNodes } from '#models/onnx/editGraph.ts';
import { decodeModel, encodeModel } from '#models/onnx/editModel.ts';
import type { EditableModel } from '#models/onnx/editModel.ts';
import { readSignature } from '#models/onnx/readSignature.ts';
import { tensorTypes } from '#models/onnx/tensorBytes.ts';
import { runMadeInputs } from '#tests/support/runMadeInputs.ts';
import { sharedData } from '#tests/support/sharedData.ts';

const builtin = 'models/builtin/cells.onnx';
const shared = [
  'click_decoder_SAMlike',
  'click_encoder_SAMlike',
  'deeplabv3_mnv2_dm05_voc_logits',
  'deimv2_atto_coco',
  'fastestdet',
  'mnist',
  'mobile_unet_portrait_128_nhwc',
  'mobilenet_v1_0.25_128_nchw',
  'mobilenet_v2_1.0_224_uint8_nhwc',
  'nanodet_m_320',
  'prisma_person_seg',
  'squeezenet1_fp16',
  'ultraface_rfb_320',
  'yolox_nano',
].flatMap((name) => sharedData(`models/${name}.onnx`) ?? []);
/** Millions of numbers are compared faster so. */
const digests = (outputs: Readonly<Record<string, Uint8Array>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
  );
const open = (file: string): EditableModel => assertExists(decodeModel(readFileSync(file)), `${file} is a model`);

test.each([builtin, ...shared])('%s says the same after it was taken apart and written again', async (file) => {
  const before = readFileSync(file);
  const after = encodeModel(open(file));
  expect(after).toHaveLength(before.length);
  expect(readSignature(after)).toEqual(readSignature(before));
  expect(digests(await runMadeInputs(after))).toEqual(digests(await runMadeInputs(before)));
});

test('an inner tensor is given as a further output, with the numbers that the outputs are made of', async () => {
  const model = open(builtin);
  const { graph } = model;
  const [output] = graph.outputs;
  const last = assertExists(
    indexGraph(graph).producer(assertExists(output, 'it has an output').name),
    'a node makes it',
  );
  const inner = assertExists(last.inputs[0], 'it is made of something');
  exposeOutput(graph, inner, { elemType: tensorTypes.float32, shape: null });
  const results = await runMadeInputs(encodeModel(model));
  expect(Object.keys(results)).toEqual([...graph.outputs.map(({ name }) => name)]);
  expect(results[inner]?.some((value) => value !== 0)).toBe(true);
});

test('bytes in rows of pixels take the place of planes of floats, by nodes put before the model', async () => {
  const model = open(builtin);
  const { graph } = model;
  const { inputs } = assertExists(readSignature(readFileSync(builtin)), 'it is a model');
  const { name, shape } = assertExists(inputs[0], 'it has an input');
  const [, planes = 0, height = 0, width = 0] = shape as number[];
  const float32 = { kind: 'int', value: tensorTypes.float32 } as const;
  prependNodes(
    graph,
    name,
    { elemType: tensorTypes.uint8, shape: [1, height, width, planes] },
    {
      tensor: 'planes_of_floats',
      nodes: [
        makeNode({ op: 'Cast', inputs: [name], outputs: ['floats'], attributes: { to: float32 } }),
        makeNode({
          op: 'Transpose',
          inputs: ['floats'],
          outputs: ['planes_of_floats'],
          attributes: { perm: { kind: 'ints', value: [0, 3, 1, 2] } },
        }),
      ],
    },
  );
  const value = (plane: number, y: number, x: number): number => (plane * 7 + y * 3 + x) % 251;
  const pixels = new Uint8Array(planes * height * width);
  const floats = new Float32Array(planes * height * width);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let plane = 0; plane < planes; plane += 1) {
        pixels[(y * width + x) * planes + plane] = value(plane, y, x);
        floats[(plane * height + y) * width + x] = value(plane, y, x);
      }
  expect(await runMadeInputs(encodeModel(model), { [name]: pixels })).toEqual(
    await runMadeInputs(readFileSync(builtin), { [name]: floats }),
  );
});
