import { AppError } from '#shared/contract/errors.ts';
import type { GrantId } from '#shared/model/ids.ts';
import type { Describer } from '../prelabel/createDescriber.ts';
import type { ModelLibrary } from '../prelabel/createModelLibrary.ts';
import type { Previewer } from '../prelabel/createPreviewer.ts';
import type { Quantizer } from '../prelabel/quantize/createQuantizer.ts';
import type { HandlersOf } from './handler.ts';

export function createModelHandlers(deps: {
  readonly models: ModelLibrary;
  readonly previewer: Previewer;
  readonly quantizer: Quantizer;
  readonly describer: Describer;
  readonly grantPath: (id: GrantId) => string;
}): HandlersOf<'models'> {
  return {
    'models.list': () => deps.models.list(),
    'models.preview': (input) => deps.previewer.preview(input),
    'models.draft': (input) => deps.describer.draft(input),
    'models.tryCard': (input) => deps.describer.tryCard(input),
    'models.describe': (input) => deps.describer.describe(input),
    'models.add': ({ file }) => deps.models.add(deps.grantPath(file)),
    'models.quantize': ({ file, ...input }) =>
      deps.quantizer.start({ ...input, file: file === undefined ? undefined : deps.grantPath(file) }),
    'models.quantized': ({ jobId }) => deps.quantizer.report(jobId),
    'models.addQuantized': ({ jobId }) => {
      const report = deps.quantizer.report(jobId);
      if (!report) throw new AppError('internal', { reason: 'the job has no quantized model' });
      return deps.models.add(report.path);
    },
  };
}
