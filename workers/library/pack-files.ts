import type { CorpusOptions, LeftOut, PackQuestion, SplitSettings } from '../contract';
import type { PackEmbedder } from '../retrieval/find-embedder';

/** Passages in a piece: what a crash costs at most is embedding so many again, about ten seconds. */
export const PIECE_PASSAGES = 256;

export const passagesPath = (piece: number) => `passages-${String(piece).padStart(5, '0')}.json`;
export const vectorsPath = (piece: number) => `vectors-${String(piece).padStart(5, '0')}.f32`;

/** `pack.json` of a corpus of one's own. Neither title nor date: the same sources give the same bytes. */
export interface CorpusInfo extends PackEmbedder {
  dimensions: number;
  passages: number;
  documents: number;
  questions: number;
  split: SplitSettings;
  questionFiles: string[];
  questionLimit: number | null;
  seed: number;
  onlyEvidence: boolean;
  sources: { path: string; bytes: number }[];
  sourceCount: number;
  leftOut: LeftOut[];
  leftOutCount: number;
  missingEvidence: number;
}

export const encodeInfo = (info: CorpusInfo) => encode(`${JSON.stringify(info)}\n`);

/** One row a line, so that a person can read the file and a difference shows. */
export const encodeRows = (rows: readonly (PackQuestion | { title: string; text: string })[]) =>
  encode(`[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);

/** Little-endian, as every machine that runs a browser today. */
export const encodeVectors = (vectors: Float32Array<ArrayBuffer>) =>
  new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);

export const settingsOf = ({
  split,
  questionFiles,
  questionLimit,
  seed,
  onlyEvidence,
}: CorpusOptions) => ({ split, questionFiles, questionLimit, seed, onlyEvidence });

const encode = (text: string) => new TextEncoder().encode(text);
