import type { Emit } from '../format.ts';

/** A JSON array that is written one element after the other, a line each. `before` and `after` stand around its brackets. */
export function jsonList(
  emit: Emit,
  file: string,
  { before = '', after = '' } = {},
): { add(value: unknown): void; end(): void } {
  let isEmpty = true;
  emit(file, `${before}[`);
  return {
    add(value) {
      emit(file, `${isEmpty ? '\n' : ',\n'}${JSON.stringify(value)}`);
      isEmpty = false;
    },
    end: () => emit(file, `${isEmpty ? '' : '\n'}]${after}\n`),
  };
}
