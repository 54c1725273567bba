export type Header = Record<
  string,
  { dtype?: string; shape?: number[]; data_offsets?: number[] } & Record<string, unknown>
>;

/** A safetensors file taken apart, to put it together otherwise. */
export async function splitSafetensors(
  file: Blob,
): Promise<{ header: Header; data: Uint8Array<ArrayBuffer> }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  return { header: JSON.parse(text) as Header, data: bytes.slice(8 + length) };
}

/**
 * The begin of a safetensors file.
 * @param claimed length that it says, if another than its own
 */
export function headerBytes(header: Header | string, claimed?: bigint): Uint8Array<ArrayBuffer> {
  const json = typeof header === 'string' ? header : JSON.stringify(header);
  const text = new TextEncoder().encode(json);
  const begin = new Uint8Array(8 + text.length);
  new DataView(begin.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true);
  begin.set(text, 8);
  return begin;
}
