// The Mamba on a CPU, as every thread runs it: the same program, each thread with its own channels or rows, a barrier where one needs
// what another has made. Memory is laid out by `memory-layout.ts`; `words.ts` says what lies where.

import {
  A, ARRIVED, CHANNELS, CHOOSE, CHOSEN, CONV, CONV_STATE, DELTA, DEPTH, DT_BIAS, DT_PROJ, D_SKIP, EMBEDDING, EPSILON, FAILED, FINAL_NORM,
  FIRST_LAYER, GENERATION, HEADER, HIDDEN, IDS, IN_PROJ, JOB, KIND, LAST, LAYERS, LAYER_WORDS, LOGITS, EXPONENTIALS, COLUMNS, NORM,
  OUT_PROJ, PANELS, PREFILL, PROJECTED, RANK, SCAN_STATE, SCRATCH, SCRATCH_BYTES, STATES, TAPS, THREADS, TOKENS, U, VOCABULARY, WIDTH, X,
  XDB, X_PROJ, Y, Z,
} from '../words';
import { choose, convolve, discretise, rmsNorm, scan } from './mixer';
import { copyRow, matmul, matvec, pack, tile } from './matrix';

// For tests. And `tile` would lose its registers inside of `matmul`: what is exported is not inlined there.
export { choose, convolve, copyRow, discretise, matmul, matvec, pack, rmsNorm, scan, tile };

/** Looks at a word so often before it sleeps: some ten microseconds, about what a wake-up costs. */
const LOOKS = 10_000;
/** Nanoseconds after which a sleeper looks whether another thread has stopped. */
const NAP = 100_000_000;

@inline
function place(index: i32): usize {
  return <usize>(4 * (HEADER + index));
}
@inline
function word(index: i32): i32 {
  return load<i32>(place(index));
}
@inline
function address(index: i32): usize {
  return load<u32>(place(index));
}

/** Until the word is no longer `old`. */
function awaitChange(index: i32, old: i32): void {
  const at = place(index);
  for (let i = 0; i < LOOKS; i++) if (atomic.load<i32>(at) != old) return;
  while (atomic.load<i32>(at) == old) {
    if (atomic.load<i32>(place(FAILED)) != 0) unreachable();
    atomic.wait<i32>(at, old, NAP);
  }
}

/**
 * Until every thread is here. Each says so in a word of its own, so that nothing is needed of atomics but loads and stores: V8's baseline
 * compiler (11.3, Node 20) returns wrong values of `atomic.add` here.
 */
function barrier(thread: i32, threads: i32): void {
  const generation = atomic.load<i32>(place(GENERATION));
  if (thread != 0) {
    atomic.store<i32>(place(ARRIVED + thread), generation + 1);
    atomic.notify(place(ARRIVED + thread), 1);
    awaitChange(GENERATION, generation);
  } else if (threads > 1) {
    for (let other = 1; other < threads; other++) awaitChange(ARRIVED + other, generation);
    atomic.store<i32>(place(GENERATION), generation + 1);
    atomic.notify(place(GENERATION), -1);
  }
}

/** Every thread but the first: job after job, until the worker is ended. */
export function serve(thread: i32): void {
  for (let done = 0; ; done++) {
    awaitChange(JOB, done);
    run(thread);
  }
}

/** The first thread: one job, with all others. */
export function start(): void {
  if (word(THREADS) > 1) {
    atomic.store<i32>(place(JOB), word(JOB) + 1);
    atomic.notify(place(JOB), -1);
  }
  run(0);
}

function run(thread: i32): void {
  if (word(KIND) == PREFILL) prefill(thread);
  else if (word(KIND) == CHOOSE) chooseNext(thread);
}

/** Where the share of a thread begins. */
@inline
function share(total: i32, thread: i32): i32 {
  return (total * thread) / word(THREADS);
}

function prefill(thread: i32): void {
  const threads = word(THREADS);
  const tokens = word(TOKENS);
  const width = word(WIDTH);
  const rowBytes = <usize>(4 * width);
  for (let token = share(tokens, thread); token < share(tokens, thread + 1); token++) {
    const id = load<i32>(address(IDS) + <usize>(4 * token));
    copyRow(place(EMBEDDING), id, address(HIDDEN) + (<usize>token) * rowBytes);
  }
  barrier(thread, threads);
  for (let layer = 0; layer < word(LAYERS); layer++) {
    block(place(FIRST_LAYER + layer * LAYER_WORDS), thread, threads, tokens);
  }
  if (thread == 0) memory.copy(address(LAST), address(HIDDEN) + (<usize>(tokens - 1)) * rowBytes, rowBytes);
}

@inline
function part(layer: usize, index: i32): usize {
  return layer + <usize>(4 * index);
}
@inline
function array(layer: usize, index: i32): usize {
  return load<u32>(part(layer, index));
}

