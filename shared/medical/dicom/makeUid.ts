const prime = 0x0000000001000000000000000000013bn;
const basis = 0x6c62272e07bb014262b821756295c58dn;
const all = (1n << 128n) - 1n;

/**
 * A UID made of a text: the same text gives the same, others others. FNV-1a of 128 bits as a UUID of version 8 (RFC 9562) below 2.25
 * (PS3.5, B.2). It keeps no secret: who knows the text can make it, too.
 */
export function makeUid(text: string): string {
  let hash = basis;
  for (const char of text) hash = ((hash ^ BigInt(char.codePointAt(0) as number)) * prime) & all;
  const version = (hash & ~(0xfn << 76n)) | (8n << 76n);
  return `2.25.${(version & ~(3n << 62n)) | (2n << 62n)}`;
}
