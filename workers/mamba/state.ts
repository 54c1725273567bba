import type { MambaConfig } from './config';
import { paddedStates } from './kernels/selective-scan/scan';

/**
 * Where everything that the model carries from token to token lies in ONE buffer, so that saving, restoring and forking a
 * context is one copy: per layer the last d_conv − 1 columns of x and the scan's state.
 */
export interface StateLayout {
  layers: { window: Region; scan: Region }[];
  /** Of the whole buffer, with the gaps that WebGPU's alignment makes. */
  bytes: number;
  /** Of the model's own state: windows and scan states, unpadded. */
  stateBytes: number;
}

export interface Region {
  offset: number;
  size: number;
}

/** WebGPU's guaranteed `minStorageBufferOffsetAlignment`. */
const ALIGNMENT = 256;

export function layOutState({ layers, channels, states, taps }: MambaConfig): StateLayout {
  let bytes = 0;
  const region = (floats: number): Region => {
    const offset = bytes;
    const size = 4 * floats;
    bytes = Math.ceil((offset + size) / ALIGNMENT) * ALIGNMENT;
    return { offset, size };
  };
  return {
    layers: Array.from({ length: layers }, () => ({
      window: region((taps - 1) * channels),
      scan: region(channels * paddedStates(states)),
    })),
    bytes,
    stateBytes: 4 * layers * channels * (taps - 1 + states),
  };
}
