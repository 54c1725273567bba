/**
 * Just enough of Protocol Buffers to write a message (https://protobuf.dev/programming-guides/encoding): a message is its
 * fields one after the other, in the order of their numbers.
 */
export type Message = Uint8Array;

const encoder = new TextEncoder();

/** An integer field; negative ones take ten bytes, as in every implementation. */
export function integerField(field: number, value: number | bigint): Message {
  return join([varint((field << 3) | 0), varint(BigInt.asUintN(64, BigInt(value)))]);
}

export function floatField(field: number, value: number): Message {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return join([varint((field << 3) | 5), bytes]);
}

/** Text, bytes, or a message inside of the message. */
export function bytesField(field: number, value: string | Uint8Array): Message {
  const bytes = typeof value === 'string' ? encoder.encode(value) : value;
  return join([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
