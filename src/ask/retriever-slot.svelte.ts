import type {
  BundleManifest,
  Passage,
  Retrieval,
  Retriever,
  RetrieverInfo,
  SearchBy,
} from '../../workers/contract';
import { connectRetriever } from '../bridge/connect-retriever';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { catalogue } from '../models/catalogue';
import { MAX_K } from './url-state';

export type RetrieverState =
  | { step: 'empty' }
  | { step: 'loading' }
  | { step: 'ready'; info: RetrieverInfo }
  | { step: 'failed'; failure: PageFailure };

/** The retriever: started when first needed, started again after it failed. */
export class RetrieverSlot {
  state = $state.raw<RetrieverState>({ step: 'empty' });
  /** What is searched: the bundled pack, or a corpus of one's own. */
  pack = $state.raw<BundleManifest>(catalogue.pack);

  /** How passages shall be found, for whoever asks through this slot. */
  by = $state<SearchBy>('meaning');
  /** How they are: a very large corpus has no index of words. */
  readonly foundBy = $derived<SearchBy>(
    this.state.step === 'ready' && !this.state.info.words ? 'meaning' : this.by,
  );

  readonly #embeddersFor: (pack: BundleManifest) => Promise<BundleManifest[]>;
  #loading: Promise<Retriever> | undefined;
  #stop: (() => void) | undefined;
  /** Moving k asks the same question again: the neighbours of the last one are kept. */
  #last: { question: string; by: SearchBy; retrieval: Retrieval } | undefined;

  /** @param embeddersFor those on this device that may have made a pack's vectors */
  constructor(embeddersFor: (pack: BundleManifest) => Promise<BundleManifest[]>) {
    this.#embeddersFor = embeddersFor;
  }

  /** Searches another pack from now on; what is under way for the old one ends as cancelled. */
  use(pack: BundleManifest): void {
    this.#stop?.();
    this.#loading = undefined;
    this.#last = undefined;
    this.pack = pack;
    this.state = { step: 'empty' };
  }

  ready(): Promise<Retriever> {
    this.#loading ??= this.#start();
    return this.#loading;
  }

  async search(question: string, k: number): Promise<Retrieval> {
    const retriever = await this.ready();
    const by = this.foundBy;
    if (this.#last?.question !== question || this.#last.by !== by) {
      this.#last = { question, by, retrieval: await retriever.search(question, MAX_K, by) };
    }
    const { retrieval } = this.#last;
    return { ...retrieval, passages: retrieval.passages.slice(0, k) };
  }

  async passages(ids: number[]): Promise<Passage[]> {
    return (await this.ready()).passages(ids);
  }

  async #start(): Promise<Retriever> {
    this.state = { step: 'loading' };
    const { pack } = this;
    const retriever = connectRetriever(() =>
      this.#fail({ code: 'worker-crashed', message: 'The worker that searches ended.' }),
    );
    this.#stop = retriever.stop;
    try {
      const info = await retriever.load(await this.#embeddersFor(pack), pack);
      if (pack === this.pack) {
        this.state = { step: 'ready', info };
      }
      return retriever;
    } catch (error) {
      if (pack === this.pack) this.#fail(failureOf(error));
      throw error;
    }
  }

  #fail(failure: PageFailure): void {
    this.#stop?.();
    this.#loading = undefined;
    this.#last = undefined;
    this.state = { step: 'failed', failure };
  }
}
