import type { Backend } from '../../workers/contract';
import type { GpuReport } from './inspect-device';

/** What the person asked for: `auto` is the GPU where there is a real one. */
export type BackendWish = 'auto' | Backend;

export interface BackendChoice {
  backend: Backend;
  /** For people: why it is this one. */
  reason: string;
}

export function chooseBackend(wish: BackendWish, gpu: GpuReport): BackendChoice {
  if (wish === 'webgpu') return { backend: 'webgpu', reason: 'the GPU, as you asked' };
  if (wish === 'cpu') return { backend: 'cpu', reason: 'the CPU, as you asked' };
  switch (gpu.kind) {
    case 'gpu':
      return { backend: 'webgpu', reason: `the GPU (${gpu.name})` };
    case 'software':
      return {
        backend: 'cpu',
        reason: `the CPU: the only WebGPU adapter here is software (${gpu.name}), which is slower`,
      };
    case 'none':
      return { backend: 'cpu', reason: `the CPU: ${gpu.reason}` };
  }
}
