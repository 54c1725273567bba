import { Wllama, type RawCompletionChunk } from '@wllama/wllama';
import type { RecordedAnswer } from '../tests/recorded-prompts';
import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import type { Decoder } from '../workers/reader/decoder';

/** Where `training/export/export_gguf.py` is told to write. Git ignores it. */
export const GGUF_FOLDER = '.cache/gguf';
export const ENGINES = ['simd', 'fused', 'f32', 'q8_0', 'q4_1'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Of the runs, in their order; `insideMs` by the engine's own clock where it has one. */
export interface Timed {
  wallMs: number[];
  insideMs: number[];
}

export interface EngineTimes {
  engine: EngineName;
  threads: number;
  /** Fetched from this machine, and ready. */
  loadMs: number;
  reading: (Timed & { tokens: number })[];
  writing: Timed;
}

/** Recorded prompts that were asked, and those whose greedy tokens were PyTorch's. */
export interface Agreement {
  engine: EngineName;
  asked: number;
  same: number;
}

const MODEL = 'models/mamba-trivia-32m';
const WASM = '/node_modules/@wllama/wllama/esm/wasm/wllama.wasm';
const FIRST_CHARACTER = 0x4e00; // as in export_gguf.py
const END_TOKEN = 0;
const SHORT = 192;
const LONG = 900;
/** 4 bits take longest to read and are asked the short prompt only, so that the bench ends in some minutes. */
const promptsOf = (name: EngineName) => (name === 'q4_1' ? [SHORT] : [SHORT, LONG]);
const LONGEST_CONTEXT = 2048;
const ROUNDS = 5;
const WRITTEN = 12;
/** Threads that wait for more work look for it for some milliseconds: the next engine is to have the processor alone. */
const SETTLE_MS = 100;

interface Answer {
  ids: number[];
  /** Until the first token was chosen. */
  readMs: number;
  /** For each token behind it. */
  tokenMs: number;
  inside?: { readMs: number; tokenMs: number } | undefined;
}

interface Engine {
  /** Greedy continuation of a prompt that is read from its first token; `endless` goes on behind the end token. */
  answer(ids: readonly number[], newTokens: number, endless: boolean): Promise<Answer>;
  close(): Promise<void>;
}

/** All engines in turns. A first prompt, while programs are still being compiled, is not kept. */
export async function timeEngines(threads: number): Promise<EngineTimes[]> {
  const opened: { engine: Engine; times: EngineTimes }[] = [];
  for (const name of ENGINES) {
    const start = performance.now();
    const engine = await openEngine(name, threads);
    const loadMs = performance.now() - start;
    const reading = promptsOf(name).map((tokens) => ({ tokens, wallMs: [], insideMs: [] }));
    const writing = { wallMs: [], insideMs: [] };
    opened.push({ engine, times: { engine: name, threads, loadMs, reading, writing } });
  }
  for (const { engine } of opened) await engine.answer(madeUp(SHORT), 1, true);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { engine, times } of opened) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      for (const [at, reading] of times.reading.entries()) {
        // A Mamba's token costs the same behind any prompt: behind the first is enough.
        const written = at === 0 ? WRITTEN : 0;
        const answer = await engine.answer(madeUp(reading.tokens), 1 + written, true);
        note(reading, answer.readMs, answer.inside?.readMs);
        if (written > 0) note(times.writing, answer.tokenMs, answer.inside?.tokenMs);
      }
    }
  }
  for (const { engine } of opened) await engine.close();
  return opened.map(({ times }) => times);
}

function note({ wallMs, insideMs }: Timed, wall: number, inside: number | undefined): void {
  wallMs.push(wall);
  if (inside !== undefined) insideMs.push(inside);
}

const madeUp = (tokens: number): number[] =>
  Array.from({ length: tokens }, (_, i) => (i * 7919) % 16_000);

export async function compareAnswers(
  name: EngineName,
  threads: number,
  prompts: readonly RecordedAnswer[],
): Promise<Agreement> {
  const engine = await openEngine(name, threads);
  let same = 0;
  for (const { inputIds, generatedIds } of prompts) {
    const { ids } = await engine.answer(inputIds, 12, false);
    if (ids.join() === generatedIds.join()) same += 1;
  }
  await engine.close();
  return { engine: name, asked: prompts.length, same };
}

