/** What a file with the name of a model often is instead. */
export type OtherFormat =
  { readonly kind: 'webPage' | 'lfsPointer' } | { readonly kind: 'other'; readonly name: string };

const starts: readonly (readonly [begins: string | RegExp, name: string])[] = [
  ['PK', 'PyTorch or ZIP'],
  ['\x89HDF', 'Keras HDF5'],
  ['GGUF', 'GGUF'],
  ['\x89PNG', 'PNG'],
  ['\xff\xd8\xff', 'JPEG'],
  ['\x1f\x8b', 'gzip'],
  ['\x80\x02', 'Python pickle'],
  ['\x80\x04', 'Python pickle'],
  [/^.{4}TFL3/s, 'TensorFlow Lite'],
  [/^.{4}ORTM/s, 'ORT'],
  [/^.{7}\0\{"/s, 'safetensors'],
  [/^\s*\{/, 'JSON'],
];

/** Told by the first bytes of a file; null: nothing speaks against a model. */
export function findOtherFormat(head: Uint8Array): OtherFormat | null {
  const text = String.fromCharCode(...head.subarray(0, 256));
  if (text.startsWith('version https://git-lfs')) return { kind: 'lfsPointer' };
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return { kind: 'webPage' };
  const found = starts.find(([begins]) => (typeof begins === 'string' ? text.startsWith(begins) : begins.test(text)));
  return found ? { kind: 'other', name: found[1] } : null;
}
