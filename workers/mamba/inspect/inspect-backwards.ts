import { Failure } from '../../failure';
import type { Decoder, DecoderInspection, Snapshot } from '../../reader/decoder';
import { letMessagesIn } from '../../reader/let-messages-in';
import type { Place } from '../kernels/hidden-attention/hidden-attention';
import { InspectionRows } from './inspection-rows';

/** Groups of neighbouring channels: as many as the Transformer beside it has heads, so that the pictures compare. */
export const GROUPS = 8;

export type InspectArguments = Parameters<NonNullable<Decoder['inspect']>>;

/** What is needed of a decoder to read a text twice. */
export interface Readable<S extends Saved = Snapshot> {
  readonly chunkTokens: number;
  reset(): void;
  prefill(ids: readonly number[]): Promise<void>;
  save(): S;
  restore(saved: S): void;
}
type Saved = Pick<Snapshot, 'dispose'>;

/** Looks at one chunk, whose beginning the decoder's context is: the means of each layer as {@link InspectionRows} takes them. */
export type Look = (ids: readonly number[], place: Place) => Promise<Float32Array[]>;

/**
 * Reads prompt and answer chunk by chunk, then looks at the chunks from the last to the first: what is left of a token at the
 * answer depends on all tokens between, whose Δ are then summed up already. So a chunk is read twice, but no tensor of the
 * whole text exists: memory is that of one chunk, a snapshot for each, and the means. Throws `cancelled`.
 */
export async function inspectBackwards<S extends Saved>(
  decoder: Readable<S>,
  look: Look,
  ...[segments, answerIds, onProgress, isWanted]: InspectArguments
): Promise<DecoderInspection> {
  const ids = [...segments.flat(), ...answerIds];
  const chunks: number[][] = [];
  for (let at = 0; at < ids.length; at += decoder.chunkTokens) {
    chunks.push(ids.slice(at, at + decoder.chunkTokens));
  }
  const lastTokens = chunks.at(-1)?.length ?? 0;
  const totalTokens = 2 * ids.length - lastTokens;
  let doneTokens = 0;
  const tell = async (tokens: number) => {
    doneTokens += tokens;
    onProgress({ doneTokens, totalTokens });
    await letMessagesIn();
    if (!isWanted()) throw new Failure('cancelled', 'Looking inside was cancelled.');
  };
  const query = ids.length - answerIds.length - 1;
  if (query < 0) throw new Failure('internal', 'There is no prompt to look at.');
  const rows = new InspectionRows(segments, answerIds.length, GROUPS);
  /** The context before each chunk but the first, which begins from nothing, and the last, which follows at once. */
  const snapshots: S[] = [];
  try {
    await tell(0);
    decoder.reset();
    for (const [at, chunk] of chunks.slice(0, -1).entries()) {
      if (at > 0) snapshots.push(decoder.save());
      await decoder.prefill(chunk);
      await tell(chunk.length);
    }
    let first = ids.length;
    for (const [at, chunk] of [...chunks.entries()].reverse()) {
      first -= chunk.length;
      const before = snapshots[at - 1];
      if (before) decoder.restore(before);
      else if (at === 0) decoder.reset();
      const place = { tokens: chunk.length, first, query, queries: answerIds.length };
      rows.add(place, await look(chunk, place));
      await tell(chunk.length);
    }
    return rows.finish();
  } finally {
    for (const snapshot of snapshots.reverse()) snapshot.dispose();
  }
}