/** Leaves an engine open that has read a prompt, so that somebody can look at what it holds. */
export async function holdEngine(name: EngineName, threads: number): Promise<void> {
  await (await openEngine(name, threads)).answer(madeUp(SHORT), 1, true);
}

const openEngine = (name: EngineName, threads: number): Promise<Engine> =>
  isOwn(name) ? openOwn(name, threads) : openWllama(name, threads);

export const isOwn = (name: EngineName): name is 'simd' | 'fused' =>
  name === 'simd' || name === 'fused';

async function openOwn(name: 'simd' | 'fused', threads: number): Promise<Engine> {
  const files: BundleFiles = {
    read: async (path) => new Uint8Array(await (await fetch(`/${MODEL}/${path}`)).arrayBuffer()),
  };
  const decoder = await openMambaCpu(files, () => undefined, { threads, fused: name === 'fused' });
  return {
    answer: (ids, newTokens, endless) => answerByDecoder(decoder, ids, newTokens, endless),
    close: async () => decoder.dispose(),
  };
}

async function answerByDecoder(
  decoder: Decoder,
  prompt: readonly number[],
  newTokens: number,
  endless: boolean,
): Promise<Answer> {
  const clock = new TokenClock();
  decoder.reset();
  for (let i = 0; i < prompt.length; i += decoder.chunkTokens) {
    await decoder.prefill(prompt.slice(i, i + decoder.chunkTokens));
  }
  const ids: number[] = [];
  for await (const { id } of decoder.decode(newTokens, endless ? -1 : END_TOKEN)) {
    clock.tick();
    ids.push(id);
  }
  return { ids, ...clock.times() };
}

async function openWllama(file: string, threads: number): Promise<Engine> {
  const logger = {
    ...console,
    debug: () => undefined,
    log: () => undefined,
    warn: () => undefined,
  };
  const wllama = new Wllama({ default: WASM }, { logger });
  const weights = await fetch(`/${GGUF_FOLDER}/${file}.gguf`);
  // Without a GPU; one question at a time, as ours. Everything else as it is by itself.
  await wllama.loadModel([await weights.blob()], {
    n_gpu_layers: 0,
    n_threads: threads,
    n_ctx: LONGEST_CONTEXT,
    n_parallel: 1,
  });
  if (wllama.getNumThreads() !== threads) throw new Error(`No ${threads} threads in wllama.`);
  return {
    answer: (ids, newTokens, endless) => answerByWllama(wllama, ids, newTokens, endless),
    close: () => wllama.exit(),
  };
}

async function answerByWllama(
  wllama: Wllama,
  prompt: readonly number[],
  newTokens: number,
  endless: boolean,
): Promise<Answer> {
  const clock = new TokenClock();
  const ids: number[] = [];
  let last: RawCompletionChunk | undefined;
  const options = {
    prompt: prompt.map((id) => String.fromCharCode(FIRST_CHARACTER + id)).join(''),
    max_tokens: newTokens,
    temperature: 0,
    top_k: 1,
    ignore_eos: endless,
    cache_prompt: false, // known to the server inside, not to wllama's types
  };
  await wllama.createCompletion({
    ...options,
    stream: true,
    onData(chunk) {
      last = chunk;
      const text = chunk.choices[0]?.text ?? '';
      if (text !== '') clock.tick();
      for (const character of text) ids.push(character.charCodeAt(0) - FIRST_CHARACTER);
    },
  });
  if (last?.choices[0]?.finish_reason === 'stop') ids.push(END_TOKEN);
  const timings = last?.timings;
  if (timings?.prompt_n !== prompt.length) throw new Error('wllama read another prompt.');
  return {
    ids,
    ...clock.times(),
    inside: { readMs: timings.prompt_ms, tokenMs: timings.predicted_per_token_ms },
  };
}

/** Starts when it is made, ticks at each token. */
class TokenClock {
  private readonly start = performance.now();
  private readonly ticks: number[] = [];

  tick(): void {
    this.ticks.push(performance.now());
  }

  times(): Pick<Answer, 'readMs' | 'tokenMs'> {
    const [first = NaN] = this.ticks;
    const last = this.ticks.at(-1) ?? NaN;
    return { readMs: first - this.start, tokenMs: (last - first) / (this.ticks.length - 1) };
  }
}
