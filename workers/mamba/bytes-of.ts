import { Failure } from '../failure';
import type { StoredTensor } from '../model-files/safetensors';

/** The bytes of a weight, if it is what `config.json` says. Throws `unusable-file`. */
export function bytesOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  dtype: string,
  shape: readonly number[],
): Uint8Array<ArrayBuffer> {
  const tensor = tensors.get(name);
  if (tensor?.dtype !== dtype || tensor.shape.join() !== shape.join()) {
    const found = tensor ? `${tensor.dtype} [${tensor.shape.join(', ')}]` : 'missing';
    throw new Failure(
      'unusable-file',
      `The weight ${name} is ${found}; config.json asks for ${dtype} [${shape.join(', ')}].`,
    );
  }
  return tensor.bytes;
}
