import { Failure } from '../failure';
import type { FileParts } from './bundle-files';
import { sha256Hex } from './sha256-hex';

/** A file longer than this is pinned piece by piece too, so that a part of it can be verified alone. */
export const PIECE_BYTES = 1 << 23;

/**
 * Reads parts of a file of which every piece has a SHA-256, and compares each piece that it reads. Keeps the last one: who reads
 * in order reads each once. Throws `hash-mismatch`, `out-of-memory`.
 */
export function readHashedPieces(file: Blob, hashes: readonly string[], name: string): FileParts {
  let last: { index: number; bytes: Uint8Array<ArrayBuffer> } | undefined;

  async function piece(index: number): Promise<Uint8Array<ArrayBuffer>> {
    if (last?.index === index) return last.bytes;
    const begin = index * PIECE_BYTES;
    const part = file.slice(begin, Math.min(file.size, begin + PIECE_BYTES));
    const bytes = new Uint8Array(await part.arrayBuffer());
    if ((await sha256Hex(bytes)) !== hashes[index]) {
      throw new Failure('hash-mismatch', `${name} was damaged in storage (near byte ${begin}).`);
    }
    last = { index, bytes };
    return bytes;
  }

  return {
    bytes: file.size,
    async read(begin, end) {
      const part = allocate(end - begin, name);
      for (let at = begin; at < end;) {
        const index = Math.floor(at / PIECE_BYTES);
        const from = at - index * PIECE_BYTES;
        const bytes = (await piece(index)).subarray(from, from + end - at);
        if (bytes.length === 0) throw new RangeError(`${name} ends before byte ${end}.`);
        part.set(bytes, at - begin);
        at += bytes.length;
      }
      return part;
    },
  };
}

function allocate(bytes: number, name: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    const megabytes = Math.ceil(bytes / 1e6);
    throw new Failure('out-of-memory', `${megabytes} MB of ${name} do not fit into memory.`, {
      cause,
    });
  }
}
