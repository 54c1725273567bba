// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { GpuResults, Noted } from '../../bench/bench';
import type { Times } from '../../bench/kernel-times';
import type { ScanTime } from '../../bench/scans';
import type { EngineFile } from './gpu-files';
import { exponentialLimit, scanBandwidthLimit, stepBandwidthLimit } from './gpu-limits';
import { renderEngine, renderSizes } from './gpu-engine-section';
import { renderScans, scanShapes } from './gpu-scan-section';
import { fasterThanCuda, fasterThanSerial } from './gpu-targets-section';
import { renderMamba } from './mamba-gpu-section';
import { figure, percent } from './markdown';
import { prefillPicture } from './prefill-picture';
import { cudaBf16, cudaF32 } from './published-scan-times';

const times = (median: number): Times => ({ median, least: median * 0.9, most: median * 1.1 });
const noted: Noted = {
  gpu: 'NVIDIA Made-up',
  commit: 'abc1234',
  memoryMiB: 1234,
  clockMHz: 1980,
  host: 'nothing else ran',
};
const results: GpuResults = {
  date: '2026-11-29T05:28:13.202Z',
  adapter: 'NVIDIA: 580.1.2 580.1.2.0',
  versions: { node: 'v20.20.2', dawn: '0.6.2' },
  model: 'mamba-trivia-32m',
  randomWeights: false,
  noted,
};
const lanes = { subgroups: true, lanes: 32, groups: 4 };
const tiling = { width: 8, slots: 32, tokens: 8 };
const tile = { tokens: 64, rows: 64, tokenQuads: 1, rowQuads: 1, depth: 16, slices: 1 };

/** Two layers; one prompt whose layer takes 10 + 20 + 30 + 40 + 5 + 50 + 60 µs. */
const engineFile: EngineFile = {
  path: 'bench/results/engine-made-up.json',
  value: {
    ...results,
    bytes: { weights: 46e6, state: 1e6 },
    loadWeightsMs: 79,
    choosePlanMs: 1131,
    plan: {
      step: { in: lanes, matvec: lanes, head: lanes, mix: null },
      prefill: {
        scan: tiling,
        inProj: tile,
        xProj: { ...tile, tokens: 32, rows: 32, slices: 4 },
        outProj: tile,
      },
    },
    checks: [
      { kernel: 'convolution', worst: 0.1 },
      { kernel: 'embedding', worst: 0.49 },
    ],
    engine: {
      dispatchesPerToken: 10,
      tokensPerSecond: times(3000),
      stepMicroseconds: times(100),
      reading: (['together', 'one by one'] as const).map((way) => ({
        passages: 10,
        tokens: 916,
        way,
        milliseconds: times(way === 'together' ? 5 : 40),
        oneMoreMilliseconds: times(way === 'together' ? 3.5 : 7),
      })),
      prefill: [
        {
          tokens: 512,
          milliseconds: times(2),
          microseconds: times(500),
          layerMicroseconds: [
            ['rms-norm', 10],
            ['matmul', 20],
            ['conv1d', 30],
            ['matmul', 40],
            ['dt-proj', 5],
            ['scan', 50],
            ['matmul', 60],
          ].map(([kernel, median]) => ({
            kernel: String(kernel),
            microseconds: times(Number(median)),
          })),
        },
      ],
    },
  },
};

const scan = (
  channels: number,
  tokens: number,
  form: ScanTime['form'],
  median: number,
): ScanTime => ({ channels, tokens, rank: channels / 32, form, microseconds: times(median) });

const scans = [
  scan(1024, 512, 'serial', 400),
  scan(1024, 512, { ...tiling, slots: 16 }, 40),
  scan(1024, 512, tiling, 20),
  scan(1024, 512, 'dt_proj', 6),
  scan(1024, 4096, 'serial', 800),
  scan(1024, 4096, tiling, 200),
  scan(5120, 512, 'serial', 9999),
  scan(5120, 512, tiling, 7777),
];
const unsound = { channels: [5120], why: 'the GPU slept' };

describe('limits of an H200', () => {
  it('computes 33.5 million exponentials in 8 µs at 1,980 MHz', () =>
    expect(exponentialLimit(1024, 2048, 1980)).toBeCloseTo(8.02, 2));

  it('moves what a scan reads and writes at 4.8 TB/s', () =>
    expect(scanBandwidthLimit(1024, 2048)).toBeCloseTo(
      (4 * (2048 * (4 * 1024 + 32) + 1024 * 50)) / 4.8e6,
      6,
    ));

  it('moves weights once and the state twice for a step', () =>
    expect(stepBandwidthLimit({ weights: 46e6, state: 1e6 })).toBeCloseTo(10, 6));
});

