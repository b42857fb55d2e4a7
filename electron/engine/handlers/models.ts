import type { GrantId } from '#shared/model/ids.ts';
import type { ModelLibrary } from '../prelabel/createModelLibrary.ts';
import type { Previewer } from '../prelabel/createPreviewer.ts';
import type { Quantizer } from '../prelabel/quantize/createQuantizer.ts';
import type { HandlersOf } from './handler.ts';

export function createModelHandlers(deps: {
  readonly models: ModelLibrary;
  readonly previewer: Previewer;
  readonly quantizer: Quantizer;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'models'> {
  return {
    'models.list': () => deps.models.list(),
    'models.preview': (input) => deps.previewer.preview(input),
    'models.add': ({ file }) => deps.models.add(deps.grantPath(file)),
    'models.quantize': ({ file, ...input }) =>
      deps.quantizer.start({ ...input, file: file === undefined ? undefined : deps.grantPath(file) }),
    'models.quantized': ({ jobId }) => deps.quantizer.report(jobId),
  };
}