/** One layer. Each thread has room of its own: a panel or four rows, then packed activations. */
function block(layer: usize, thread: i32, threads: i32, tokens: i32): void {
  const channels = word(CHANNELS);
  const panels = channels / 8;
  const firstPanel = share(panels, thread);
  const endPanel = share(panels, thread + 1);
  const first = 8 * firstPanel;
  const end = 8 * endPanel;
  const row = <usize>(4 * channels);
  const room = address(SCRATCH) + (<usize>thread) * address(SCRATCH_BYTES);
  const packed = room + <usize>max(32 * DEPTH, 16 * word(WIDTH));
  const before = <usize>(word(TAPS) - 1);
  const x = address(X);
  const z = address(Z);
  const u = address(U);
  const hidden = address(HIDDEN);
  const rowBytes = <usize>(4 * word(WIDTH));
  const xdb = address(XDB);
  const xdbBytes = <usize>(4 * word(PROJECTED));

  // x and z of the thread's own channels.
  normalise(layer, tokens, packed, room);
  times(part(layer, IN_PROJ), packed, tokens, firstPanel, endPanel, x + before * row, row, false, room);
  times(part(layer, IN_PROJ), packed, tokens, panels + firstPanel, panels + endPanel, z - row, row, false, room);
  const own = <usize>(4 * first);
  const ownBytes = <usize>(4 * (end - first));
  const kept = array(layer, CONV_STATE);
  for (let i: usize = 0; i < before; i++) memory.copy(x + i * row + own, kept + i * row + own, ownBytes);
  convolve(x, array(layer, CONV), tokens, word(TAPS), channels, first, end, u);
  for (let i: usize = 0; i < before; i++) {
    memory.copy(kept + i * row + own, x + ((<usize>tokens) + i) * row + own, ownBytes);
  }
  barrier(thread, threads);

  project(layer, thread, tokens, packed, room);
  barrier(thread, threads);

  // Δ and the recurrence of the thread's own channels.
  const delta = address(DELTA);
  arrange(xdb, xdbBytes, tokens, <i32>array(part(layer, DT_PROJ), COLUMNS), packed);
  times(part(layer, DT_PROJ), packed, tokens, firstPanel, endPanel, delta, row, false, room);
  discretise(delta, array(layer, DT_BIAS), tokens, channels, first, end);
  const y = address(Y);
  const b = xdb + <usize>(4 * word(RANK));
  scan(
    u, delta, z, b, xdbBytes, array(layer, A), array(layer, D_SKIP), array(layer, SCAN_STATE), y,
    tokens, channels, word(STATES), first, end,
  );
  barrier(thread, threads);

  arrange(y, row, tokens, channels, packed);
  const rows = word(WIDTH) / 8;
  times(
    part(layer, OUT_PROJ), packed, tokens, share(rows, thread), share(rows, thread + 1), hidden, rowBytes, true, room,
  );
  barrier(thread, threads);
}

/** dt_low, B and C: a share of the tokens for each thread, or of the rows where there is one token. */
function project(layer: usize, thread: i32, tokens: i32, packed: usize, room: usize): void {
  const matrix = part(layer, X_PROJ);
  const panels = word(PROJECTED) / 8;
  const stride = <usize>(4 * word(PROJECTED));
  if (tokens == 1) {
    matvec(matrix, address(U), share(panels, thread), share(panels, thread + 1), address(XDB), false);
    return;
  }
  const tiles = (tokens + 3) / 4;
  const from = 4 * share(tiles, thread);
  const count = min(4 * share(tiles, thread + 1), tokens) - from;
  if (count <= 0) return;
  const row = <usize>(4 * word(CHANNELS));
  pack(address(U) + (<usize>from) * row, row, count, word(CHANNELS), packed);
  matmul(matrix, packed, count, 0, panels, address(XDB) + (<usize>from) * stride, stride, false, room);
}

/** The hidden rows, normalised, as `times` wants them; `room` takes four rows. */
function normalise(layer: usize, tokens: i32, packed: usize, room: usize): void {
  const width = word(WIDTH);
  const rowBytes = <usize>(4 * width);
  const weight = array(layer, NORM);
  const epsilon = load<f32>(place(EPSILON));
  if (tokens == 1) {
    rmsNorm(address(HIDDEN), weight, width, epsilon, packed);
    return;
  }
  for (let token = 0; token < tokens; token += 4) {
    const count = min(4, tokens - token);
    for (let i = 0; i < count; i++) {
      const from = address(HIDDEN) + (<usize>(token + i)) * rowBytes;
      rmsNorm(from, weight, width, epsilon, room + (<usize>i) * rowBytes);
    }
    pack(room, rowBytes, count, width, packed + (<usize>token) * rowBytes);
  }
}

/** Rows as `times` wants them. */
@inline
function arrange(from: usize, stride: usize, tokens: i32, columns: i32, packed: usize): void {
  if (tokens == 1) memory.copy(packed, from, <usize>(4 * columns));
  else pack(from, stride, tokens, columns, packed);
}

@inline
function times(
  matrix: usize, packed: usize, tokens: i32, first: i32, end: i32, out: usize, stride: usize, sum: bool, room: usize,
): void {
  if (tokens == 1) matvec(matrix, packed, first, end, out, sum);
  else matmul(matrix, packed, tokens, first, end, out, stride, sum, room);
}

/** What the model says after the last token. */
function chooseNext(thread: i32): void {
  const room = address(SCRATCH) + (<usize>thread) * address(SCRATCH_BYTES);
  rmsNorm(address(LAST), address(FINAL_NORM), word(WIDTH), load<f32>(place(EPSILON)), room);
  const panels = <i32>array(place(EMBEDDING), PANELS);
  matvec(place(EMBEDDING), room, share(panels, thread), share(panels, thread + 1), address(LOGITS), false);
  barrier(thread, word(THREADS));
  if (thread == 0) store<i32>(place(CHOSEN), choose(address(LOGITS), word(VOCABULARY), place(EXPONENTIALS)));
}
