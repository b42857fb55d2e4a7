import protobuf from 'protobufjs/light.js';

type Rule = 'many' | 'one';
/** Of each message the fields that are read: name, whether it repeats, type, number in onnx.proto. */
export type Messages = Readonly<Record<string, Readonly<Record<string, readonly [Rule, type: string, id: number]>>>>;

/**
 * Messages of onnx.proto (onnx/onnx, Apache-2.0), which is proto2: a field that holds its default, 0 or '', is told from one
 * that is absent, and lists of numbers are not packed. What isn't declared is skipped, or kept unread.
 */
export function defineMessages(messages: Messages): (name: string) => protobuf.Type {
  const nested = Object.entries(messages).map(([name, fields]): [string, protobuf.IType] => [
    name,
    {
      edition: 'proto2',
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, [rule, type, id]]) => [
          field,
          { type, id, ...(rule === 'many' && { rule: 'repeated' }) },
        ]),
      ),
    },
  ]);
  const root = protobuf.Root.fromJSON({ nested: Object.fromEntries(nested) });
  return (name) => root.lookupType(name);
}
