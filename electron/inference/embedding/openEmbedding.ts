import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelToLoad } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { decodeModel, encodeModel } from '#models/onnx/editModel.ts';
import type { EditableGraph } from '#models/onnx/editModel.ts';
import { exposeEmbedding } from '#models/onnx/exposeEmbedding.ts';
import { listExternalData } from '#models/onnx/externalData.ts';
import { findPenultimate } from '#models/onnx/findPenultimate.ts';
import type { Penultimate } from '#models/onnx/findPenultimate.ts';
import { checkExternalData } from '../checkExternalData.ts';
import { explainLoadFailure } from '../explainFailure.ts';
import { readModelFile } from '../readModelFile.ts';

/** The tensor that the card names, or what is found before a classifier's scores; null where there is none. */
function findTensor(graph: EditableGraph, { task, output }: ModelCard): Penultimate | null {
  const { embedding, tensors } = output;
  if (embedding === undefined) return task === 'classify' ? findPenultimate(graph, tensors?.scores) : null;
  const isMade = graph.nodes.some(({ outputs }) => outputs.includes(embedding));
  return isMade ? { tensor: embedding, channels: 'first' } : null;
}

async function readGraph(modelPath: string) {
  const bytes = await readModelFile(modelPath);
  await checkExternalData(modelPath, bytes);
  return { bytes, model: decodeModel(bytes) };
}

/** The name of the tensor that describes images; null where the model has none. @throws {AppError} those of `readModelFile` */
export async function findEmbedding(modelPath: string, card: ModelCard): Promise<string | null> {
  const { model } = await readGraph(modelPath);
  return (model && findTensor(model.graph, card)?.tensor) ?? null;
}

/** Files beside the model, given as bytes: the runtime knows of no folder of a model that is given as bytes. */
async function readExternal(modelPath: string, bytes: Uint8Array): Promise<{ path: string; data: Uint8Array }[]> {
  const locations = new Set((listExternalData(bytes) ?? []).map(({ location }) => location));
  return Promise.all(
    [...locations].map(async (location) => ({
      path: location,
      data: await readFile(path.join(path.dirname(modelPath), location)),
    })),
  );
}

/**
 * The model, up to the tensor that describes images.
 * @throws {AppError} embedding.none, those of `readModelFile` and `checkExternalData`, what `explainLoadFailure` makes of a failure
 */
export async function openEmbedding({ modelPath, card, threads }: ModelToLoad): Promise<{
  readonly session: ort.InferenceSession;
  readonly channels: Penultimate['channels'];
}> {
  const { bytes, model } = await readGraph(modelPath);
  const found = model && findTensor(model.graph, card);
  if (!model || !found) throw new AppError('embedding.none', { model: card.name });
  exposeEmbedding(model.graph, found);
  const externalData = await readExternal(modelPath, bytes);
  try {
    const session = await ort.InferenceSession.create(encodeModel(model), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads ?? os.availableParallelism(),
      enableCpuMemArena: !('electron' in process.versions),
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(externalData.length > 0 ? { externalData } : {}),
    });
    return { session, channels: found.channels };
  } catch (error) {
    throw explainLoadFailure(error, card.name);
  }
}
