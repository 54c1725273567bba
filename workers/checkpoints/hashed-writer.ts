import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Failure } from '../failure';

/** Appends to a file and hashes what it writes. Throws `quota-exceeded`. */
export class HashedWriter {
  readonly #handle: FileSystemSyncAccessHandle;
  readonly #hash = sha256.create();
  #bytes = 0;

  constructor(handle: FileSystemSyncAccessHandle) {
    this.#handle = handle;
    handle.truncate(0);
  }

  write(piece: Uint8Array<ArrayBuffer>): void {
    let written = 0;
    try {
      written = this.#handle.write(piece, { at: this.#bytes });
    } catch (cause) {
      const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
      if (!full) throw cause;
    }
    // Chromium says that the disk is full by writing less, the standard by an exception.
    if (written !== piece.length) {
      throw new Failure('quota-exceeded', `No room after ${this.#bytes} bytes.`);
    }
    this.#hash.update(piece);
    this.#bytes += piece.length;
  }

  /** Closes the file; gives its length and SHA-256. */
  finish(): { bytes: number; sha256: string } {
    this.#handle.flush();
    this.#handle.close();
    return { bytes: this.#bytes, sha256: bytesToHex(this.#hash.digest()) };
  }

  /** Closes the file as it is; harmless after `finish`. */
  abandon(): void {
    this.#handle.close();
  }
}
