import { AppError } from '#shared/contract/errors.ts';
import type { ErrorCode } from '#shared/contract/errors.ts';

/** Where in its source the runtime noticed something, and whatever it prints around it, says nothing to a person. */
function plain(message: string): string {
  const [, operator, rest = message] =
    /^Non-zero status code returned while running (\S+) node\. Name:'[^']*' Status Message: (.*)$/s.exec(message) ?? [];
  const text = rest
    .replace(/^Load model from .+? failed:\s*/s, '')
    .replace(/\S*onnxruntime_src\S*:\d+ .*?\)(?: const)? (?=\S)/s, '')
    .replace(/^.*::<lambda\(\)> /s, '')
    .replace(/^.* was false\. (?=\S)/s, '')
    .trim();
  const reason = (text.split('\n')[0] ?? '').replace(/[.\s]+$/, '');
  return operator === undefined ? reason : `${operator}: ${reason}`;
}

type Explanation = readonly [when: RegExp, code: ErrorCode, names: readonly string[]];

/** What onnxruntime 1.30 says, and what it means; the groups of `when` are the details named in `names`. */
const explanations: readonly Explanation[] = [
  [/Opset (\d+) is under development[\s\S]*is till opset (\d+)/, 'model.opset', ['opset', 'known']],
  [/Unsupported model IR version: (\d+), max supported IR version: (\d+)/, 'model.irVersion', ['version', 'known']],
  [/No Op registered for (\S+) with domain_version of (\d+)/, 'model.unknownOp', ['op', 'opset']],
  [/(\S+?)\(-?\d+\) is not a registered function\/op/, 'model.unknownOp', ['op']],
  [/Could not find an implementation for (\S+?)\((\d+)\)/, 'model.unknownOp', ['op', 'opset']],
  [/the graph is not acyclic/, 'model.cyclic', []],
  [/External data path|external data/i, 'model.externalRefused', []],
  [/bad_alloc|Failed to allocate memory|bad array new length/i, 'model.outOfMemory', []],
  [
    /invalid model|Invalid model|ShapeInferenceError|TypeInferenceError|Type Error|Protobuf parsing failed/i,
    'model.invalid',
    [],
  ],
];

/** Why the runtime did not take a model, in words that say what to do. */
export function explainLoadFailure(error: unknown, model: string): AppError {
  const message = error instanceof Error ? error.message : String(error);
  const reason = plain(message);
  for (const [when, code, names] of explanations) {
    const found = when.exec(message);
    if (!found) continue;
    const details = Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']));
    return new AppError(code, { model, reason, ...details }, { cause: error });
  }
  return new AppError('model.loadFailed', { model, reason }, { cause: error });
}

/** Why a model did not come to an end with an image. */
export function explainRunFailure(error: unknown, model: string, item: string): AppError {
  const message = error instanceof Error ? error.message : String(error);
  const isMemory = /bad_alloc|Failed to allocate memory|bad array new length/i.test(message);
  const code = isMemory ? 'model.outOfMemoryOn' : 'model.runFailed';
  return new AppError(code, { model, item, reason: plain(message) }, { cause: error });
}

/** Why a provider did not work. */
export const explainDevice = (error: unknown): string => plain(error instanceof Error ? error.message : String(error));
