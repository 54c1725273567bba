import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { PinnedFile } from '../contract';
import { isDiskFull } from '../disk-full';
import { Failure } from '../failure';
import { PIECE_BYTES } from '../model-files/hashed-pieces';

/** Writes a file from its begin and hashes what it writes, the whole and each piece. Throws `quota-exceeded`. */
export class HashedWriter {
  readonly #handle: FileSystemSyncAccessHandle;
  readonly #hash = sha256.create();
  readonly #pieces: string[] = [];
  #piece = sha256.create();
  #bytes = 0;

  constructor(handle: FileSystemSyncAccessHandle) {
    this.#handle = handle;
  }

  write(piece: Uint8Array<ArrayBuffer>): void {
    let written = 0;
    try {
      written = this.#handle.write(piece, { at: this.#bytes });
    } catch (cause) {
      if (!isDiskFull(cause)) throw cause;
    }
    // Chromium says that the disk is full by writing less, the standard by an exception.
    if (written !== piece.length) {
      throw new Failure('quota-exceeded', `No room after ${this.#bytes} bytes.`);
    }
    this.#hash.update(piece);
    for (let at = 0; at < piece.length;) {
      const room = PIECE_BYTES - (this.#bytes % PIECE_BYTES);
      const part = piece.subarray(at, at + room);
      this.#piece.update(part);
      at += part.length;
      this.#bytes += part.length;
      if (part.length === room) this.#endPiece();
    }
  }

  /** Closes the file; gives its length and SHA-256, and of a file of several pieces theirs. */
  finish(): Omit<PinnedFile, 'path'> {
    // What an earlier attempt left behind the end goes.
    this.#handle.truncate(this.#bytes);
    this.#handle.flush();
    this.#handle.close();
    const whole = { bytes: this.#bytes, sha256: bytesToHex(this.#hash.digest()) };
    if (this.#bytes <= PIECE_BYTES) return whole;
    if (this.#bytes % PIECE_BYTES > 0) this.#endPiece();
    return { ...whole, pieces: this.#pieces };
  }

  #endPiece(): void {
    this.#pieces.push(bytesToHex(this.#piece.digest()));
    this.#piece = sha256.create();
  }

  /** Closes the file as it is; harmless after `finish`. */
  abandon(): void {
    this.#handle.close();
  }
}
