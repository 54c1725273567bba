import type { CheckpointReport } from '../contract';
import { openTextTokenizer } from '../tokenizer/open-text-tokenizer';
import { checkVocabulary } from './check-vocabulary';
import { endTokensOf } from './end-tokens';
import type { Importer } from './importer';
import { findOnnx } from './find-onnx';
import type { PickedFolder } from './picked-folder';
import { readTransformerConfig } from './read-transformer-config';
import { requireTemplate, type ForeignGraph, type ReaderSettings } from './reader-settings';
import { suggestTemplates } from './suggest-templates';
import { tryTransformer } from './try-transformer';

/** More than this is not opened only to check a model. */
const CHECKED_BYTES = 1e9;
const CHECK_TEXT = 'The capital of France is Paris. The capital of Italy is';

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

  let settings: ReaderSettings | undefined;
  return {
    report,
    async write(sink, options, onRead) {
      await sink.json('config.json', { model_type: json.model_type, vocab_size: sizes.vocabulary });
      await sink.bytes('tokenizer.json', new Uint8Array(await tokenizerFile.arrayBuffer()));
      settings = {
        trainedTokens: options.trainedTokens ?? maxTokens,
        prompt: requireTemplate(options.template),
        endTokens,
        graph,
      };
      let before = 0;
      for (const { path, file } of onnx.files) {
        await sink.copy(path, file, (bytes) => onRead(before + bytes, path));
        before += file.size;
      }
    },
    async check(files, sink) {
      const ids = tokenizer.encode(CHECK_TEXT, 24).ids;
      const tried =
        weightBytes <= CHECKED_BYTES ? await tryTransformer(files, graph, ids) : undefined;
      if (tried) graph.oneByOne = tried.oneByOne;
      const generatedIds = tried?.generatedIds ?? [];
      const inputIds = generatedIds.length > 0 ? ids : [];
      await sink.json('reference.json', { inputIds, generatedIds, topIds: [], topLogits: [] });
      await sink.json('reader.json', settings);
    },
  };
}
