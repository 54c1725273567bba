import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import type { Choice, Decoder } from '../reader/decoder';
import { openForeignTransformer } from '../transformer/foreign/open-foreign-transformer';
import type { ForeignGraph } from './reader-settings';

const NEW_TOKENS = 4;
/** Nothing else can have more than 48 %. */
const CLEAR = Math.log(0.52);
/** Rounding moves a log-probability by less; more where a graph rounds to 8 bits, and then in every way of reading. */
const ROUNDING = 0.05;
/** Where the text is parted. */
const PARTINGS = [3, 5, 8];

export interface TriedTransformer {
  /** See `ForeignGraph.oneByOne`. */
  oneByOne: boolean;
  /** Greedy tokens behind the text, as long as each is clearly likelier than any other. */
  generatedIds: number[];
}

/** Runs a decoder of somebody else's making on the CPU. Throws `unusable-file`, `out-of-memory`. */
export async function tryTransformer(
  files: BundleFiles,
  graph: ForeignGraph,
  ids: readonly number[],
): Promise<TriedTransformer> {
  const inChunks = { ...graph, oneByOne: false };
  const decoder = await openForeignTransformer(files, inChunks, 'cpu', () => undefined);
  try {
    const oneByOne = await mustReadOneByOne(decoder, ids);
    decoder.reset();
    await decoder.prefill(ids);
    const generatedIds: number[] = [];
    for await (const { id, logProbability } of decoder.decode(NEW_TOKENS, -1)) {
      if (!Number.isFinite(logProbability)) {
        throw new Failure('unusable-file', 'The model gives infinity or no number for a token.');
      }
      if (logProbability < CLEAR) break;
      generatedIds.push(id);
    }
    return { oneByOne, generatedIds };
  } finally {
    decoder.dispose();
  }
}

/** Whether a second part of the text is read otherwise than the whole text, and its tokens one by one are not. */
async function mustReadOneByOne(decoder: Decoder, ids: readonly number[]): Promise<boolean> {
  const after = async (...parts: (readonly number[])[]): Promise<Choice> => {
    decoder.reset();
    for (const part of parts) if (part.length > 0) await decoder.prefill(part);
    for await (const choice of decoder.decode(1, -1)) return choice;
    throw new Error('The decoder chose nothing.');
  };
  const whole = await after(ids);
  let [chunked, single] = [0, 0];
  for (const place of PARTINGS.filter((one) => one < ids.length - 1)) {
    const [first, rest] = [ids.slice(0, place), ids.slice(place)];
    chunked += distance(whole, await after(first, rest));
    single += distance(whole, await after(first, ...rest.map((id) => [id])));
  }
  return chunked > 2 * single + ROUNDING;
}

const distance = (a: Choice, b: Choice): number =>
  Math.abs(a.logProbability - b.logProbability) + Number(a.id !== b.id);
