import type { MambaConfig } from '../workers/mamba/config';
import { isFourBits, readFourBits } from '../workers/mamba/four-bits';
import { at, siluOf } from '../workers/mamba/kernels/compare';
import type { LayerSelection } from '../workers/mamba/kernels/hidden-attention/hidden-attention.reference';
import { hostMatrix } from '../workers/mamba/kernels/matrix/host-matrix';
import { partsOf } from '../workers/model-files/bundle-files';
import { openTensors } from '../workers/model-files/safetensors';

/**
 * A Mamba token by token as the paper's equations say, in f64: what each layer selects by over a whole text, and the logits
 * [vocabulary] after it. The embedding is the head.
 */
export async function mambaInF64(
  config: MambaConfig,
  file: Uint8Array<ArrayBuffer>,
  ids: readonly number[],
): Promise<{ selections: LayerSelection[]; logits: number[] }> {
  const { width, channels, states, taps, rank, epsilon } = config;
  const tensors = await (await openTensors(partsOf(file))).load('');
  const bytesOf = (name: string) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`No ${name}.`);
    return tensor.bytes;
  };
  const f32 = (name: string) => Array.from(new Float32Array(bytesOf(name).slice().buffer));
  const scalesOf = (name: string) => Float32Array.from(f32(`${name}.scale`));
  const matrix = (name: string, rows: number, columns: number) => {
    const stored = isFourBits(tensors, name)
      ? ({ format: 'u4', ...readFourBits(tensors, name, rows, columns) } as const)
      : ({ format: 'u8', words: bytesOf(name), scales: scalesOf(name) } as const);
    return Array.from(hostMatrix(rows, columns, stored).weights);
  };
  const rowOf = (matrix: readonly number[], row: number, columns: number) =>
    matrix.slice(row * columns, (row + 1) * columns);
  const times = (matrix: readonly number[], vector: readonly number[]) =>
    Array.from({ length: matrix.length / vector.length }, (_, row) =>
      vector.reduce((sum, value, i) => sum + value * at(matrix, row * vector.length + i), 0),
    );

  const normed = (h: readonly number[], weight: readonly number[]) => {
    const mean = h.reduce((sum, value) => sum + value * value, 0) / width;
    return h.map((value, i) => (value / Math.sqrt(mean + epsilon)) * at(weight, i));
  };

  const embedding = matrix('backbone.embeddings.weight', config.vocabulary, width);
  let hidden = ids.map((id) => rowOf(embedding, id, width));
  const selections = Array.from({ length: config.layers }, (_, layer) => {
    const mixer = `backbone.layers.${layer}.mixer`;
    const norm = f32(`backbone.layers.${layer}.norm.weight`);
    const inProj = matrix(`${mixer}.in_proj.weight`, 2 * channels, width);
    const xProj = matrix(`${mixer}.x_proj.weight`, rank + 2 * states, channels);
    const outProj = matrix(`${mixer}.out_proj.weight`, width, channels);
    const [conv, convBias] = [f32(`${mixer}.conv1d.weight`), f32(`${mixer}.conv1d.bias`)];
    const [dtProj, dtBias] = [f32(`${mixer}.dt_proj.weight`), f32(`${mixer}.dt_proj.bias`)];
    const skip = f32(`${mixer}.D`);
    const a = f32(`${mixer}.A_log`).map((log) => -Math.exp(log));
    const state = a.map(() => 0);
    const xs: number[][] = Array.from({ length: taps - 1 }, () => new Array(channels).fill(0));
    const selection = { delta: [] as number[], b: [] as number[], c: [] as number[], a };
    hidden = hidden.map((h) => {
      const xz = times(inProj, normed(h, norm));
      xs.push(xz.slice(0, channels));
      const u = Array.from({ length: channels }, (_, channel) => {
        let sum = at(convBias, channel);
        for (let tap = 0; tap < taps; tap++) {
          const x = xs[xs.length - taps + tap] ?? [];
          sum += at(conv, channel * taps + tap) * at(x, channel);
        }
        return siluOf(sum);
      });
      const projected = times(xProj, u);
      const low = projected.slice(0, rank);
      const b = projected.slice(rank, rank + states);
      const c = projected.slice(rank + states);
      const delta = times(dtProj, low).map((product, channel) =>
        Math.log1p(Math.exp(product + at(dtBias, channel))),
      );
      selection.delta.push(...delta);
      selection.b.push(...b);
      selection.c.push(...c);
      const gated = u.map((input, channel) => {
        let y = at(skip, channel) * input;
        for (let n = 0; n < states; n++) {
          const i = channel * states + n;
          const d = at(delta, channel);
          state[i] = Math.exp(d * at(a, i)) * at(state, i) + d * input * at(b, n);
          y += at(state, i) * at(c, n);
        }
        return y * siluOf(at(xz, channels + channel));
      });
      const change = times(outProj, gated);
      return h.map((value, i) => value + at(change, i));
    });
    return selection;
  });
  const last = normed(hidden.at(-1) ?? [], f32('backbone.norm_f.weight'));
  return { selections, logits: times(embedding, last) };
}
