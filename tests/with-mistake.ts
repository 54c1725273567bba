import { expect } from 'vitest';
import type { Gpu } from '../workers/gpu/gpu';

export interface Mistake {
  kernel: string;
  /** What stands in its code, and what shall stand there instead. */
  right: string;
  wrong: string;
}

/** While `work` runs, one kernel is compiled with a mistake in it: its check has to find that. */
export async function withMistake<T>(
  gpu: Gpu,
  { kernel, right, wrong }: Mistake,
  work: () => Promise<T>,
): Promise<T> {
  const honest = gpu.pipeline.bind(gpu);
  gpu.pipeline = (label, code, constants) => {
    if (label !== kernel) return honest(label, code, constants);
    expect(code).toContain(right);
    return honest(label, code.replace(right, wrong), constants);
  };
  try {
    return await work();
  } finally {
    gpu.pipeline = honest;
  }
}
