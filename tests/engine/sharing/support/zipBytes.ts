import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string | Buffer;
  readonly data: Buffer;
  /** The Unix mode; absent: a plain file. */
  readonly mode?: number;
  readonly deflate?: boolean;
  /** What it says of its sizes, if not the truth. */
  readonly says?: { readonly size?: number; readonly packed?: number };
  /** Its bytes are those of the first entry. */
  readonly overFirst?: boolean;
}

/** A ZIP archive, byte by byte: also such as no good program writes. */
export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  let first = 0;
  for (const { name: given, data, mode = 0o100644, deflate = false, says = {}, overFirst = false } of entries) {
    const name = Buffer.from(given as string);
    const packed = deflate ? deflateRawSync(data) : data;
    const sizes = { packed: says.packed ?? packed.length, size: says.size ?? data.length };
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x800, 2);
    head.writeUInt16LE(deflate ? 8 : 0, 4);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(sizes.packed, 14);
    head.writeUInt32LE(sizes.size, 18);
    head.writeUInt16LE(name.length, 22);
    const at = overFirst ? first : offset;
    if (!overFirst) {
      const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), head, name, packed]);
      if (parts.length === 0) first = offset;
      parts.push(local);
      offset += local.length;
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 3]), head, tail, name]));
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}
