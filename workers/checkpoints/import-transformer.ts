import type { CheckpointReport } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { openTextTokenizer } from '../tokenizer/open-text-tokenizer';
import { openForeignTransformer } from '../transformer/foreign/open-foreign-transformer';
import { checkVocabulary } from './check-vocabulary';
import { endTokensOf } from './end-tokens';
import type { Importer } from './importer';
import { findOnnx } from './find-onnx';
import type { PickedFolder } from './picked-folder';
import { readTransformerConfig } from './read-transformer-config';
import { requireTemplate, type ForeignGraph, type ReaderSettings } from './reader-settings';
import { suggestTemplates } from './suggest-templates';

/** More than this is not opened only to check a model. */
const CHECKED_BYTES = 1e9;
const CHECK_TEXT = 'The capital of France is Paris. The capital of Italy is';
const NEW_TOKENS = 4;

/** A folder in transformers.js' layout with an ONNX decoder. Throws `unusable-file`. */
export async function importTransformer(folder: PickedFolder): Promise<Importer> {
  const json = await folder.json('config.json');
  const sizes = readTransformerConfig(json);
  const onnx = findOnnx(folder, ['model', 'decoder_model_merged']);
  const tokenizerFile = folder.file('tokenizer.json');
  const tokenizer = openTextTokenizer(await folder.json('tokenizer.json'));
  checkVocabulary(tokenizer, sizes.vocabulary);
  const endTokens = await endTokensOf(folder, tokenizer);
  const weightBytes = onnx.files.reduce((sum, { file }) => sum + file.size, 0);
  const { layers, heads, headWidth, parameters, maxTokens } = sizes;
  const graph: ForeignGraph = {
    path: onnx.files[0].path,
    dataFiles: onnx.files.slice(1).map(({ path }) => path.slice(path.lastIndexOf('/') + 1)),
    parameters,
    layers,
    heads,
    headWidth,
    maxTokens,
  };
  const report: CheckpointReport = {
    kind: 'transformer',
    title: folder.name,
    summary: `${String(json.model_type)}, ${layers} layers of width ${sizes.width}, ${sizes.vocabulary} tokens, ${onnx.name}`,
    parameters,
    sourceBytes: weightBytes,
    footprints: {
      u8: {
        weightBytes,
        // The embedding matrix, as large as it can be in this file.
        largestWeightBytes: Math.min(weightBytes, 4 * sizes.vocabulary * sizes.width),
        cpuWeightBytes: weightBytes,
        stateBytes: 0,
        cacheBytesPerToken: 4 * 2 * layers * heads * headWidth,
      },
    },
    templates: await suggestTemplates(folder, tokenizer),
    trainedTokens: maxTokens,
  };

  return {
    report,
    async write(sink, options, onRead) {
      await sink.json('config.json', { model_type: json.model_type, vocab_size: sizes.vocabulary });
      await sink.bytes('tokenizer.json', new Uint8Array(await tokenizerFile.arrayBuffer()));
      const settings: ReaderSettings = {
        trainedTokens: options.trainedTokens ?? maxTokens,
        prompt: requireTemplate(options.template),
        endTokens,
        graph,
      };
      await sink.json('reader.json', settings);
      let before = 0;
      for (const { path, file } of onnx.files) {
        await sink.copy(path, file, (bytes) => onRead(before + bytes, path));
        before += file.size;
      }
    },
    async check(files, sink) {
      const ids = tokenizer.encode(CHECK_TEXT, 24).ids;
      const fits = weightBytes <= CHECKED_BYTES;
      const generatedIds = fits ? await runOnce(files, graph, ids) : [];
      const inputIds = generatedIds.length > 0 ? ids : [];
      await sink.json('reference.json', { inputIds, generatedIds, topIds: [], topLogits: [] });
    },
  };
}

/** Greedy tokens on the CPU, as long as each is clearly likelier than any other. */
async function runOnce(
  files: BundleFiles,
  graph: ForeignGraph,
  ids: readonly number[],
): Promise<number[]> {
  const CLEAR = Math.log(0.52); // nothing else can have more than 48 %
  const decoder = await openForeignTransformer(files, graph, 'cpu', () => undefined);
  try {
    await decoder.prefill(ids);
    const made: number[] = [];
    for await (const { id, logProbability } of decoder.decode(NEW_TOKENS, -1)) {
      if (!Number.isFinite(logProbability)) {
        throw new Failure('unusable-file', 'The model gives infinity or no number for a token.');
      }
      if (logProbability < CLEAR) break;
      made.push(id);
    }
    return made;
  } finally {
    decoder.dispose();
  }
}
