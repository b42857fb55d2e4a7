import type { Tool } from '../../tool.ts';

/** Classes of the whole image: they are chosen by keys, and there is nothing to point at. */
export function createWholeTool(): Tool {
  return {
    cursor: 'default',
    pointerDown: () => undefined,
    pointerMove: () => undefined,
    pointerUp: () => undefined,
    cancel: () => false,
  };
}
