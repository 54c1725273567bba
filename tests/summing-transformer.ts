import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { loadOrt, type Ort } from '../workers/onnx/load-ort';
import type { Decoder } from '../workers/reader/decoder';
import type { KeyValueCache } from '../workers/transformer/key-value-cache';
import { createTransformerDecoder } from '../workers/transformer/transformer-decoder';

const WIDTH = 4;
const NAMES = ['key_0', 'value_0'];

export interface CacheUnderTest {
  open(ort: Ort, names: readonly string[], width: number): KeyValueCache;
  /** What lies in a tensor that the cache feeds (more may lie behind it). */
  read(tensor: Tensor): Promise<Float32Array>;
  /** A tensor where the graph would leave its new rows. */
  rows(ort: Ort, values: Float32Array<ArrayBuffer>, dims: number[]): Tensor;
  dispose(): void;
}

/** A decoder whose every row depends on all rows before it and on their places: one wrong row of the cache and it answers otherwise. */
export async function openSummingTransformer(under: CacheUnderTest): Promise<Decoder> {
  const ort = await loadOrt('cpu');
  const cache = under.open(ort, NAMES, WIDTH);

  async function run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
    const ids = feeds.ids?.data as Int32Array;
    const results: Record<string, Tensor> = {};
    let last: number[] = [];
    for (const name of NAMES) {
      const past = feeds[`past_${name}`];
      if (!past) throw new Error(`No past_${name}.`);
      const count = past.dims[0] ?? 0;
      const rows = count > 0 ? [...(await under.read(past)).subarray(0, count * WIDTH)] : [];
      for (const id of ids) {
        last = Array.from({ length: WIDTH }, (_, column) => {
          let sum = id * 0.013 + column * 0.1;
          for (let at = column; at < rows.length; at += WIDTH) sum += (rows[at] ?? NaN) * (at + 1);
          return Math.fround(sum - Math.floor(sum));
        });
        rows.push(...last);
      }
      const fresh = Float32Array.from(rows.slice(count * WIDTH));
      results[name] = under.rows(ort, fresh, [ids.length, WIDTH]);
    }
    const [share = NaN, other = NaN] = last;
    const id = Int32Array.of(10 + Math.floor(share * 1000));
    results.next_id = new ort.Tensor('int32', id, [1]);
    results.log_probability = new ort.Tensor('float32', Float32Array.of(-other), [1]);
    return results;
  }

  const session = {
    outputNames: NAMES,
    inputMetadata: [{ name: 'past_key_0', isTensor: true, type: 'float32', shape: ['P', WIDTH] }],
    run,
  } as unknown as InferenceSession;
  return createTransformerDecoder({
    ort,
    session,
    cache,
    runsOn: 'test',
    parameters: 0,
    chunkTokens: 128,
    checks: [],
    guard: (work) => work,
    dispose: () => under.dispose(),
  });
}
