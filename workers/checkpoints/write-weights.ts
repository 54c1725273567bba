import type { Precision } from '../contract';
import { Failure } from '../failure';
import type { WantedTensor } from './find-mamba-tensors';
import type { HashedWriter } from './hashed-writer';
import { quantiseRows } from './quantise-rows';
import { readRows } from './source-tensor';
import { layOutWeights, type WeightsLayout } from './weights-layout';

/**
 * Writes our `model.safetensors` from a checkpoint, a few megabytes in memory at a time (and the scales of rows).
 * Throws `unusable-file` where a weight is no finite number.
 * @param onRead bytes of the checkpoint read so far, and of which tensor
 */
export async function writeWeights(
  wanted: readonly WantedTensor[],
  precision: Precision,
  writer: HashedWriter,
  onRead: (doneBytes: number, name: string) => void,
): Promise<WeightsLayout> {
  const layout = layOutWeights(wanted, precision);
  const byName = new Map(wanted.map((one) => [one.name, one]));
  const scales = new Map<string, Float32Array<ArrayBuffer>>();
  let readBytes = 0;
  writer.write(layout.header);
  for (const [name, { dtype, shape, length }] of layout.tensors) {
    const rowScales = scales.get(name);
    if (rowScales) {
      writer.write(new Uint8Array(rowScales.buffer));
      continue;
    }
    const { source } = byName.get(name) ?? {};
    if (!source) {
      writer.write(new Uint8Array(length)); // a bias that the model does not have
      continue;
    }
    const columns = shape.at(-1) ?? 1;
    const allScales = new Float32Array(dtype === 'U8' ? (shape[0] ?? 0) : 0);
    let row = 0;
    for await (const piece of readRows(source, columns)) {
      if (!piece.every(Number.isFinite)) {
        throw new Failure('unusable-file', `The weight ${name} holds infinity or no number.`);
      }
      if (dtype === 'U8') {
        const quantised = quantiseRows(piece, columns);
        writer.write(quantised.rows);
        allScales.set(quantised.scales, row);
        row += quantised.scales.length;
      } else {
        writer.write(new Uint8Array(piece.buffer));
      }
      readBytes += (source.length / length) * piece.length * (dtype === 'U8' ? 1 : 4);
      onRead(readBytes, name);
    }
    if (dtype === 'U8') scales.set(`${name}.scale`, allScales);
  }
  return layout;
}
