import type {
  Backend,
  BundleManifest,
  GenerationEvent,
  GenerationReport,
  LoadPhase,
  Reader,
  ReaderInfo,
} from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { countTokens, type PromptTokenizer } from '../tokenizer/prompt-tokenizer';
import type { Choice, Decoder } from './decoder';
import { measureDecoder } from './measure-decoder';
import { PrefixTree } from './prefix-tree';
import { letMessagesIn } from './let-messages-in';

/** What a worker brings to make its model a {@link Reader}. */
export interface ReaderParts {
  architecture: ReaderInfo['architecture'];
  openFiles(manifest: BundleManifest): Promise<BundleFiles>;
  openTokenizer(files: BundleFiles): Promise<PromptTokenizer>;
  openDecoder(
    files: BundleFiles,
    backend: Backend,
    onPhase: (phase: LoadPhase) => void,
  ): Promise<Decoder>;
}

interface Loaded {
  decoder: Decoder;
  tokenizer: PromptTokenizer;
  prefixes: PrefixTree;
}

/** A {@link Reader} around any {@link Decoder}: tokenises, prefills what is new, decodes, reports. */
export function createReader(parts: ReaderParts): Reader {
  let loaded: Loaded | undefined;
  /** Counts wishes; work whose number is no longer the latest ends at its next look. */
  let latest = 0;
  let running: Promise<unknown> = Promise.resolve();

  /** Runs `work` after whatever runs now has noticed that it is no longer wanted. */
  function supersede<T>(work: (isWanted: () => boolean) => Promise<T>): Promise<T> {
    const wish = ++latest;
    const result = running.then(() => work(() => wish === latest));
    running = result.catch(() => undefined);
    return result;
  }

  function release(): void {
    loaded?.prefixes.clear();
    loaded?.decoder.dispose();
    loaded = undefined;
  }

  return {
    load: (manifest, backend, onPhase) =>
      supersede(async () => {
        const start = performance.now();
        release();
        onPhase('reading files');
        const files = await parts.openFiles(manifest);
        const tokenizer = await parts.openTokenizer(files);
        const { trainedTokens } = parseReaderConfig(await files.read('reader.json'));
        const decoder = await parts.openDecoder(files, backend, onPhase);
        loaded = { decoder, tokenizer, prefixes: new PrefixTree(decoder) };
        return {
          architecture: parts.architecture,
          backend,
          runsOn: decoder.runsOn,
          parameters: decoder.parameters,
          weightBytes: weightBytesOf(manifest),
          trainedTokens,
          maxTokens: decoder.maxTokens,
          loadMs: performance.now() - start,
          checks: decoder.checks,
        };
      }),

    generate: (segments, options, onEvent) =>
      supersede(async (isWanted) => {
        if (!loaded) throw new Failure('internal', 'The reader was asked before it was loaded.');
        return answer(loaded, segments, options.maxNewTokens, onEvent, isWanted);
      }),

    measure: (segments, options, onProgress) =>
      supersede(async (isWanted) => {
        if (!loaded) throw new Failure('internal', 'The reader was measured before it was loaded.');
        const { decoder, tokenizer, prefixes } = loaded;
        prefixes.clear();
        const ids = tokenizer.encode(segments).flatMap((segment) => segment.ids);
        return measureDecoder(decoder, ids, options, onProgress, isWanted);
      }),

    async cancel() {
      latest++;
    },

    dispose: () => supersede(async () => release()),
  };
}

