import type {
  CheckpointReport,
  Checkpoints,
  KeepOptions,
  KeepProgress,
  KeptModel,
  PickedFile,
  PromptTemplate,
} from '../../workers/contract';
import { connectCheckpoints } from '../bridge/connect-checkpoints';
import { failureOf, type PageFailure } from '../failures/failure-of';

/** The page's view of models that the person brought: what is kept, what is being taken over, what went wrong. */
export class OwnModels {
  /** Undefined until storage was looked at. */
  kept = $state.raw<readonly KeptModel[]>();
  /** The folder that was picked last and can be kept. */
  picked = $state.raw<{ files: PickedFile[]; report: CheckpointReport }>();
  busy = $state<'looking' | 'keeping' | 'changing'>();
  progress = $state.raw<KeepProgress>();
  failure = $state.raw<PageFailure>();

  #worker: (Checkpoints & { stop(): void }) | undefined;

  /** Looks what is kept. */
  async refresh(): Promise<void> {
    await this.#try(async (worker) => (this.kept = await worker.list()));
    this.#rest();
  }

  /** Finds out what a folder holds. */
  async pick(files: PickedFile[]): Promise<void> {
    this.picked = undefined;
    this.busy = 'looking';
    await this.#try(async (worker) => {
      this.picked = { files, report: await worker.inspect(files) };
    });
    this.busy = undefined;
  }

  /** Takes over the picked folder; what is kept, if it worked. */
  async keep(options: KeepOptions): Promise<KeptModel | undefined> {
    if (!this.picked) return undefined;
    const { files } = this.picked;
    this.busy = 'keeping';
    this.progress = undefined;
    // Asks the browser not to clear the model when the disk runs full; it may say no.
    await navigator.storage?.persist?.().catch(() => false);
    const model = await this.#try((worker) =>
      worker.keep(files, options, (progress) => (this.progress = progress)),
    );
    this.busy = undefined;
    if (model) {
      this.picked = undefined;
      await this.refresh();
    }
    this.#rest();
    return model;
  }

  cancel(): void {
    void this.#worker?.cancel().catch(() => undefined);
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

  async #try<T>(work: (worker: Checkpoints) => Promise<T>): Promise<T | undefined> {
    this.failure = undefined;
    this.#worker ??= connectCheckpoints(() => (this.#worker = undefined));
    try {
      return await work(this.#worker);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== 'cancelled') this.failure = failure;
      return undefined;
    }
  }

  /** Ends the worker: a model that was checked has filled its memory. */
  #rest(): void {
    if (this.busy) return;
    this.#worker?.stop();
    this.#worker = undefined;
  }
}
