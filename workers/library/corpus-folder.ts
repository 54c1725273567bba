/**
 * The files of one corpus: a folder of the origin private file system in the page, one of the disk in scripts. A write
 * is complete on the disk when it resolves; what a crash in the middle of one leaves is told from the journal.
 */
export interface CorpusFolder {
  write(name: string, bytes: Uint8Array): Promise<void>;
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Writes a file so that a crash leaves the old one or the new one. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined if there is none. */
  read(name: string): Promise<Blob | undefined>;
  /** Missing ones are no error. */
  remove(name: string): Promise<void>;
}

/** All corpora: a folder each. */
export interface CorpusFolders {
  names(): Promise<string[]>;
  /** Made if it is not there. */
  open(name: string): Promise<CorpusFolder>;
  /** The folder if it is there. */
  find(name: string): Promise<CorpusFolder | undefined>;
  remove(name: string): Promise<void>;
}
