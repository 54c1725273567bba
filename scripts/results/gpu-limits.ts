/** What an NVIDIA H200 could do at most; shares in docs/RESULTS.md are of these. */
export const H200 = {
  /** By its data sheet. */
  bytesPerSecond: 4.8e12,
  levelTwoBytes: 50e6,
  multiprocessors: 132,
  /** A cycle and multiprocessor (CUDA C++ Programming Guide, throughput of special functions). */
  exponentials: 16,
};

const STATES = 16;

/** Microseconds that the exponentials of a scan take at least, each computed once: one for each token, channel and state. */
export function exponentialLimit(channels: number, tokens: number, clockMHz: number): number {
  const perMicrosecond = H200.exponentials * H200.multiprocessors * clockMHz;
  return (channels * tokens * STATES) / perMicrosecond;
}

/** Microseconds that our scan's bytes take at least: u, Δ, z and y, B and C, A, D, the bias of Δ, and the state twice. */
export function scanBandwidthLimit(channels: number, tokens: number): number {
  const perToken = 4 * channels + 2 * STATES;
  const perChannel = 2 + 3 * STATES;
  return (4 * (tokens * perToken + channels * perChannel) * 1e6) / H200.bytesPerSecond;
}

/** Microseconds that a step's bytes take at least: every weight once, the state read and written. */
export const stepBandwidthLimit = (bytes: { weights: number; state: number }): number =>
  ((bytes.weights + 2 * bytes.state) * 1e6) / H200.bytesPerSecond;
