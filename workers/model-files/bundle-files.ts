/** The files of one bundle, verified against its manifest before they are handed out. */
export interface BundleFiles {
  /** Throws a `Failure`: `files-missing`, `hash-mismatch`, or `out-of-memory` where a file is too large for one buffer. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Left out where everything is in memory anyway. */
  open?(path: string): Promise<FileParts>;
}

/** A file that is read part by part, so that it may be larger than memory. */
export interface FileParts {
  bytes: number;
  /** Bytes begin … end − 1, verified. Throws as `BundleFiles.read`. */
  read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file of a bundle for reading in parts, whatever the bundle can do. */
export async function openParts(files: BundleFiles, path: string): Promise<FileParts> {
  return files.open ? files.open(path) : partsOf(await files.read(path));
}

/** Views of a file that is in memory. */
export const partsOf = (whole: Uint8Array<ArrayBuffer>): FileParts => ({
  bytes: whole.length,
  read: async (begin, end) => whole.subarray(begin, end),
});
