/** The files of one bundle, verified against its manifest before they are handed out. */
export interface BundleFiles {
  /** Throws a `Failure`: `files-missing` or `hash-mismatch`. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}
