import { Failure } from '../failure';

/** What PyTorch made of the bundle's check prompt (`reference.json`). */
export interface ModelReference {
  inputIds: number[];
  generatedIds: number[];
  topIds: number[];
  topLogits: number[];
}

/**
 * How far a logit may lie from PyTorch's f32 value. A dot product of n terms summed in another order errs by about
 * √n · 2⁻²⁴ of its size, 1e-6 for n = 512 to 1,024; some hundred of them follow each other, and the norms may double each:
 * 1e-4 of the logits' size, which is up to 30.
 */
export const LOGIT_TOLERANCE = 3e-3;

/** Throws `unusable-file`. */
export function parseReference(bytes: Uint8Array): ModelReference {
  const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<ModelReference> | null;
  const { inputIds, generatedIds, topIds, topLogits } = value ?? {};
  if (![inputIds, generatedIds, topIds, topLogits].every(Array.isArray)) {
    throw new Failure('unusable-file', 'reference.json has another form than expected.');
  }
  return value as ModelReference;
}
