import type { Backend, ModelFootprint } from '../../workers/contract';
import { MAX_K } from '../ask/url-state';
import type { DeviceReport } from '../device/inspect-device';
import { formatBytes } from '../format-bytes';

/** A passage of the longest kind with its title, and what stands around the passages. */
const PASSAGE_TOKENS = 200;
const OTHER_TOKENS = 300;
export const LONGEST_PROMPT_TOKENS = MAX_K * PASSAGE_TOKENS + OTHER_TOKENS;
/** Contexts that are kept for moving k: one behind the question and each passage, and the one in use. */
const KEPT_STATES = MAX_K + 2;

/** A WebAssembly memory ends at 4 GiB; the runtime and its scratch space need some of it. */
const WASM_BYTES = 3.5 * 2 ** 30;
/** Browsers read a file into memory in one piece of less than 2 GiB. */
const ONE_FILE_BYTES = 2 ** 31 - 1;
/** Browsers say at most this much memory, whatever there is. */
const MOST_SAID_GIB = 8;

export interface Fit {
  fits: 'yes' | 'no' | 'unknown';
  /** Weights and, at k = 20, state or cache. */
  needBytes: number;
  /** For people: why not, and what to do; empty if it fits. */
  because: string;
}

/** Whether a model fits on this device, before anything of it is loaded: a formula over its sizes and the device's limits. */
export function estimateFit(
  footprint: ModelFootprint,
  backend: Backend,
  device: Pick<DeviceReport, 'memoryGiB' | 'gpuBufferBytes'>,
): Fit {
  const { weightBytes, largestWeightBytes, cpuWeightBytes } = footprint;
  const context =
    footprint.stateBytes * KEPT_STATES + footprint.cacheBytesPerToken * LONGEST_PROMPT_TOKENS;
  const weights = backend === 'webgpu' ? weightBytes : weightBytes + cpuWeightBytes;
  const needBytes = weights + context;
  const no = (because: string): Fit => ({ fits: 'no', needBytes, because });

  if (weightBytes > ONE_FILE_BYTES) {
    return no(
      'its weights are more than the 2 GB that a browser reads in one piece. Choose a smaller model.',
    );
  }
  const memory = device.memoryGiB === undefined ? undefined : device.memoryGiB * 2 ** 30;
  if (backend === 'webgpu') {
    const limit = device.gpuBufferBytes ?? 0;
    if (largestWeightBytes > limit) {
      return no(
        `one weight takes ${formatBytes(largestWeightBytes)}; this GPU allows ${formatBytes(limit)} in one piece. Use the CPU or a smaller model.`,
      );
    }
    // No browser says how much memory a GPU has.
    return needBytes > 1e9
      ? { fits: 'unknown', needBytes, because: 'browsers do not say how much memory a GPU has.' }
      : { fits: 'yes', needBytes, because: '' };
  }
  if (needBytes > WASM_BYTES) {
    return no('on the CPU a model may take 3.5 GiB at most. Choose a smaller model, or a GPU.');
  }
  // The figure is rounded down and ends at 8: only below is it the whole truth.
  if (memory !== undefined && needBytes > memory * 0.6 && (device.memoryGiB ?? 0) < MOST_SAID_GIB) {
    return no(
      `this device has about ${formatBytes(memory)} for everything. Choose a smaller model.`,
    );
  }
  return { fits: 'yes', needBytes, because: '' };
}