async function answer(
  { decoder, tokenizer, prefixes }: Loaded,
  segments: Parameters<Reader['generate']>[0],
  maxNewTokens: number,
  onEvent: (event: GenerationEvent) => void,
  isWanted: () => boolean,
): Promise<GenerationReport> {
  const encoded = tokenizer.encode(segments);
  const promptIds = encoded.flatMap((segment) => segment.ids);
  // What comes behind the last passage changes place with k, so its boundaries would never be used again.
  const lasting = 1 + encoded.findLastIndex(({ kind }, at) => kind === 'passage' || at === 0);
  const segmentIds = encoded.slice(0, lasting).map(({ ids }) => ids);
  const promptTokens = promptIds.length;
  if (decoder.maxTokens !== null && promptTokens + maxNewTokens > decoder.maxTokens) {
    throw new Failure(
      'out-of-memory',
      `The prompt has ${promptTokens} tokens; this reader can hold ${decoder.maxTokens - maxNewTokens}. Choose fewer passages.`,
    );
  }
  const start = performance.now();
  const known = prefixes.resume(segmentIds);
  const reusedTokens = segmentIds.slice(0, known).reduce((sum, ids) => sum + ids.length, 0);
  const counted = encoded.map(countTokens);
  onEvent({ type: 'prompt', segments: counted, promptTokens, reusedTokens });

  let doneTokens = reusedTokens;
  const read = async (ids: readonly number[]) => {
    for (let at = 0; at < ids.length && isWanted(); at += decoder.chunkTokens) {
      const chunk = ids.slice(at, at + decoder.chunkTokens);
      await decoder.prefill(chunk);
      doneTokens += chunk.length;
      onEvent({ type: 'prefill', doneTokens, promptTokens });
      await letMessagesIn();
    }
  };
  for (const ids of segmentIds.slice(known)) {
    await read(ids);
    if (isWanted()) prefixes.remember(ids);
  }
  await read(encoded.slice(lasting).flatMap(({ ids }) => ids));

  const choices: Choice[] = [];
  let stopped: GenerationReport['stopped'] = 'cancelled';
  let prefillMs = performance.now() - start;
  let firstChoiceAt = 0;
  if (isWanted()) {
    stopped = 'length';
    for await (const choice of decoder.decode(maxNewTokens, tokenizer.endToken)) {
      if (firstChoiceAt === 0) {
        // The first choice is made from the prompt's last token: it belongs to the prefill.
        firstChoiceAt = performance.now();
        prefillMs = firstChoiceAt - start;
      }
      if (choice.id === tokenizer.endToken) {
        stopped = 'end';
        break;
      }
      choices.push(choice);
      onEvent({
        type: 'token',
        text: tokenizer.decodeAnswer(choices.map((made) => made.id)),
        tokens: choices.length,
      });
      if (tokenizer.ends?.(choices.map((made) => made.id))) {
        stopped = 'end';
        break;
      }
      await letMessagesIn();
      if (!isWanted()) {
        stopped = 'cancelled';
        break;
      }
    }
  }
  prefixes.trim();
  return {
    text: tokenizer.decodeAnswer(choices.map((choice) => choice.id)),
    tokens: choices.map((choice) => ({ ...choice, text: tokenizer.decodePrompt([choice.id]) })),
    stopped,
    segments: counted,
    promptTokens,
    reusedTokens,
    promptText: tokenizer.decodePrompt(promptIds),
    prefillMs,
    decodeMs: firstChoiceAt === 0 ? 0 : performance.now() - firstChoiceAt,
    memory: decoder.memory(),
    kept: prefixes.kept,
  };
}

/** Of `model.safetensors`, or of the ONNX files that hold weights themselves. */
function weightBytesOf({ files }: BundleManifest): number {
  const weights = files.filter(({ path }) => /^model\.safetensors$|^onnx\//.test(path));
  return weights.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** `reader.json` of a bundle: what the reader's makers know and its config does not say. */
function parseReaderConfig(bytes: Uint8Array): { trainedTokens: number } {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value === 'object' && value !== null && 'trainedTokens' in value) {
    const { trainedTokens } = value;
    if (typeof trainedTokens === 'number' && trainedTokens > 0) return { trainedTokens };
  }
  throw new Failure('unusable-file', 'reader.json does not say the trained length of the reader.');
}
