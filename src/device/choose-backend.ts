import type { Backend } from '../../workers/contract';
import { t } from '../messages/language.svelte';
import type { GpuReport } from './inspect-device';

/** What the person asked for: `auto` is the GPU where there is a real one. */
export type BackendWish = 'auto' | Backend;

export interface BackendChoice {
  backend: Backend;
  /** For people, in the language of the page: why it is this one. */
  reason: string;
}

export function chooseBackend(wish: BackendWish, gpu: GpuReport): BackendChoice {
  if (wish === 'webgpu') return { backend: 'webgpu', reason: t('setup.gpu-wished') };
  if (wish === 'cpu') return { backend: 'cpu', reason: t('setup.cpu-wished') };
  switch (gpu.kind) {
    case 'gpu':
      return { backend: 'webgpu', reason: t('setup.gpu', { name: gpu.name }) };
    case 'software':
      return {
        backend: 'cpu',
        reason: t('setup.software', { name: gpu.name }),
      };
    case 'none':
      return { backend: 'cpu', reason: t(`setup.${gpu.reason}`) };
  }
}
