import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../bench/time-wllama';
import type { WllamaBench } from '../../bench/wllama';
import { renderWllama } from './wllama-section';

/** Reads a token in `ms`, the first time five times as slowly. */
const times = (engine: EngineName, ms: number, lengths: number[]): WllamaBench['times'][number] => {
  const runs = (factor: number) => [5, 1, 1].map((one) => one * factor * ms);
  const insideMs = engine === 'fused' ? [] : runs(0.5);
  const reading = lengths.map((tokens) => ({ tokens, wallMs: runs(tokens), insideMs: [] }));
  return {
    engine,
    threads: 1,
    load: 0.04,
    loadMs: 100,
    reading,
    writing: { wallMs: runs(1), insideMs },
  };
};

const bench: WllamaBench = {
  command: 'npm run bench:wllama',
  date: '2026-11-30',
  machine: 'EPYC, 2 cores',
  runtime: 'Chromium 1',
  wllama: '3.0.0',
  llamaCpp: 'b1',
  times: [times('fused', 1, [192, 900]), times('f32', 4, [192, 900]), times('q4_1', 8, [192])],
  engines: [{ engine: 'f32', fileBytes: 128e6, residentBytes: 256e6, same: 23, asked: 24 }],
};
const markdown = renderWllama(bench);

describe('the section', () => {
  it('gives medians and spread, and no figure where nothing was asked', () => {
    expect(markdown).toContain(
      '| ours, relaxed SIMD | 1 | 100 | 192 (192 – 960) | 900 (900 – 4,500) |',
    );
    expect(markdown).toContain(
      '| wllama, Q4_1 | 1 | 100 | 1,536 (1,536 – 7,680) | – | 8.00 (8.00 – 40.0) |',
    );
  });

  it('says how many answers are PyTorch’s and what an engine holds', () => {
    expect(markdown).toContain('| wllama, F32 | 128.0 | 256.0 | 23 of 24 |');
  });

  it('says on what it was measured and what wllama’s own clock says', () => {
    expect(markdown).toContain(
      'wllama 3.0.0 (llama.cpp b1); load average before it began: 0.0 with 1 thread.',
    );
    expect(markdown).toContain('medians of 3');
    expect(markdown).toContain('at most\n50 % of a time, by its own clock');
  });
});
