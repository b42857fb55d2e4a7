import type { Segmenter } from '../prelabel/createSegmenter.ts';
import type { HandlersOf } from './handler.ts';

export function createSmartHandlers({ segmenter }: { readonly segmenter: Segmenter }): HandlersOf<'smart'> {
  return {
    'smart.segment': (input) => segmenter.segment(input),
    'smart.prepare': (input) => segmenter.prepare(input),
  };
}
