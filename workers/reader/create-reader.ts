import { transfer } from 'comlink';
import type {
  Backend,
  BundleManifest,
  GenerateOptions,
  GenerationEvent,
  GenerationReport,
  Inspection,
  LoadPhase,
  Reader,
  ReaderInfo,
} from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { countTokens, type PromptTokenizer } from '../tokenizer/prompt-tokenizer';
import type { Choice, Decoder } from './decoder';
import { inspectReader } from './inspect-reader';
import { measureDecoder } from './measure-decoder';
import { PrefixTree } from './prefix-tree';
import { letMessagesIn } from './let-messages-in';
import { beginPrompt, encodePrompt, readPrompt, type LoadedReader } from './read-prompt';
import { weighAnswer } from './weigh-answer';

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

/** A {@link Reader} around any {@link Decoder}: tokenises, prefills what is new, decodes, reports. */
export function createReader(parts: ReaderParts): Reader {
  let loaded: LoadedReader | undefined;
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

  function requireLoaded(): LoadedReader {
    if (!loaded) throw new Failure('internal', 'The reader was asked before it was loaded.');
    return loaded;
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
          canInspect: (decoder.attend ?? decoder.inspect) !== undefined,
          canWeigh: decoder.logProbabilities !== undefined,
        };
      }),

    generate: (segments, options, onEvent) =>
      supersede((isWanted) => answer(requireLoaded(), segments, options, onEvent, isWanted)),

    measure: (segments, options, onProgress) =>
      supersede(async (isWanted) => {
        const { decoder, tokenizer, prefixes } = requireLoaded();
        prefixes.clear();
        const ids = tokenizer.encode(segments).flatMap((segment) => segment.ids);
        return measureDecoder(decoder, ids, options, onProgress, isWanted);
      }),

    inspect: (segments, answerIds, onProgress) =>
      supersede(async (isWanted) => {
        const { architecture } = parts;
        const inspection = await inspectReader(
          requireLoaded(),
          segments,
          answerIds,
          onProgress,
          isWanted,
        );
        return handOver({ architecture, ...inspection });
      }),

    logProbability: (segments, answerIds, onProgress) =>
      supersede((isWanted) =>
        weighAnswer(requireLoaded(), segments, answerIds, onProgress, isWanted),
      ),

    async cancel() {
      latest++;
    },

    dispose: () => supersede(async () => release()),
  };
}

async function answer(
  reader: LoadedReader,
  segments: Parameters<Reader['generate']>[0],
  { maxNewTokens, afresh }: GenerateOptions,
  onEvent: (event: GenerationEvent) => void,
  isWanted: () => boolean,
): Promise<GenerationReport> {
  const { decoder, tokenizer, prefixes } = reader;
  const encoded = encodePrompt(reader, segments, maxNewTokens);
  if (afresh) prefixes.clear();
  const start = performance.now();
  const prompt = beginPrompt(reader, encoded);
  const { promptIds, reusedTokens } = prompt;
  const promptTokens = promptIds.length;
  const counted = encoded.map(countTokens);
  onEvent({ type: 'prompt', segments: counted, promptTokens, reusedTokens });
  const memoryBytes = () => decoder.memory().bytes;
  const tell = (doneTokens: number) =>
    onEvent({ type: 'prefill', doneTokens, promptTokens, memoryBytes: memoryBytes() });
  await readPrompt(reader, prompt, 0, tell, isWanted);

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
        memoryBytes: memoryBytes(),
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

/** The arrays go to the page without a copy. */
function handOver(inspection: Inspection): Inspection {
  const { attention, selection } = inspection;
  const arrays = selection ? [attention, selection.delta, selection.retention] : [attention];
  return transfer(
    inspection,
    arrays.map(({ buffer }) => buffer),
  );
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
