/** The inference process: the only importer of onnxruntime-node. It opens models and images; records go back. */
import os from 'node:os';
import { serveParent } from '../child/serveParent.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';

// Before the library is loaded: its telemetry starts with the first session, and nothing may leave the machine.
process.env.ORT_DISABLE_TELEMETRY = '1';
// onnxruntime-node 1.30 takes float16 as Uint16Array; where Node has Float16Array, it insists on that and fails.
Reflect.deleteProperty(globalThis, 'Float16Array');
process.title = 'firstpass inference';
// Whoever waits for the engine, a person or this process's own next batch, comes before the model.
os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);

const { createInferenceHandlers } = await import('./inferenceServer.ts');
serveParent<InferenceApi>(createInferenceHandlers());
