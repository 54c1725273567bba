import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { loadOrt } from '../onnx/load-ort';
import { openEmbedderTokenizer } from '../tokenizer/open-embedder-tokenizer';
import { openTextTokenizer } from '../tokenizer/open-text-tokenizer';
import { PASSAGE_TOKENS, QUESTION_TOKENS, type Embedder, type Embedding } from './embedder';
import type { EmbeddingSettings } from './embedding-settings';

/** The model's name inside transformers.js; its files come from the bundle, whatever it is called. */
const NAME = 'bundled-embedder';

/**
 * An embedder in transformers.js, vectors of unit length: the bundled one, mean of the last hidden states over the tokens, or
 * one of the person's own, pooled and asked as its makers say.
 *
 * Two traps of the library are closed here. It looks for models on the network and for its wasm at a CDN: every file
 * comes from verified storage instead, and nothing is fetched. It takes `<|answer|>` in a text for the special token:
 * our own tokenizer makes the ids.
 */
export async function openEmbedder(files: BundleFiles): Promise<Embedder> {
  const tokenizerJson = await files.read('tokenizer.json');
  const config = new TextDecoder().decode(await files.read('config.json'));
  const { embedding: own } = JSON.parse(config) as { embedding?: EmbeddingSettings };
  const tokenizer = own
    ? openEmbedderTokenizer(JSON.parse(new TextDecoder().decode(tokenizerJson)) as object)
    : openTextTokenizer(tokenizerJson);
  // One ONNX Runtime for the program: transformers.js takes the one that it finds here.
  (globalThis as Record<symbol, unknown>)[Symbol.for('onnxruntime')] = await loadOrt('cpu');
  const { AutoModel, Tensor, env, mean_pooling } = await import('@xenova/transformers');
  env.allowRemoteModels = false;
  env.allowLocalModels = true; // one of the two it wants; what the cache lacks, `fetch` below does not find
  env.useBrowserCache = false;
  env.useFSCache = false;
  env.useWasmCache = false;
  env.useCustomCache = true;
  env.customCache = {
    async match(request: string) {
      const path = request.split(`${NAME}/`)[1];
      const known = path === 'config.json' || path === 'onnx/model_quantized.onnx';
      return known ? new Response(await files.read(path)) : undefined;
    },
    put: async () => undefined,
  };
  env.fetch = async () => new Response(null, { status: 404 });

  const model = await AutoModel.from_pretrained(NAME, {
    dtype: 'q8',
    device: 'auto', // what it may be is said by the session options
    session_options: { executionProviders: ['wasm'] },
  }).catch((cause: unknown) => {
    if (cause instanceof Failure) throw cause;
    throw new Failure('unusable-file', `The embedder cannot be opened: ${String(cause)}.`, {
      cause,
    });
  });
  const { hidden_size: dimensions } = model.config as unknown as { hidden_size: number };

  async function embed(text: string, maxTokens: number): Promise<Embedding> {
    const { ids, truncated } = tokenizer.encode(text, maxTokens);
    const tensor = (fill: (index: number) => bigint) =>
      new Tensor(
        'int64',
        BigInt64Array.from(ids, (_, index) => fill(index)),
        [1, ids.length],
      );
    const attentionMask = tensor(() => 1n);
    const output = (await model({
      input_ids: tensor((index) => BigInt(ids[index] ?? 0)),
      attention_mask: attentionMask,
      token_type_ids: tensor(() => 0n),
    })) as { last_hidden_state: InstanceType<typeof Tensor> };
    const hidden = output.last_hidden_state as InstanceType<typeof Tensor> | undefined;
    if (!hidden) throw new Failure('unusable-file', 'The embedder gives no last_hidden_state.');
    const pooled = (
      own?.pooling === 'cls' ? hidden.slice(null, 0) : mean_pooling(hidden, attentionMask)
    ).normalize(2, -1);
    return { vector: Float32Array.from(pooled.data as Float32Array), truncated };
  }

  if (own) {
    const { questionPrefix, passagePrefix, maxTokens } = own;
    return {
      dimensions,
      question: (text) => embed(`${questionPrefix}${text}`, maxTokens),
      passage: (title, text) => embed(`${passagePrefix}${title}: ${text}`, maxTokens),
    };
  }
  return {
    dimensions,
    question: (text) => embed(` ${text}`, QUESTION_TOKENS),
    passage: (title, text) => embed(` ${title}: ${text}`, PASSAGE_TOKENS),
  };
}
