import type { CheckpointReport, KeepOptions } from '../contract';
import { Failure } from '../failure';
import type { MambaConfig } from '../mamba/config';
import { openTextTokenizer } from '../tokenizer/open-text-tokenizer';
import { checkVocabulary } from './check-vocabulary';
import { endTokensOf } from './end-tokens';
import { findMambaTensors } from './find-mamba-tensors';
import { hasOwnHead } from './has-own-head';
import { writeMambaGraph } from './graph/write-mamba-graph';
import type { Importer } from './importer';
import { mambaFootprint } from './measure-config';
import type { PickedFolder } from './picked-folder';
import { hasBiases, readMambaConfig } from './read-mamba-config';
import { recordReference } from './record-reference';
import { requireTemplate, type ReaderSettings } from './reader-settings';
import { readSourceTensors } from './source-tensor';
import { suggestTemplates } from './suggest-templates';
import { fourBitsFit } from './weights-layout';
import { writeWeights } from './write-weights';

/** The prompt length that `mamba-130m … 2.8b` were trained on; no config says it. */
const TRAINED_TOKENS = 2048;

/** A Mamba-1 checkpoint as safetensors. Throws `unusable-file`. */
export async function importMamba(folder: PickedFolder): Promise<Importer> {
  const json = await folder.json('config.json');
  const config = readMambaConfig(json);
  const sources = await readSourceTensors(folder);
  const biases = hasBiases(json);
  const extras = { ownHead: await hasOwnHead(json, sources), biases };
  const wanted = findMambaTensors(config, sources, extras);
  const tokenizerFile = folder.file('tokenizer.json');
  const tokenizerJson = await folder.json('tokenizer.json');
  const tokenizer = openTextTokenizer(tokenizerJson);
  checkVocabulary(tokenizer, config.vocabulary);
  const endTokens = await endTokensOf(folder, tokenizer);
  const templates = await suggestTemplates(folder, tokenizer);

  const sizes = wanted.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  const parameters = sizes.reduce((sum, size, at) => sum + (wanted[at]?.source ? size : 0), 0);
  const sourceBytes = wanted.reduce((sum, { source }) => sum + (source?.length ?? 0), 0);
  const { layers, width, channels, vocabulary } = config;
  const report: CheckpointReport = {
    kind: 'mamba',
    title: folder.name,
    summary: `Mamba, ${layers} layers of width ${width}, ${vocabulary} tokens`,
    parameters,
    sourceBytes,
    footprints: {
      u8: mambaFootprint(config, 'u8', extras),
      ...(fourBitsFit(wanted) ? { u4: mambaFootprint(config, 'u4', extras) } : {}),
      f32: mambaFootprint(config, 'f32', extras),
    },
    ...(biases || channels % 16 > 0 || width % 16 > 0 ? { cpuOnly: true } : {}),
    templates,
    trainedTokens: TRAINED_TOKENS,
  };

  return {
    report,
    async write(sink, options: KeepOptions, onRead) {
      await sink.json('config.json', configJson(config, biases, endTokens[0] ?? 0));
      await sink.bytes('tokenizer.json', new Uint8Array(await tokenizerFile.arrayBuffer()));
      const settings: ReaderSettings = {
        trainedTokens: options.trainedTokens ?? TRAINED_TOKENS,
        prompt: requireTemplate(options.template),
        endTokens,
      };
      await sink.json('reader.json', settings);
      const layout = await sink.file('model.safetensors', (writer) =>
        writeWeights(wanted, options.precision, writer, onRead),
      );
      await sink.bytes('model.onnx', writeMambaGraph(config, layout.tensors));
    },
    async check(files, sink) {
      const fits = 4 * parameters <= CHECKED_BYTES;
      const ids = tokenizer.encode(CHECK_TEXT, 24).ids;
      const reference = fits ? await recordReference(files, ids) : null;
      await sink.json('reference.json', reference ?? NO_REFERENCE);
    },
  };
}

/** More than this much memory is not asked for only to check a model. */
const CHECKED_BYTES = 1.5e9;
const CHECK_TEXT = 'The capital of France is Paris. The capital of Italy is';
const NO_REFERENCE = { inputIds: [], generatedIds: [], topIds: [], topLogits: [] };

/** What our engines read of a Mamba's config, in Hugging Face's names; nothing else of the file is kept. */
function configJson(
  config: MambaConfig,
  biases: boolean,
  endToken: number,
): Record<string, unknown> {
  if (!Number.isFinite(endToken)) throw new Failure('unusable-file', 'No end token is known.');
  return {
    model_type: 'mamba',
    hidden_size: config.width,
    intermediate_size: config.channels,
    state_size: config.states,
    num_hidden_layers: config.layers,
    conv_kernel: config.taps,
    time_step_rank: config.rank,
    vocab_size: config.vocabulary,
    layer_norm_epsilon: config.epsilon,
    use_bias: biases,
    eos_token_id: endToken,
  };
}
