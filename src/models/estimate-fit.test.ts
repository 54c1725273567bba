import { describe, expect, it } from 'vitest';
import type { ModelFootprint } from '../../workers/contract';
import { estimateFit, LONGEST_PROMPT_TOKENS } from './estimate-fit';

const small: ModelFootprint = {
  weightBytes: 35e6,
  largestWeightBytes: 8.4e6,
  cpuWeightBytes: 130e6,
  stateBytes: 1.1e6,
  cacheBytesPerToken: 0,
};
/** Sizes of mamba-1.4b: 8 bits fit into a GPU, 32 bits not into WebAssembly. */
const large: ModelFootprint = { ...small, weightBytes: 1.4e9, cpuWeightBytes: 5.5e9 };
const gpu = { memoryGiB: 8, gpuBufferBytes: 2 ** 31 - 4 };

describe('estimateFit', () => {
  it('adds weights and the state kept at every passage', () => {
    expect(estimateFit(small, 'webgpu', gpu)).toEqual({
      fits: 'yes',
      needBytes: 35e6 + 22 * 1.1e6,
      because: '',
    });
    expect(estimateFit(small, 'cpu', gpu).needBytes).toBe(165e6 + 22 * 1.1e6);
  });

  it('adds a cache for the longest prompt of k = 20', () => {
    const transformer = { ...small, stateBytes: 0, cacheBytesPerToken: 28_672 };
    const { needBytes } = estimateFit(transformer, 'webgpu', gpu);
    expect(needBytes).toBe(35e6 + 28_672 * LONGEST_PROMPT_TOKENS);
  });

  it('says no on the CPU and cannot know on a GPU for a large model', () => {
    expect(estimateFit(large, 'cpu', gpu)).toMatchObject({ fits: 'no' });
    expect(estimateFit(large, 'cpu', gpu).because).toContain('smaller model, or a GPU');
    expect(estimateFit(large, 'webgpu', gpu)).toMatchObject({ fits: 'unknown' });
  });

  it('holds the largest weight against what the adapter allows', () => {
    const phone = { memoryGiB: 4, gpuBufferBytes: 128 * 2 ** 20 };
    const wide = { ...small, largestWeightBytes: 129 * 2 ** 20 };
    expect(estimateFit(wide, 'webgpu', phone)).toMatchObject({ fits: 'no' });
    expect(estimateFit(wide, 'cpu', phone)).toMatchObject({ fits: 'yes' });
  });

  it('holds all of it against little memory, and takes 8 GiB for "8 or more"', () => {
    const half = { ...small, cpuWeightBytes: 1.5e9 };
    expect(estimateFit(half, 'cpu', { memoryGiB: 2, gpuBufferBytes: undefined }).fits).toBe('no');
    expect(estimateFit(half, 'cpu', { memoryGiB: 8, gpuBufferBytes: undefined }).fits).toBe('yes');
  });

  it('counts kept states only as far as they are kept', () => {
    // mamba-2.8b: a state of 25 MB, of which five are kept beside the one in use.
    const huge = { ...small, weightBytes: 2.9e9, stateBytes: 24.9e6 };
    expect(estimateFit(huge, 'webgpu', gpu)).toMatchObject({
      fits: 'unknown',
      needBytes: 2.9e9 + 24.9e6 + 128e6,
    });
  });

  it('says no on a GPU of a device with little memory, and where there is no GPU', () => {
    const phone = { memoryGiB: 2, gpuBufferBytes: 2 ** 31 - 4 };
    expect(estimateFit(large, 'webgpu', phone)).toMatchObject({ fits: 'no' });
    const none = { memoryGiB: 8, gpuBufferBytes: undefined };
    expect(estimateFit(small, 'webgpu', none).because).toContain('no graphics processor');
  });
});
