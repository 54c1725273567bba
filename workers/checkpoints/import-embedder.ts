import type { CheckpointReport } from '../contract';
import { Failure } from '../failure';
import type { EmbeddingSettings } from '../retrieval/embedding-settings';
import { openEmbedder } from '../retrieval/open-embedder';
import { openEmbedderTokenizer } from '../tokenizer/open-embedder-tokenizer';
import { findOnnx } from './find-onnx';
import type { Importer } from './importer';
import type { PickedFolder } from './picked-folder';

type Json = Readonly<Record<string, unknown>>;

/** Encoders that transformers.js opens for feature extraction. */
const ENCODERS = [
  'bert',
  'roberta',
  'xlm-roberta',
  'mpnet',
  'distilbert',
  'nomic_bert',
  'modernbert',
];

/** What these families want and their transformers.js folders do not say (from their makers' pages). */
const FAMILIES: { name: RegExp; settings: Partial<EmbeddingSettings> }[] = [
  {
    name: /bge-(small|base|large)-en/,
    settings: {
      pooling: 'cls',
      questionPrefix: 'Represent this sentence for searching relevant passages: ',
    },
  },
  {
    name: /(^|[-_/])e5-/,
    settings: { pooling: 'mean', questionPrefix: 'query: ', passagePrefix: 'passage: ' },
  },
];

export const isEmbedder = (folder: PickedFolder, config: Json): boolean =>
  ENCODERS.includes(String(config.model_type)) || folder.has('1_Pooling/config.json');

/** A folder for feature extraction in transformers.js' layout. Throws `unusable-file`. */
export async function importEmbedder(folder: PickedFolder): Promise<Importer> {
  const json = await folder.json('config.json');
  const onnx = findOnnx(folder, ['model']);
  if (onnx.files.length > 1) {
    throw new Failure(
      'unusable-file',
      'An embedder whose weights are in a second file is not supported.',
    );
  }
  const { hidden_size: width, num_hidden_layers: layers, vocab_size: vocabulary } = json;
  if (![width, layers, vocabulary].every((one) => Number.isSafeInteger(one))) {
    throw new Failure('unusable-file', 'config.json has no hidden_size, layers or vocab_size.');
  }
  const tokenizerFile = folder.file('tokenizer.json');
  const { largestId } = openEmbedderTokenizer(await folder.json('tokenizer.json'));
  if (largestId >= Number(vocabulary)) {
    throw new Failure(
      'unusable-file',
      `tokenizer.json has tokens up to ${largestId}, the model ${String(vocabulary)} rows: they do not belong together.`,
    );
  }
  const settings = await settingsOf(folder, json);
  const [{ file }] = onnx.files;
  const asked = settings.questionPrefix
    ? `questions after “${settings.questionPrefix.trim()}”`
    : '';
  const report: CheckpointReport = {
    kind: 'embedder',
    title: folder.name,
    summary: [
      `${String(json.model_type)}, ${String(layers)} layers, ${String(width)} dimensions`,
      settings.pooling === 'cls' ? 'vector of the first token' : 'mean of all tokens',
      ...(asked ? [asked] : []),
    ].join(', '),
    parameters: Math.round(file.size / (/quantized|int8/.test(onnx.name) ? 1 : 4)),
    sourceBytes: file.size,
    footprints: {
      u8: {
        weightBytes: file.size,
        largestWeightBytes: file.size,
        cpuWeightBytes: file.size,
        stateBytes: 0,
        cacheBytesPerToken: 0,
      },
    },
    templates: [],
    trainedTokens: null,
  };
  return {
    report,
    async write(sink, _, onRead) {
      const { model_type, num_attention_heads, intermediate_size } = json;
      const sizes = { model_type, hidden_size: width, num_hidden_layers: layers };
      await sink.json('config.json', {
        ...sizes,
        num_attention_heads,
        intermediate_size,
        vocab_size: vocabulary,
        embedding: settings,
      });
      await sink.bytes('tokenizer.json', new Uint8Array(await tokenizerFile.arrayBuffer()));
      // Whatever its precision: by this name it is opened.
      await sink.copy('onnx/model_quantized.onnx', file, (bytes) => onRead(bytes, onnx.name));
    },
    async check(files) {
      const embedder = await openEmbedder(files);
      const { vector } = await embedder.question('Which river flows through Rome?');
      if (vector.length !== width || !vector.every(Number.isFinite)) {
        throw new Failure(
          'unusable-file',
          `The embedder gives no vector of ${String(width)} numbers.`,
        );
      }
    },
  };
}

/** Of sentence-transformers' files where they are, else of what is known of the family, else the mean of all tokens. */
async function settingsOf(folder: PickedFolder, config: Json): Promise<EmbeddingSettings> {
  const name = `${folder.name} ${String(config._name_or_path ?? '')}`.toLowerCase();
  const family = FAMILIES.find((one) => one.name.test(name))?.settings;
  const pooling = await folder.optionalJson('1_Pooling/config.json');
  const { prompts } = await folder.optionalJson('config_sentence_transformers.json');
  const { max_seq_length: longest } = await folder.optionalJson('sentence_bert_config.json');
  const { query, passage, document } = (prompts ?? {}) as Record<string, unknown>;
  const text = (...candidates: unknown[]) =>
    candidates.find((one): one is string => typeof one === 'string' && one !== '') ?? '';
  const said = pooling.pooling_mode_cls_token
    ? 'cls'
    : pooling.pooling_mode_mean_tokens
      ? 'mean'
      : undefined;
  const positions = [longest, config.max_position_embeddings, 512].find(Number.isSafeInteger);
  return {
    pooling: said ?? family?.pooling ?? 'mean',
    questionPrefix: text(query, family?.questionPrefix),
    passagePrefix: text(passage, document, family?.passagePrefix),
    maxTokens: Math.min(512, Number(positions)),
  };
}
