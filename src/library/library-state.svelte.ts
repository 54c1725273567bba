import type {
  BundleManifest,
  Corpus,
  CorpusOptions,
  LibraryProgress,
  SourceItem,
  SourceReport,
  SplitSettings,
} from '../../workers/contract';
import { connectLibrary } from '../bridge/connect-library';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { askToPersist } from '../offline/ask-to-persist';
import type { splitPresets } from './split-presets';

/** A worker that is deep in one huge document does not hear; after this it is ended and started again. */
const DEAF_MS = 4000;

export type JobKind = 'inspect' | 'create' | 'resume' | 'export' | 'import';

/** What is going on in the library, whichever view is open. */
export interface Job {
  kind: JobKind;
  title: string;
  progress: LibraryProgress | undefined;
}

/** Corpora of one's own, and the one job that makes, brings or carries one. */
export class LibraryState {
  /** Newest first; undefined until the first look. */
  corpora = $state.raw<Corpus[]>();
  job = $state.raw<Job>();
  failure = $state.raw<PageFailure>();
  /** Sources that were looked at and are not indexed yet; kept while another view is open. */
  draft = $state.raw<{ items: SourceItem[]; report: SourceReport }>();
  /** How new corpora are cut unless the person says otherwise; the Sweep's preset of the paper asks for the paper's way. */
  splitPreset = $state<keyof typeof splitPresets>('demo');
  readonly ready = $derived((this.corpora ?? []).filter(({ state }) => state === 'ready'));

  #running: Promise<unknown> = Promise.resolve();
  #library: ReturnType<typeof connectLibrary> | undefined;

  get #worker() {
    this.#library ??= connectLibrary(() => (this.#library = undefined));
    return this.#library;
  }

  find(id: string): Corpus | undefined {
    return this.ready.find(({ manifest }) => manifest.id === id);
  }

  async refresh(): Promise<void> {
    try {
      this.corpora = await this.#worker.list();
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  async inspect(items: SourceItem[]): Promise<void> {
    this.draft = undefined;
    const report = await this.#run('inspect', '', (onProgress) =>
      this.#worker.inspect(items, onProgress),
    );
    if (report) this.draft = { items, report };
  }

  preview(text: string, split: SplitSettings): Promise<string[]> {
    return this.#worker.preview(text, split);
  }

  async create(
    items: SourceItem[],
    options: CorpusOptions,
    embedder: BundleManifest,
  ): Promise<void> {
    const corpus = await this.#run('create', options.title, async (onProgress) => {
      askToPersist();
      return this.#worker.create(items, options, embedder, onProgress);
    });
    // Stopped while embedding, it is in the list, to be resumed; stopped earlier, the sources are still here.
    const isKept = this.corpora?.some(({ manifest }) => manifest.title === options.title);
    if (corpus || isKept) this.draft = undefined;
  }

  /** The same texts with vectors of this embedder, as another corpus. */
  embedAnew(
    { id }: BundleManifest,
    title: string,
    embedder: BundleManifest,
  ): Promise<Corpus | undefined> {
    return this.#run('create', title, (onProgress) =>
      this.#worker.embedAnew(id, title, embedder, onProgress),
    );
  }

  /** @param embedders those on this device, to choose the one that it was begun with */
  resume({ manifest }: Corpus, embedders: BundleManifest[]): Promise<Corpus | undefined> {
    return this.#run('resume', manifest.title, (onProgress) =>
      this.#worker.resume(manifest.id, embedders, onProgress),
    );
  }

  exportPack({ manifest }: Corpus): Promise<Blob | undefined> {
    return this.#run('export', manifest.title, (onProgress) =>
      this.#worker.exportPack(manifest.id, onProgress),
    );
  }

  importPack(file: File): Promise<Corpus | undefined> {
    return this.#run('import', file.name, async (onProgress) => {
      askToPersist();
      return this.#worker.importPack(file, onProgress);
    });
  }

  /** Ends the job. What was embedded is kept and can be resumed; nothing else of an unfinished job is. */
  async stop(): Promise<void> {
    const library = this.#library;
    const { job } = this;
    if (!library || !job) return;
    const heard = library.stop().then(() => true);
    const deaf = new Promise<false>((resolve) => setTimeout(() => resolve(false), DEAF_MS));
    if (await Promise.race([heard, deaf])) return;
    library.terminate();
    this.#library = undefined;
  }

  /** When the job in hand, if any, has ended. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async rename({ manifest }: Corpus, title: string): Promise<void> {
    await this.#attempt(() => this.#worker.rename(manifest.id, title));
  }

  async remove({ manifest }: Corpus): Promise<void> {
    await this.#attempt(() => this.#worker.remove(manifest.id));
  }

  async #run<T>(
    kind: JobKind,
    title: string,
    work: (onProgress: (progress: LibraryProgress) => void) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.job) return undefined;
    const job: Job = { kind, title, progress: undefined };
    this.job = job;
    const running = this.#attempt(() =>
      work((progress) => {
        // Progress travels by another port than the result and may come behind it.
        if (this.job?.kind === kind) this.job = { kind, title, progress };
      }),
    );
    this.#running = running;
    try {
      return await running;
    } finally {
      this.job = undefined;
    }
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.failure = undefined;
    try {
      return await work();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== 'cancelled') this.failure = failure;
      return undefined;
    } finally {
      await this.refresh();
    }
  }
}
