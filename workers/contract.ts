/**
 * The one seam of the program: what the page may ask of a worker and what it gets back.
 *
 * Types only. `src` imports this file and nothing else of `workers`; `workers` never imports `src`
 * (enforced by eslint.config.js). Every interface is served through Comlink, so every method is asynchronous
 * for the caller, and every callback is a Comlink proxy.
 *
 * A worker that fails throws an `Error` whose `name` is a {@link FailureCode} (Comlink carries `name` and
 * `message` and drops every other field). The page turns the code into words and a way on.
 */

// ---------------------------------------------------------------------------------------------- failures

export type FailureCode =
  | 'no-webgpu' // the browser has no WebGPU, or no adapter was given
  | 'adapter-computes-wrongly' // a kernel differs from its reference on this device
  | 'device-lost' // the GPU device went away; reload the reader to go on
  | 'out-of-memory'
  | 'files-missing' // a file that is needed is not in storage: fetch it first
  | 'download-failed' // the network or the server failed; what has arrived is kept
  | 'hash-mismatch' // bytes arrived (or lay in storage) that are not the pinned ones
  | 'quota-exceeded' // the browser grants no more storage
  | 'storage-unavailable' // the browser grants no storage at all (e.g. private window)
  | 'unusable-file' // the bytes are the pinned ones, but this program cannot use them
  | 'empty-question'
  | 'unreadable-source' // a file that somebody brought cannot be read as what it claims to be
  | 'source-too-large' // more than this program takes, or an archive that blows up
  | 'nothing-to-index' // the files hold no text that this program can read
  | 'corpus-busy' // another tab works on it
  | 'corpus-damaged' // its files in storage are not those that were written
  | 'embedder-missing' // the model that made a corpus' vectors is not on this device
  | 'worker-crashed' // said by the page: the worker ended without a word; start it again
  | 'cancelled'
  | 'internal';

// --------------------------------------------------------------------------------------- files of a bundle

/** One file as `manifest.json` pins it. `path` is relative to the bundle's own folder. */
export interface PinnedFile {
  path: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Of a large file of a model of one's own: SHA-256 of each 8 MiB, so that a part can be read and verified alone. */
  pieces?: string[];
}

/** `public/<id>/manifest.json`. `id` is the folder below `public`, e.g. `models/mamba-trivia-32m`. */
export interface BundleManifest {
  id: string;
  kind: 'mamba' | 'transformer' | 'embedder' | 'pack';
  title: string;
  licence: string;
  /** Of a model whose weights or sizes no GPU engine here takes. */
  cpuOnly?: true;
  files: PinnedFile[];
}

export interface BundleStatus {
  id: string;
  totalBytes: number;
  /** Bytes of finished, verified files plus bytes of interrupted downloads that can be resumed. */
  storedBytes: number;
  /** Bytes still to come of each file that is not finished, by its hash: bundles may share a file, which is fetched once. */
  missing: Readonly<Record<string, number>>;
  complete: boolean;
}

export interface DownloadProgress {
  /** Over all bundles of the call; bytes already in storage count as done. */
  doneBytes: number;
  totalBytes: number;
  /** `<bundle id>/<path>` of the file in hand. */
  file: string;
  phase: 'fetching' | 'verifying';
}

