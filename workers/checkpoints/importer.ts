import type { CheckpointReport, KeepOptions } from '../contract';
import type { BundleFiles } from '../model-files/bundle-files';
import type { ModelSink } from './model-sink';

/** Bytes of the source read so far, and what is in hand. Throws `cancelled` where nobody wants it any more. */
export type OnRead = (doneBytes: number, name: string) => void;

/** One kind of model, recognised and taken over into our files. */
export interface Importer {
  readonly report: CheckpointReport;
  write(sink: ModelSink, options: KeepOptions, onRead: OnRead): Promise<void>;
  /**
   * Runs what was written once, on the CPU: a model that does not run is not kept. May add files. Throws `unusable-file`.
   */
  check(files: BundleFiles, sink: ModelSink): Promise<void>;
}