describe('the section of the engine', () => {
  const text = renderEngine(engineFile);

  it('says where, when and how fast', () => {
    expect(text).toContain('## Mamba engine on an NVIDIA Made-up');
    expect(text).toContain(
      'driver 580.1.2, 1,980 MHz under load by nvidia-smi, nothing else ran, engine and weights of commit abc1234',
    );
    expect(text).toContain('3,000 tokens/s (2,700–3,300)');
    expect(text).toContain('10 dispatches, so\n10.0 µs a dispatch');
    expect(text).toContain('10 % of the bandwidth (these weights fit');
    expect(text).toContain('embedding came nearest to its\nbound, 49 % of it');
  });

  it('names the matrix products by their place and sums a layer', () => {
    for (const row of [
      '| x_proj | 40.0 |',
      '| out_proj | 60.0 |',
      '| one layer | 215 |',
      '| matrix products in it | 58 % |',
      '| all layers, of all GPU time | 86 % |',
      '| 512 | 2.00 (1.80–2.20) | 256,000 | 0.500 | 0.977 |',
    ]) {
      expect(text).toContain(row);
    }
    expect(text).toContain('The longest: out_proj at 512 tokens');
  });

  it('leaves lengths that were not measured open', () => {
    const row = renderSizes([engineFile])
      .split('\n')
      .find((line) => line.startsWith('| mamba-trivia-32m'));
    expect(row).toContain('| 1,234 MiB |');
    expect(row).toContain('| 2.00 ms, 256,000 | – |');
  });

  it('refuses a layer of other kernels than it has names for', () => {
    const [prefill] = engineFile.value.engine.prefill;
    if (!prefill) throw new Error('Nothing made up.');
    const other = { ...prefill, layerMicroseconds: prefill.layerMicroseconds.slice(1) };
    const engine = { ...engineFile.value.engine, prefill: [other] };
    const value = { ...engineFile.value, engine };
    expect(() => renderEngine({ ...engineFile, value })).toThrow('kernels of a layer');
  });
});

describe('the picture', () => {
  const svg = prefillPicture(engineFile);

  it('is well-formed and has a title', () => {
    const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(picture.querySelector('parsererror')).toBeNull();
    expect(picture.querySelector('title')?.textContent).toContain('one of 2 layers');
  });

  it('brings its own ground and dark colours', () => {
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain('class="ground"');
  });

  it('draws the kernels as wide as they take long, together as wide as the layer', () => {
    const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
    const width = (rect: Element | null) => Number(rect?.getAttribute('width'));
    const kernels = [...picture.querySelectorAll('rect:has(title)')].map(width);
    const layer = width(picture.querySelector('.layer'));
    expect(kernels).toHaveLength(7);
    expect(kernels.reduce((a, b) => a + b)).toBeCloseTo(layer, 0);
    expect((kernels[6] ?? NaN) / layer).toBeCloseTo(60 / 215, 2);
  });
});

describe('the section of the scan', () => {
  const value = { ...results, scans };

  it('takes the fastest tiling of each shape', () =>
    expect(scanShapes(value)).toMatchObject([
      { channels: 1024, tokens: 512, tiling, serial: { median: 400 }, dtProj: { median: 6 } },
      { channels: 1024, tokens: 4096, ours: { median: 200 } },
      { channels: 5120 },
    ]));

  it('does not show what was measured unsoundly, and says so', () => {
    const text = renderScans({ path: 'p', value: { ...value, noted: { ...noted, unsound } } });
    expect(text).toContain(
      '| 20.0 (18.0–22.0) | 8 · 32 · 8 | 400 | 20.0 × | 23.1 | 1.16 × | 14.7 |',
    );
    expect(text).not.toContain('7,777');
    expect(text).toContain('D = 5,120 was measured too and is not shown: the GPU slept.');
  });
});

describe('targets', () => {
  const shapes = scanShapes({ ...results, scans, noted: { ...noted, unsound } });

  it('counts shapes that are faster than the CUDA kernel and names the others', () =>
    expect(fasterThanCuda(shapes, '', true)).toEqual([
      'scan at f32 faster than the CUDA kernel for L ≥ 512',
      '1 of 2 shapes, 0.88–1.16 × as fast; slower at D = 1,024, L = 4,096: 0.88 ×',
      'in part',
    ]));

  it('is met only where all shapes were measured', () => {
    const [first] = shapes;
    if (!first) throw new Error('Nothing made up.');
    expect(fasterThanCuda([first], '', true)[2]).toBe('yes');
    expect(fasterThanCuda([first], '; D = 5,120 not measured', false)[2]).toBe('where measured');
    expect(fasterThanSerial(shapes, '', true).slice(1)).toEqual([
      '1 of 2 shapes, 4.00–20.0 ×',
      'in part',
    ]);
  });

  it('compares shapes only for which there is a published time', () => {
    expect(cudaF32(1024, 2048)).toBe(87.7);
    expect(cudaBf16(5120, 4096)).toBe(378);
    expect(cudaF32(1024, 777)).toBeUndefined();
    expect(cudaF32(2048, 512)).toBeUndefined();
  });
});

it('counts the prompts that are equal to PyTorch’s and shows every margin', () => {
  const text = renderMamba({
    path: 'p',
    value: {
      gpu: results.adapter,
      node: 'v20.20.2',
      date: results.date,
      loadMs: 1598,
      checks: [
        { kernel: 'matrix × vector', worst: 8e-5 },
        { kernel: 'convolution', worst: 0.1 },
      ],
      decodeMsPerToken: 0.4357,
      prompts: [
        { tokens: 944, equalsPyTorch: true, prefillMs: 14.15 },
        { tokens: 52, equalsPyTorch: false, prefillMs: 3.35 },
      ],
      noted,
    },
  });
  expect(text).toContain('2026-11-29');
  expect(text).toContain('1 of 2 recorded prompts give');
  expect(text).toContain('a token written in 0.436 ms');
  expect(text).toContain('944 tokens in 14.2 ms');
  expect(text).toContain('| matrix × vector | < 0.1 % |');
  expect(text).toContain('| convolution | 10 % |');
});

it('writes three figures, and whole numbers from 100 on', () => {
  expect([0.0483, 4.139, 70, 1130.6].map(figure)).toEqual(['0.0483', '4.14', '70.0', '1,131']);
  expect([0.032, 0.1, 0.488].map(percent)).toEqual(['3.2 %', '10 %', '49 %']);
});
