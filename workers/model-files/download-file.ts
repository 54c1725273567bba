import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { PinnedFile } from '../contract';
import { isDiskFull } from '../disk-full';
import { Failure } from '../failure';
import type { FileStore } from './file-store';

/** Bytes of this file that are stored so far; `verifying` while those of an earlier download are hashed. */
export type FileProgress = (doneBytes: number, phase: 'fetching' | 'verifying') => void;

const REHASH_BYTES = 1 << 20;
/** A server that sends nothing for so long has forgotten us: going on later is better than waiting. */
const STALL_MS = 60_000;

/**
 * Fetches one pinned file into the store, going on where an earlier download stopped. Hashes while it writes; a file
 * whose hash differs is removed and never counts as stored.
 *
 * Throws `download-failed`, `hash-mismatch`, `quota-exceeded`, `cancelled`; except after a mismatch, what has arrived
 * is kept.
 */
export async function downloadFile(
  url: URL,
  file: PinnedFile,
  store: FileStore,
  onProgress: FileProgress,
  signal: AbortSignal,
  stallMs = STALL_MS,
): Promise<void> {
  const part = await store.openPart(file.sha256);
  try {
    const actual = await fillPart(part, url, file, onProgress, signal, stallMs);
    part.close();
    if (actual === file.sha256) {
      await store.finish(file.sha256);
      return;
    }
  } catch (error) {
    throw asFailure(error, url, signal);
  } finally {
    part.close();
  }
  await store.remove(file.sha256);
  throw new Failure('hash-mismatch', `${url.pathname} is not the file that this program pins.`);
}

/** Appends what is missing; gives the SHA-256 of the whole. */
async function fillPart(
  part: FileSystemSyncAccessHandle,
  url: URL,
  file: PinnedFile,
  onProgress: FileProgress,
  signal: AbortSignal,
  stallMs: number,
): Promise<string> {
  let hash = sha256.create();
  let done = 0;
  if (part.getSize() > file.bytes) part.truncate(0);
  const stored = part.getSize();
  const piece = new Uint8Array(Math.min(stored, REHASH_BYTES));
  while (done < stored) {
    const read = part.read(piece, { at: done });
    hash.update(piece.subarray(0, read));
    done += read;
    onProgress(done, 'verifying');
  }
  // A part that is complete (the page was closed before its hash was compared) needs no request.
  if (done === file.bytes) return bytesToHex(hash.digest());

  const ask = (headers: HeadersInit) =>
    inTime(fetch(url, { headers, signal, cache: 'no-store', credentials: 'omit' }), stallMs);
  let response = await ask(done > 0 ? { Range: `bytes=${done}-` } : {});
  // A server may send another piece than it was asked for, or none; then it is asked for the whole file.
  if (done > 0 && (response.status === 416 || isOtherPiece(response, done))) {
    await response.body?.cancel();
    response = await ask({});
  }
  if (!response.ok || !response.body) throw new Error(`the server says ${response.status}`);
  if (done > 0 && response.status !== 206) {
    // This server sends files from their beginning only.
    part.truncate(0);
    hash = sha256.create();
    done = 0;
  }
  const reader = response.body.getReader();
  for (;;) {
    const { done: ended, value } = await inTime(reader.read(), stallMs).catch((error: unknown) => {
      void reader.cancel().catch(() => undefined);
      throw error;
    });
    if (ended) break;
    // Chromium says so by writing less, the standard by an exception.
    if (part.write(value, { at: done }) !== value.length) throw new QuotaReached();
    hash.update(value);
    done += value.length;
    onProgress(Math.min(done, file.bytes), 'fetching');
    // A longer file is a wrong file: no need to fetch the rest of it.
    if (done > file.bytes) await reader.cancel();
  }
  part.flush();
  if (done < file.bytes) throw new Error('the connection ended early');
  return bytesToHex(hash.digest());
}

/** Other origins may keep `Content-Range` to themselves; then the hash of the whole tells. */
function isOtherPiece(response: Response, begin: number): boolean {
  const range = response.headers.get('content-range');
  return response.status === 206 && range !== null && !range.startsWith(`bytes ${begin}-`);
}

/** Rejects when `work` takes longer. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

class QuotaReached extends Error {}

function asFailure(error: unknown, url: URL, signal: AbortSignal): Failure {
  if (signal.aborted) return new Failure('cancelled', 'The download was cancelled.');
  if (isDiskFull(error) || error instanceof QuotaReached) {
    return new Failure('quota-exceeded', `No room for ${url.pathname}.`, { cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure('download-failed', `${url.pathname}: ${reason}.`, { cause: error });
}
