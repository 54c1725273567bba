import type {
  CheckpointReport,
  Checkpoints,
  KeepOptions,
  KeepProgress,
  KeptModel,
  BundleStatus,
  DownloadProgress,
  ModelFootprint,
  ModelSource,
  PinnedModel,
  PromptTemplate,
} from '../../workers/contract';
import { connectCheckpoints } from '../bridge/connect-checkpoints';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { askToPersist } from '../offline/ask-to-persist';
import { catalogue } from './catalogue';

/** The page's view of models that the person brought: what is kept, what is being taken over, what went wrong. */
export class OwnModels {
  /** Undefined until storage was looked at. */
  kept = $state.raw<readonly KeptModel[]>();
  /** What was picked or fetched last and can be kept. */
  picked = $state.raw<{ source: ModelSource; report: CheckpointReport }>();
  /** What can make the vectors of a corpus: the bundled one first. */
  readonly embedders = $derived([
    catalogue.embedder,
    ...(this.kept ?? []).flatMap(({ manifest }) => (manifest.kind === 'embedder' ? manifest : [])),
  ]);
  busy = $state<'looking' | 'fetching' | 'keeping' | 'changing'>();
  progress = $state.raw<KeepProgress>();
  /** Id of the model that is fetched, or whose download failed last, for its entry in the catalogue to say so. */
  fetching = $state('');
  download = $state.raw<DownloadProgress>();
  failure = $state.raw<PageFailure>();

  #worker: (Checkpoints & { stop(): void }) | undefined;
  #calls = 0;

  /** Looks what is kept. */
  async refresh(): Promise<void> {
    await this.#try(async (worker) => (this.kept = await worker.list()));
    this.#rest();
  }

  /** Finds out what a folder holds, or what was fetched. */
  async pick(source: ModelSource): Promise<void> {
    this.picked = undefined;
    this.busy = 'looking';
    await this.#try(async (worker) => {
      this.picked = { source, report: await worker.inspect(source) };
    });
    this.busy = undefined;
  }

  /** Fetches a pinned model from where it lies, because a person asked for it; then it can be kept. */
  async fetch(model: PinnedModel): Promise<void> {
    this.busy = 'fetching';
    this.download = undefined;
    askToPersist();
    const done = await this.#try(async (worker) => {
      await worker.fetch(model, (progress) => (this.download = progress));
      return true;
    }, model.manifest.id);
    this.busy = undefined;
    if (done) await this.pick(model);
  }

  /** What of these is fetched and not yet kept; undefined where storage does not say. */
  fetched(models: PinnedModel[]): Promise<BundleStatus[] | undefined> {
    return this.#call((worker) => worker.fetched(models)).catch(() => undefined);
  }

  async discard(model: PinnedModel): Promise<void> {
    await this.#try((worker) => worker.discard(model));
  }

  measure(config: object): Promise<{ parameters: number; footprint: ModelFootprint } | undefined> {
    return this.#call((worker) => worker.measure(config)).catch(() => undefined);
  }

  /** Takes over the picked folder; what is kept, if it worked. */
  async keep(options: KeepOptions): Promise<KeptModel | undefined> {
    if (!this.picked) return undefined;
    const { source } = this.picked;
    this.busy = 'keeping';
    this.progress = undefined;
    askToPersist();
    const model = await this.#try((worker) =>
      worker.keep(source, options, (progress) => (this.progress = progress)),
    );
    this.busy = undefined;
    this.progress = undefined;
    if (model) this.picked = undefined;
    // Also clears away what a cancelled one left.
    if (!this.failure) await this.refresh();
    this.#rest();
    return model;
  }

  /** Ends the work in hand. Where the worker is inside a library it hears nothing: it is ended, which loses nothing half kept. */
  cancel(): void {
    if (this.busy === 'looking' || this.progress?.phase === 'checking') {
      this.#worker?.stop();
      this.#worker = undefined;
    } else {
      void this.#worker?.cancel().catch(() => undefined);
    }
  }

  async change(
    id: string,
    change: { title?: string; template?: PromptTemplate },
  ): Promise<KeptModel | undefined> {
    this.busy = 'changing';
    const model = await this.#try((worker) => worker.change(id, change));
    this.busy = undefined;
    await this.refresh();
    return model;
  }

  async remove(id: string): Promise<void> {
    this.busy = 'changing';
    await this.#try((worker) => worker.remove(id));
    this.busy = undefined;
    await this.refresh();
  }

  async #try<T>(work: (worker: Checkpoints) => Promise<T>, fetching = ''): Promise<T | undefined> {
    this.fetching = fetching;
    this.failure = undefined;
    try {
      return await this.#call(work);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== 'cancelled') this.failure = failure;
      return undefined;
    }
  }

  async #call<T>(work: (worker: Checkpoints) => Promise<T>): Promise<T> {
    this.#worker ??= connectCheckpoints(() => (this.#worker = undefined));
    this.#calls++;
    try {
      return await work(this.#worker);
    } finally {
      this.#calls--;
    }
  }

  /** Ends the worker where nothing waits for it: a model that was checked has filled its memory. */
  #rest(): void {
    if (this.busy || this.#calls > 0) return;
    this.#worker?.stop();
    this.#worker = undefined;
  }
}
