import type { Backend, ModelFootprint } from '../../workers/contract';
import { MAX_K } from '../ask/url-state';
import type { DeviceReport } from '../device/inspect-device';
import { formatBytes } from '../format-bytes';
import { t } from '../messages/language.svelte';

/** A passage of the longest kind with its title, and what stands around the passages. */
const PASSAGE_TOKENS = 200;
const OTHER_TOKENS = 300;
export const LONGEST_PROMPT_TOKENS = MAX_K * PASSAGE_TOKENS + OTHER_TOKENS;
/** Contexts that are kept for moving k, one behind the question and each passage, as far as `prefix-tree.ts` lets them grow. */
const KEPT_STATES = MAX_K + 1;
const KEPT_BYTES = 128e6;

/** A WebAssembly memory ends at 4 GiB; the runtime and its scratch space need some of it. */
const WASM_BYTES = 3.5 * 2 ** 30;
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
  const { weightBytes, largestWeightBytes, cpuWeightBytes, stateBytes } = footprint;
  const context =
    stateBytes +
    Math.min(stateBytes * KEPT_STATES, KEPT_BYTES) +
    footprint.cacheBytesPerToken * LONGEST_PROMPT_TOKENS;
  const weights = backend === 'webgpu' ? weightBytes : weightBytes + cpuWeightBytes;
  const needBytes = weights + context;
  const no = (because: string): Fit => ({ fits: 'no', needBytes, because });

  const memory = device.memoryGiB === undefined ? undefined : device.memoryGiB * 2 ** 30;
  // The figure is rounded down and ends at 8: only below is it the whole truth.
  const tooLittle =
    memory !== undefined && needBytes > memory * 0.6 && (device.memoryGiB ?? 0) < MOST_SAID_GIB;
  if (backend === 'webgpu') {
    const limit = device.gpuBufferBytes;
    if (limit === undefined) return no(t('models.no-gpu'));
    if (largestWeightBytes > limit) {
      return no(
        t('models.matrix-too-large', {
          size: formatBytes(largestWeightBytes),
          most: formatBytes(limit),
        }),
      );
    }
    if (tooLittle) return no(littleMemory(memory));
    // No browser says how much memory a GPU has.
    return needBytes > 1e9
      ? {
          fits: 'unknown',
          needBytes,
          because: t('models.gpu-memory-unknown'),
        }
      : { fits: 'yes', needBytes, because: '' };
  }
  if (needBytes > WASM_BYTES) {
    const widened = weightBytes < cpuWeightBytes;
    return no(
      t(widened ? 'models.cpu-too-little-for-32' : 'models.cpu-too-little', {
        most: formatBytes(WASM_BYTES),
      }),
    );
  }
  return tooLittle ? no(littleMemory(memory)) : { fits: 'yes', needBytes, because: '' };
}

const littleMemory = (bytes: number) =>
  t('models.memory-too-little', { memory: formatBytes(bytes) });
