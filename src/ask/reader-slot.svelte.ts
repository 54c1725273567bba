import type {
  Architecture,
  Backend,
  BundleManifest,
  FailureCode,
  GenerationEvent,
  GenerationReport,
  Inspection,
  LoadPhase,
  Measurement,
  PromptSegment,
  Reader,
  ReaderInfo,
  WeighedAnswer,
} from '../../workers/contract';
import { connectReader } from '../bridge/connect-reader';
import { chooseBackend, type BackendWish } from '../device/choose-backend';
import type { GpuReport } from '../device/inspect-device';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { t } from '../messages/language.svelte';
import { catalogue } from '../models/catalogue';
import { MAX_NEW_TOKENS } from './answer-question';

export type SlotState =
  | { step: 'empty' }
  | { step: 'loading'; backend: Backend; phase: LoadPhase }
  | { step: 'ready'; info: ReaderInfo; reason: string }
  | { step: 'failed'; failure: PageFailure };

/** Failures of loading that the CPU path may not share: it needs no GPU, and another build of ONNX Runtime. */
const GPU_FAILURES: ReadonlySet<FailureCode> = new Set([
  'no-webgpu',
  'adapter-computes-wrongly',
  'device-lost',
  'out-of-memory',
  'unusable-file',
]);

type Connected = ReturnType<typeof connectReader>;

/** One architecture's reader: started when first needed, started again after it failed or the backend changed. */
export class ReaderSlot {
  readonly architecture: Architecture;
  /** The model that reads: the bundled one, or one of the person's own. */
  model = $state.raw() as BundleManifest;
  /** Title of the model that was chosen and is not in storage any more. */
  missing = $state<string>();
  state = $state.raw<SlotState>({ step: 'empty' });
  /** Why the GPU is not used although it was tried; said for as long as it holds. */
  passedOver = $state.raw<PageFailure>();

  #reader: Connected | undefined;
  #loading: { wish: BackendWish; reader: Promise<Reader> } | undefined;

  constructor(architecture: Architecture) {
    this.architecture = architecture;
    this.model = catalogue.readers[architecture];
  }

  /** Another model takes the place of this one, or the same one after it was changed. */
  use(model: BundleManifest): void {
    this.#drop();
    this.model = model;
    this.missing = undefined;
    this.passedOver = undefined;
    this.state = { step: 'empty' };
  }

  /** The reader, loaded for this wish. */
  ready(wish: BackendWish, gpu: GpuReport): Promise<Reader> {
    if (this.#loading?.wish === wish) return this.#loading.reader;
    this.#drop();
    this.passedOver = undefined;
    const reader = this.#load(wish, gpu);
    const loading = { wish, reader };
    this.#loading = loading;
    reader.catch((error: unknown) => {
      if (this.#loading !== loading) return; // a newer wish has taken its place
      this.#drop();
      this.state = { step: 'failed', failure: failureOf(error) };
    });
    return reader;
  }

  generate(
    wish: BackendWish,
    gpu: GpuReport,
    segments: PromptSegment[],
    onEvent: (event: GenerationEvent) => void,
    afresh = false,
  ): Promise<GenerationReport> {
    return this.#use(wish, gpu, (reader) =>
      reader.generate(segments, { maxNewTokens: MAX_NEW_TOKENS, afresh }, onEvent),
    );
  }

  measure(
    wish: BackendWish,
    gpu: GpuReport,
    ...call: Parameters<Reader['measure']>
  ): Promise<Measurement> {
    return this.#use(wish, gpu, (reader) => reader.measure(...call));
  }

  inspect(
    wish: BackendWish,
    gpu: GpuReport,
    ...call: Parameters<Reader['inspect']>
  ): Promise<Inspection> {
    return this.#use(wish, gpu, (reader) => reader.inspect(...call));
  }

  logProbability(
    wish: BackendWish,
    gpu: GpuReport,
    ...call: Parameters<Reader['logProbability']>
  ): Promise<WeighedAnswer> {
    return this.#use(wish, gpu, (reader) => reader.logProbability(...call));
  }

  async #use<R>(
    wish: BackendWish,
    gpu: GpuReport,
    work: (reader: Reader) => Promise<R>,
  ): Promise<R> {
    const reader = await this.ready(wish, gpu);
    try {
      return await work(reader);
    } catch (error) {
      const failure = failureOf(error);
      // Nothing can be asked of a lost device or a dead worker again: the next wish starts afresh.
      if (failure.code === 'device-lost' || failure.code === 'worker-crashed') {
        this.#drop();
        this.state = { step: 'failed', failure };
      }
      throw error;
    }
  }

  /** Ends the answer in hand; a load goes on. */
  cancel(): void {
    if (this.state.step === 'ready') void this.#reader?.cancel().catch(() => undefined);
  }

  async #load(wish: BackendWish, gpu: GpuReport): Promise<Reader> {
    const { backend, reason } =
      wish === 'auto' && this.model.cpuOnly
        ? ({ backend: 'cpu', reason: t('setup.cpu-only-model') } as const)
        : chooseBackend(wish, gpu);
    try {
      return await this.#start(backend, reason);
    } catch (error) {
      const failure = failureOf(error);
      if (wish !== 'auto' || backend !== 'webgpu' || !GPU_FAILURES.has(failure.code)) throw error;
      this.passedOver = failure;
      return this.#start('cpu', t('setup.gpu-unusable'));
    }
  }

  async #start(backend: Backend, reason: string): Promise<Reader> {
    this.#reader?.stop();
    const reader = connectReader(this.architecture, () => this.#crashed(reader));
    this.#reader = reader;
    const tell = (phase: LoadPhase) => {
      if (this.#reader === reader) this.state = { step: 'loading', backend, phase };
    };
    tell('reading files');
    const info = await reader.load(this.model, backend, tell);
    this.state = { step: 'ready', info, reason };
    return reader;
  }

  #crashed(reader: Connected): void {
    if (this.#reader !== reader) return;
    this.#drop();
    const message = `The worker of the ${this.architecture} reader ended.`;
    this.state = { step: 'failed', failure: { code: 'worker-crashed', message } };
  }

  #drop(): void {
    this.#reader?.stop();
    this.#reader = undefined;
    this.#loading = undefined;
  }
}
