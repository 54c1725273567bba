import { Failure } from '../failure';
import type { SourceTensor } from './source-tensor';

const PIECE_BYTES = 1 << 22;

/**
 * Whether the next token is chosen with `lm_head.weight` instead of the embedding matrix: only where the config says so, since
 * others hold the same matrix there a second time, or one that is not used. Throws `unusable-file`.
 */
export async function hasOwnHead(
  config: Readonly<Record<string, unknown>>,
  tensors: ReadonlyMap<string, SourceTensor>,
): Promise<boolean> {
  const tied = config.tie_word_embeddings ?? config.tie_embeddings ?? true;
  if (tied !== false) return false;
  const head = tensors.get('lm_head.weight');
  if (!head) {
    throw new Failure(
      'unusable-file',
      'config.json says that the output matrix is not tied, but the weights have no lm_head.weight.',
    );
  }
  const embedding = [...tensors].find(([name]) => /embeddings?\.weight$/.test(name))?.[1];
  return !embedding || !(await sameBytes(head, embedding));
}

async function sameBytes(a: SourceTensor, b: SourceTensor): Promise<boolean> {
  if (a.length !== b.length || a.dtype !== b.dtype) return false;
  const piece = async ({ file, offset }: SourceTensor, at: number) =>
    new Uint8Array(await file.slice(offset + at, offset + at + PIECE_BYTES).arrayBuffer());
  for (let at = 0; at < a.length; at += PIECE_BYTES) {
    const [first, second] = [await piece(a, at), await piece(b, at)];
    const length = Math.min(PIECE_BYTES, a.length - at);
    for (let byte = 0; byte < length; byte++) if (first[byte] !== second[byte]) return false;
  }
  return true;
}
