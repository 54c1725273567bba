// Places in the memory that the engine's TypeScript and its WebAssembly share, in 32-bit words. Both compile this file
// (AssemblyScript takes the numbers as i32), so neither can be wrong about the other.

/** First word of the header: the bytes before it stay zero. */
export const HEADER = 256;

// What the threads wait on.
export const JOB = 0; // counts jobs
export const GENERATION = 2; // counts barriers
export const FAILED = 3; // 1 when a thread has stopped

// The job: which, for how many tokens, and what came of it.
export const KIND = 4;
export const PREFILL = 0;
export const CHOOSE = 1;
export const TOKENS = 5;
export const CHOSEN = 6; // i32
export const EXPONENTIALS = 7; // f32: 1 / the probability of the chosen token

// Sizes: symbols of the paper (arXiv 2312.00752) in the comments.
export const THREADS = 8;
export const LAYERS = 9;
export const WIDTH = 10; // d_model
export const CHANNELS = 11; // D = d_inner
export const STATES = 12; // N
export const TAPS = 13; // d_conv
export const RANK = 14; // R = dt_rank
export const PROJECTED = 15; // R + 2N, rounded up to a multiple of 8
export const VOCABULARY = 16;
export const EPSILON = 17; // f32

// Byte addresses of arrays of f32 (of i32: ids). T: tokens of a chunk, rounded up to a multiple of 4.
export const IDS = 18; // [T]
export const HIDDEN = 19; // [T, d_model]
export const X = 20; // [d_conv − 1 + T, D]
export const Z = 21; // [T, D]
export const U = 22; // [T, D]
export const XDB = 23; // [T, PROJECTED]: dt_low, B, C
export const DELTA = 24; // [T, D]
export const Y = 25; // [T, D]
export const LOGITS = 26; // [vocabulary]
export const LAST = 27; // [d_model]: the last token's row behind the last layer
export const FINAL_NORM = 28; // [d_model]
export const SCRATCH = 29; // of the first thread
export const SCRATCH_BYTES = 30; // of each thread

export const EMBEDDING = 31; // a matrix
export const ARRIVED = 36; // for each thread, the barrier that it has come to
export const MOST_THREADS = 8;
export const FIRST_LAYER = 44; // a layer after the other

// A matrix.
export const FORMAT = 0;
export const F32 = 0;
export const I8 = 1;
export const U4 = 2;
export const WEIGHTS = 1; // [rows / 8, columns, 8]; of U4 [rows / 8, columns, 4], row i in the low half of byte i, row i + 4 in its high half
export const SCALES = 2; // f32 of I8 [rows]; of U4 [rows / 8, columns / 32, 2, 8]: scales, then zero points
export const PANELS = 3; // rows / 8
export const COLUMNS = 4;
export const MATRIX_WORDS = 5;

// A layer.
export const NORM = 0; // [d_model]
export const CONV = 1; // [d_conv + 1, D]: the taps, then the bias
export const DT_BIAS = 2; // [D]
export const A = 3; // [D / 4, N, 4]: −exp(A_log) · log2 e
export const D_SKIP = 4; // [D]
export const CONV_STATE = 5; // [d_conv − 1, D]
export const SCAN_STATE = 6; // [D / 4, N, 4]
export const IN_PROJ = 7;
export const X_PROJ = 12;
export const DT_PROJ = 17;
export const OUT_PROJ = 22;
export const LAYER_WORDS = 27;

/** Columns of eight rows that are unpacked to f32 at a time: 16 kB, half of the smallest first-level cache. */
export const DEPTH = 512;
/** Columns of U4 that share a scale and a zero point. */
export const GROUP = 32;
/** Tokens and rows that the matrix kernel keeps in registers. */
export const TILE = 4;
export const PANEL = 8;
