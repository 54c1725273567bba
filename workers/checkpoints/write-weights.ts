import type { Precision } from '../contract';
import { Failure } from '../failure';
import { GROUP } from '../mamba/cpu/words';
import { isFourBits } from '../mamba/four-bits';
import type { WantedTensor } from './find-mamba-tensors';
import type { HashedWriter } from './hashed-writer';
import { asItIs, toEightBits, toFourBits } from './rounders';
import { readRows } from './source-tensor';
import { layOutWeights, type WeightsLayout } from './weights-layout';

/**
 * Writes our `model.safetensors` from a checkpoint, a few megabytes in memory at a time (and the scales of rows, or of one matrix's groups).
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
  /** Scales and zero points of matrices that are written, until their own turn. */
  const rests = new Map<string, Uint8Array<ArrayBuffer>>();
  let readBytes = 0;
  writer.write(layout.header);
  for (const [name, { dtype, length }] of layout.tensors) {
    const rest = rests.get(name);
    if (rest) {
      writer.write(rest);
      rests.delete(name);
      continue;
    }
    const { source, shape = [] } = byName.get(name) ?? {};
    if (!source) {
      writer.write(new Uint8Array(length)); // a bias that the model does not have
      continue;
    }
    const columns = shape.at(-1) ?? 1;
    const elements = shape.reduce((product, size) => product * size, 1);
    const rounder =
      dtype === 'F32'
        ? asItIs()
        : isFourBits(layout.tensors, name)
          ? toFourBits(elements / GROUP)
          : toEightBits(elements / columns, columns);
    for await (const piece of readRows(source, columns)) {
      if (!piece.every(Number.isFinite)) {
        throw new Failure('unusable-file', `The weight ${name} holds infinity or no number.`);
      }
      writer.write(rounder.add(piece));
      readBytes += source.length * (piece.length / elements);
      onRead(readBytes, name);
    }
    for (const [end, bytes] of Object.entries(rounder.rest())) rests.set(name + end, bytes);
  }
  return layout;
}
