import type { GraphIndex } from '../onnx/editGraph.ts';
import type { EditableNode } from '../onnx/editModel.ts';
import { floatAttribute, intAttribute } from '../onnx/nodeAttributes.ts';
import { readFloats } from '../onnx/tensorBytes.ts';

/** A node with weights: what most of the size and the time of a model are. */
export interface Layer {
  readonly node: EditableNode;
  readonly weights: string;
  /** Along which each channel has its own scale; null: one for all. */
  readonly axis: number | null;
  readonly bias: string | null;
}

const isFloats = (index: GraphIndex, tensor: string): boolean => {
  const found = index.initializer(tensor);
  return found !== undefined && readFloats(found) !== null;
};

function axisOf(node: EditableNode): number | null | undefined {
  switch (node.op) {
    case 'Conv':
      return 0;
    case 'ConvTranspose':
      return (intAttribute(node, 'group') ?? 1) === 1 ? 1 : null;
    case 'Gemm': {
      // With factors the bias would have another unit.
      const isPlain = (floatAttribute(node, 'alpha') ?? 1) === 1 && (floatAttribute(node, 'beta') ?? 1) === 1;
      return isPlain && !intAttribute(node, 'transA') ? (intAttribute(node, 'transB') ? 0 : 1) : undefined;
    }
    case 'MatMul':
      return 1;
    default:
      return undefined;
  }
}

/** The layer that a node is, or null: no weights of float32 in the file, or none that can be made bytes of. */
export function findLayer(node: EditableNode, index: GraphIndex): Layer | null {
  const { op, domain = '', inputs } = node;
  if (domain !== '' && domain !== 'ai.onnx') return null;
  const axis = axisOf(node);
  const [, weights = '', bias = ''] = inputs;
  if (axis === undefined || !isFloats(index, weights)) return null;
  const rank = index.initializer(weights)?.dims.length ?? 0;
  if ((op === 'MatMul' || op === 'Gemm') && rank !== 2) return null;
  if (bias !== '' && (!isFloats(index, bias) || index.initializer(bias)?.dims.length !== 1)) return null;
  return { node, weights, axis, bias: bias === '' ? null : bias };
}
