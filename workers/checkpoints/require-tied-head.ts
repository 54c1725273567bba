import { Failure } from '../failure';
import type { SourceTensor } from './source-tensor';

const PIECE_BYTES = 1 << 22;

/**
 * Our engines choose the next token with the embedding matrix, as every published Mamba-1 does. A checkpoint with an output
 * matrix of its own, and a config that says that it is used, is refused. Throws `unusable-file`.
 */
export async function requireTiedHead(
  config: Readonly<Record<string, unknown>>,
  tensors: ReadonlyMap<string, SourceTensor>,
): Promise<void> {
  const head = tensors.get('lm_head.weight');
  const tied = config.tie_word_embeddings ?? config.tie_embeddings ?? true;
  if (tied !== false) return;
  const embedding = [...tensors].find(([name]) => /embeddings?\.weight$/.test(name))?.[1];
  if (!head || !embedding || !(await sameBytes(head, embedding))) {
    throw new Failure(
      'unusable-file',
      'The model has an output matrix of its own (tie_word_embeddings is false), which is not supported.',
    );
  }
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
