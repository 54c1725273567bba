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
import { PrefixCache } from './prefix-cache';
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
  prefixes: PrefixCache;
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
        loaded = { decoder, tokenizer, prefixes: new PrefixCache(decoder) };
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
  const promptTokens = promptIds.length;
  if (decoder.maxTokens !== null && promptTokens + maxNewTokens > decoder.maxTokens) {
    throw new Failure(
      'out-of-memory',
      `The prompt has ${promptTokens} tokens; this reader can hold ${decoder.maxTokens - maxNewTokens}. Choose fewer passages.`,
    );
  }
  const start = performance.now();
  const reusedTokens = prefixes.resume(promptIds);
  const counted = encoded.map(countTokens);
  onEvent({ type: 'prompt', segments: counted, promptTokens, reusedTokens });

  let end = 0;
  for (const segment of encoded) {
    const begin = end;
    end += segment.ids.length;
    if (end <= reusedTokens) continue;
    for (let at = begin; at < end && isWanted(); at += decoder.chunkTokens) {
      await decoder.prefill(promptIds.slice(at, Math.min(end, at + decoder.chunkTokens)));
      onEvent({
        type: 'prefill',
        doneTokens: Math.min(end, at + decoder.chunkTokens),
        promptTokens,
      });
      await letMessagesIn();
    }
    if (!isWanted()) break;
    // What comes after the last passage changes with k, so its boundaries would never be used again.
    if (segment.kind === 'passage' || begin === 0) prefixes.remember(promptIds.slice(0, end));
  }

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
