/**
 * A Blob of gigabytes that takes no memory: zeros, but for the bytes that lie at given places. As in a browser, more than
 * 2 GB of it cannot be had in one buffer; to be sure that nobody tries, not even 64 MiB.
 */
export function hugeBlob(
  size: number,
  places: readonly { at: number; bytes: Uint8Array }[],
  begin = 0,
): Blob {
  const blob = {
    size,
    slice: (from = 0, to = size) => hugeBlob(Math.min(to, size) - from, places, begin + from),
    async arrayBuffer() {
      if (size > 1 << 26) throw new DOMException('too large for a buffer', 'NotReadableError');
      const whole = new Uint8Array(size);
      for (const { at, bytes } of places) {
        const from = Math.max(0, begin - at);
        const to = Math.min(bytes.length, begin + size - at);
        if (from < to) whole.set(bytes.subarray(from, to), at + from - begin);
      }
      return whole.buffer;
    },
  };
  return blob as Blob;
}