/** Downloads pinned files of our own origin into browser storage. One worker for the whole page. */
export interface ModelFiles {
  status(manifests: BundleManifest[]): Promise<BundleStatus[]>;
  /** Resumes what was interrupted, verifies SHA-256 before a file counts as stored. */
  download(
    manifests: BundleManifest[],
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<void>;
  /** Ends the download in hand (it throws `cancelled`); what has arrived is kept for a resume. */
  cancel(): Promise<void>;
  /** Re-hashes everything stored; a file that differs is deleted. Used by the 'ready offline' check. */
  verify(manifests: BundleManifest[]): Promise<BundleStatus[]>;
  /** Deletes every stored file that none of these manifests names. */
  prune(keep: BundleManifest[]): Promise<{ freedBytes: number }>;
  storage(): Promise<StorageReport>;
}

export interface StorageReport {
  usedBytes: number;
  quotaBytes: number;
  persistent: boolean;
}

// ---------------------------------------------------------------------------------------------- own models

/** A file that a person picked or dropped; `path` begins with the folder's name where there is one. */
export interface PickedFile {
  path: string;
  file: Blob;
}

/** A model that can be fetched from another origin: every file with its length and SHA-256. */
export interface PinnedModel {
  /** Where the files lie: at `<root><manifest.id>/<path>`. */
  root: string;
  manifest: BundleManifest;
}

/** A folder that was picked, or a model that was fetched. */
export type ModelSource = PickedFile[] | PinnedModel;

/**
 * How a foreign model is asked: text with places for values. Special tokens of the model may stand in it by their names; in
 * the values they are plain text. `opening`, each `passage` and `closing` follow each other, so that a prompt for k + 1 passages
 * begins like the one for k.
 */
export interface PromptTemplate {
  /** May hold `{question}`. */
  opening: string;
  /** `{title}`, `{text}`, `{number}` (the rank, from 1). */
  passage: string;
  /** Holds `{question}`; the answer follows. */
  closing: string;
  /** The answer ends before the first of these texts, besides the model's own end token. */
  stops: string[];
}

/** What a model takes, by formula from its config: to say whether it fits before it is loaded. */
export interface ModelFootprint {
  weightBytes: number;
  /** Largest single weight: must fit into one buffer of a GPU. */
  largestWeightBytes: number;
  /** Memory of the weights on the CPU path: our engine leaves them as they are, ONNX Runtime makes them numbers of 32 bits. */
  cpuWeightBytes: number;
  /** Carried whatever the length (Mamba), and for each token (Transformer). */
  stateBytes: number;
  cacheBytesPerToken: number;
}

/**
 * Of the big matrices: 8 bits with a scale for each row; 4 bits with a scale and a zero point for each group of 32 columns, tables in 8;
 * or as they are (which no GPU engine here can read yet).
 */
export type Precision = 'u8' | 'u4' | 'f32';

/** What a picked folder holds, found out without keeping anything. */
export interface CheckpointReport {
  kind: 'mamba' | 'transformer' | 'embedder';
  title: string;
  /** For people: architecture and sizes. */
  summary: string;
  parameters: number;
  sourceBytes: number;
  /** What it would take, for each precision that it can be kept in. */
  footprints: Partial<Record<Precision, ModelFootprint>>;
  /** Suggestions, to be edited, the likeliest first; none for an embedder. */
  templates: NamedTemplate[];
  trainedTokens: number | null;
  /** Of sizes that the GPU engine does not take. */
  cpuOnly?: true;
}

export interface NamedTemplate {
  name: string;
  template: PromptTemplate;
}

export interface KeepOptions {
  title: string;
  precision: Precision;
  template: PromptTemplate | null;
  trainedTokens: number | null;
}

/** A model of one's own, kept in browser storage. Its manifest's id begins with `own/`. */
export interface KeptModel {
  manifest: BundleManifest;
  /** Name of the folder that it came from. */
  source: string;
  /** ISO 8601. */
  addedAt: string;
  summary: string;
  precision: Precision;
  parameters: number;
  footprint: ModelFootprint;
  template: PromptTemplate | null;
}

export interface KeepProgress {
  phase: 'reading' | 'checking';
  doneBytes: number;
  totalBytes: number;
  /** The tensor or file in hand. */
  name: string;
}

/** Models that people bring: read from their own files, checked, kept. */
export interface Checkpoints {
  /** Throws `unusable-file` with the reason where the folder holds no model that can be read. */
  inspect(source: ModelSource): Promise<CheckpointReport>;
  /** All or nothing: a model that was not finished (a crash, a cancel) leaves nothing behind. */
  keep(
    source: ModelSource,
    options: KeepOptions,
    onProgress: (progress: KeepProgress) => void,
  ): Promise<KeptModel>;
  /** Ends the work in hand (it throws `cancelled`). */
  cancel(): Promise<void>;
  list(): Promise<KeptModel[]>;
  change(id: string, change: { title?: string; template?: PromptTemplate }): Promise<KeptModel>;
  remove(id: string): Promise<{ freedBytes: number }>;
  /** What a reader of this `config.json` takes, in 8 bits, before any of its files is here. Throws `unusable-file`. */
  measure(config: object): Promise<{ parameters: number; footprint: ModelFootprint }>;
  /** What of these models was fetched and not yet kept. */
  fetched(models: PinnedModel[]): Promise<BundleStatus[]>;
  /** Resumes what was interrupted; afterwards the model can be inspected and kept. Only when a person asks for it. */
  fetch(model: PinnedModel, onProgress: (progress: DownloadProgress) => void): Promise<void>;
  /** Deletes what was fetched of a model. */
  discard(model: PinnedModel): Promise<{ freedBytes: number }>;
}

// ------------------------------------------------------------------------------------------------ retrieval

export interface Passage {
  /** Index of the passage in its pack. */
  id: number;
  title: string;
  text: string;
}

export interface RetrievedPassage extends Passage {
  /** 1 is nearest, or best by words. */
  rank: number;
  /** Exact cosine between question and passage, computed from the stored vectors. */
  similarity: number;
}

/** By meaning: cosine of embeddings. By words: BM25. Both: their ranks fused. */
export type SearchBy = 'meaning' | 'words' | 'both';

export interface Retrieval {
  /** `min(k, corpusSize)` passages, nearest first. */
  passages: RetrievedPassage[];
  corpusSize: number;
  embedMs: number;
  searchMs: number;
  /** The embedder reads at most this many tokens of a question; true where this one was longer. */
  questionTruncated: boolean;
}

export interface PackQuestion {
  id: string;
  question: string;
  answer: string;
  aliases: string[];
  /** Title of the article that the question was written about. */
  article: string;
  category: string;
  /** `examples` are shown in the page; `held-out` are for reports only. Split by article. */
  split: 'examples' | 'held-out';
  /** Passages of that article that contain the answer or an alias (may be empty). */
  goldPassages: number[];
}

export interface RetrieverInfo {
  packTitle: string;
  passages: number;
  questions: PackQuestion[];
  /** The one that made the vectors and embeds the questions. */
  embedder: BundleManifest;
  dimensions: number;
  /** What holds the neighbours, for the page to say: voy, or exact search past voy's comfortable size. */
  index: 'voy' | 'exact';
  /** Whether it can be searched by words: an index of words of a very large corpus has no room. */
  words: boolean;
  loadMs: number;
}

export interface Retriever {
  /**
   * @param embedders those on this device; the one that made the pack's vectors is opened. Throws `embedder-missing`.
   * @param pack a bundled pack, or the manifest of a corpus of the {@link Library}
   */
  load(embedders: BundleManifest[], pack: BundleManifest): Promise<RetrieverInfo>;
  /**
   * k from 0 up; more than the corpus holds gives the whole corpus (by words: what shares a word with the question). The
   * first search by words makes their index. Throws `empty-question`.
   */
  search(question: string, k: number, by?: SearchBy): Promise<Retrieval>;
  /** The passages with these ids, in this order (for 'oracle' and shared links). */
  passages(ids: number[]): Promise<Passage[]>;
}

// -------------------------------------------------------------------------------------------------- library

/** A file that somebody chose or dropped; `path` is its place in the chosen folder, or its name. */
export interface SourceItem {
  path: string;
  file: Blob;
}

/** How documents are cut into passages. All sizes in characters. */
export type SplitSettings =
  /** At sentence ends, evenly; longer sentences are cut at a space. */
  | { method: 'sentences'; targetCharacters: number; maxCharacters: number }
  /**
   * LangChain's CharacterTextSplitter: paragraphs are joined up to `chunkCharacters`, and paragraphs of together at most
   * `overlapCharacters` are repeated. Longer paragraphs stay whole, as there, or are cut at lines, then words.
   */
  | {
      method: 'paragraphs';
      chunkCharacters: number;
      overlapCharacters: number;
      longParagraphs: 'keep' | 'cut';
    };

/** A file of questions among the sources. */
export interface QuestionFile {
  path: string;
  format: 'TriviaQA' | 'SQuAD' | 'lines';
  /** Questions with an answer. */
  questions: number;
}

export interface LeftOut {
  path: string;
  reason: string;
}

/** What the chosen files hold, before anything is kept. */
export interface SourceReport {
  documents: number;
  documentBytes: number;
  questionFiles: QuestionFile[];
  /** Documents that the questions name (TriviaQA's evidence), of those found. */
  evidence: number;
  leftOut: LeftOut[];
  leftOutCount: number;
  /** The beginning of a document, to try the settings on. */
  sample: { title: string; text: string } | null;
}

export interface CorpusOptions {
  title: string;
  split: SplitSettings;
  /** Paths of the question files to take; others are passed over. */
  questionFiles: string[];
  /** At most so many questions, drawn with `seed`; null for all. */
  questionLimit: number | null;
  seed: number;
  /** Keep only documents that the chosen questions name. */
  onlyEvidence: boolean;
}

export interface LibraryProgress {
  phase: 'looking' | 'reading' | 'embedding' | 'finishing' | 'importing' | 'exporting';
  /** Bytes of the sources (reading), or passages (embedding). */
  done: number;
  total: number;
  documents: number;
  passages: number;
  /** Over the last seconds; 0 until it is known. */
  passagesPerSecond: number;
  /** The document in hand. */
  document: string;
}

/** A corpus that was made or brought here, kept in browser storage. */
export interface Corpus {
  /** `id` is `corpora/<name>`; without files while unfinished. For {@link Retriever.load}. */
  manifest: BundleManifest;
  state: 'ready' | 'unfinished' | 'damaged';
  /** ISO 8601. */
  createdAt: string;
  bytes: number;
  documents: number;
  passages: number;
  /** Passages whose vectors are stored; all of them when ready. */
  embedded: number;
  questions: number;
  split: SplitSettings | null;
  /** Name of what made the vectors, for people. */
  embedder: string;
  /** The first of them, by path. */
  sources: { path: string; bytes: number }[];
  sourceCount: number;
  leftOut: LeftOut[];
  leftOutCount: number;
}

/** Corpora of one's own. One worker for the page; tabs are kept apart by Web Locks. */
export interface Library {
  /** Also clears away what a crash left unusable. */
  list(): Promise<Corpus[]>;
  inspect(
    items: SourceItem[],
    onProgress: (progress: LibraryProgress) => void,
  ): Promise<SourceReport>;
  /** The passages that these settings make of a text. */
  preview(text: string, split: SplitSettings): Promise<string[]>;
  /**
   * Reads, cuts, embeds and keeps. Interrupted while reading, nothing is kept; while embedding, what was finished, for
   * {@link Library.resume}. Throws `cancelled` after {@link Library.stop}.
   */
  create(
    items: SourceItem[],
    options: CorpusOptions,
    embedder: BundleManifest,
    onProgress: (progress: LibraryProgress) => void,
  ): Promise<Corpus>;
  /**
   * Another corpus with the same texts and questions, and vectors of another embedder: the way on from `embedder-missing`. The
   * first one stays. Interrupted as in {@link Library.create}. Throws `corpus-damaged`, `quota-exceeded`.
   */
  embedAnew(
    id: string,
    title: string,
    embedder: BundleManifest,
    onProgress: (progress: LibraryProgress) => void,
  ): Promise<Corpus>;
  /** With the embedder that it was begun with, if it is among these; else throws `embedder-missing`. */
  resume(
    id: string,
    embedders: BundleManifest[],
    onProgress: (progress: LibraryProgress) => void,
  ): Promise<Corpus>;
  /** Ends the work in hand. */
  stop(): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** One file (tar) with everything, hashes included. */
  exportPack(id: string, onProgress: (progress: LibraryProgress) => void): Promise<Blob>;
  /** Throws `unreadable-source`, or `corpus-damaged` where a hash differs; then nothing is kept. */
  importPack(file: Blob, onProgress: (progress: LibraryProgress) => void): Promise<Corpus>;
}

// -------------------------------------------------------------------------------------------------- readers

export type Architecture = 'mamba' | 'transformer';
export type Backend = 'webgpu' | 'cpu';

/**
 * A prompt is prefix-stable in k: question, passages by rank, question again, answer mark. The reader's
 * worker turns segments into token ids (each kind has its own mark and its own length limit).
 */
export type PromptSegment =
  | { kind: 'question'; text: string }
  | { kind: 'passage'; title: string; text: string }
  | { kind: 'answer' };

export interface ReaderInfo {
  architecture: Architecture;
  backend: Backend;
  /** For people: the adapter's description, or e.g. 'CPU: WebAssembly SIMD, 2 threads'. */
  runsOn: string;
  parameters: number;
  weightBytes: number;
  /** Longest prompt, in tokens, that the reader saw in training. */
  trainedTokens: number;
  /** Longest prompt plus answer that the reader can process at all; null where only time bounds it. */
  maxTokens: number | null;
  loadMs: number;
  /** Start-up comparison of kernels with their f64 references on this device; empty on the CPU. */
  checks: KernelCheck[];
  /** Whether {@link Reader.inspect} can show how it reads. */
  canInspect: boolean;
  /** Whether {@link Reader.logProbability} can weigh a given answer. */
  canWeigh: boolean;
}

export interface KernelCheck {
  kernel: string;
  /** Largest |kernel − reference| / tolerance over all elements: below 1 is a pass. */
  worst: number;
}

export type LoadPhase = 'reading files' | 'preparing weights' | 'checking kernels';

export interface GenerateOptions {
  maxNewTokens: number;
  /** Forgets first what was kept of earlier prompts, so that the whole prompt is read. */
  afresh?: boolean;
}

export interface SegmentTokens {
  kind: PromptSegment['kind'];
  tokens: number;
  /** The text had more tokens than the prompt format allows for this kind. */
  truncated: boolean;
}

export type GenerationEvent =
  | { type: 'prompt'; segments: SegmentTokens[]; promptTokens: number; reusedTokens: number }
  /** `memoryBytes`: what the reader carries at this moment, as in {@link ReaderMemory}. */
  | { type: 'prefill'; doneTokens: number; promptTokens: number; memoryBytes: number }
  /** `text` is the whole answer so far (a token may be half a character). */
  | { type: 'token'; text: string; tokens: number; memoryBytes: number };

export interface GeneratedToken {
  id: number;
  text: string;
  /** Natural logarithm of the softmax probability that the reader gave this token. */
  logProbability: number;
}

export interface GenerationReport {
  text: string;
  /** Without the end token. */
  tokens: GeneratedToken[];
  stopped: 'end' | 'length' | 'cancelled';
  segments: SegmentTokens[];
  promptTokens: number;
  /** Of `promptTokens`, how many were not computed again. */
  reusedTokens: number;
  /** The prompt as the reader saw it: decoded token ids, marks included. */
  promptText: string;
  prefillMs: number;
  /** Sum over the decode steps after the first token (which prefill gives). */
  decodeMs: number;
  /** What the reader carries from token to token: a state of constant size, or a cache that grows. */
  memory: ReaderMemory;
  kept: KeptPrefixes;
}

/** What a reader keeps of the prompts that it has read, so that the next one computes only what is new. */
export interface KeptPrefixes {
  /** Places in prompts that it can go back to. */
  snapshots: number;
  /** What they take beyond the reader's own memory. */
  bytes: number;
  /** Past this, what was not used for longest is forgotten. */
  limitBytes: number;
}

export interface ReaderMemory {
  kind: 'state' | 'cache';
  /** Bytes in use when the answer ended. */
  bytes: number;
  /** Bytes set aside (equal to `bytes` for a state). */
  reservedBytes: number;
}

export interface MeasureOptions {
  /** The prompt is repeated or cut to exactly this many tokens. */
  promptTokens: number;
  /** Tokens to write, whatever they are. */
  newTokens: number;
}

export interface Measurement extends MeasureOptions {
  /** From an empty context to the first choice. */
  prefillMs: number;
  /** Of all new tokens together. */
  decodeMs: number;
  memory: ReaderMemory;
}

/** Tokens read so far, of all that must be read. */
export interface ReadingProgress {
  doneTokens: number;
  totalTokens: number;
}

/** What a reader shows of how it read: the prompt and a given answer are read once more with everything written down. */
export interface Inspection {
  architecture: Architecture;
  /** Prompt, then answer. `segment` counts the prompt's segments; the answer is the one behind the last. */
  tokens: { text: string; segment: number }[];
  promptTokens: number;
  layers: number;
  /** Heads of a layer, or groups of neighbouring channels of a Mamba. */
  groups: number;
  /**
   * [layers, groups, answerTokens, tokens]: weight of each token in the position that each answer token was chosen from (the
   * prompt's last token for the first). A row sums to 1; for a Mamba it is the absolute hidden attention divided by its sum.
   */
  attention: Float32Array;
  /** Of a Mamba only. */
  selection: Selection | null;
}

/** How far a Mamba opened its gate, and what is left of what it read. */
export interface Selection {
  /** [layers, tokens]: Δ, mean over channels. */
  delta: Float32Array;
  /**
   * [layers, segments]: exp(A Σ Δ), mean over channels and states, with the sum from behind the segment's last token to the
   * prompt's last, which the answer is chosen from.
   */
  retention: Float32Array;
}

/** How likely a reader finds a given answer. */
export interface WeighedAnswer {
  /** Natural logarithm, summed over the answer's tokens. */
  logProbability: number;
  promptTokens: number;
  /** Of `promptTokens`, how many were not computed again. */
  reusedTokens: number;
}

/** A Mamba or a Transformer with its tokenizer. One conformance suite holds for every implementation. */
export interface Reader {
  /** Reads verified files from storage. Throws `files-missing`, `no-webgpu`, `adapter-computes-wrongly`, … */
  load(
    manifest: BundleManifest,
    backend: Backend,
    onPhase: (phase: LoadPhase) => void,
  ): Promise<ReaderInfo>;
  /** Greedy. A cancelled generation resolves with what it has and `stopped: 'cancelled'`. */
  generate(
    segments: PromptSegment[],
    options: GenerateOptions,
    onEvent: (event: GenerationEvent) => void,
  ): Promise<GenerationReport>;
  /** Times one prompt afresh; what was kept of earlier prompts is forgotten. Throws `cancelled`, `out-of-memory`. */
  measure(
    segments: PromptSegment[],
    options: MeasureOptions,
    onProgress: (doneTokens: number) => void,
  ): Promise<Measurement>;
  /** Of `answerIds` behind this prompt. Throws `cancelled`, `out-of-memory`; `internal` where {@link ReaderInfo.canInspect} is false. */
  inspect(
    segments: PromptSegment[],
    answerIds: number[],
    onProgress: (progress: ReadingProgress) => void,
  ): Promise<Inspection>;
  /** Reads on from what is kept of earlier prompts, as `generate` does, and throws as `inspect` does. */
  logProbability(
    segments: PromptSegment[],
    answerIds: number[],
    onProgress: (progress: ReadingProgress) => void,
  ): Promise<WeighedAnswer>;
  /** Looked at between tokens and between chunks of the prompt. */
  cancel(): Promise<void>;
  dispose(): Promise<void>;
}
