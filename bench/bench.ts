import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { giveWebGpu } from '../scripts/webgpu-for-node';
import type { KernelCheck } from '../workers/contract';
import { Gpu } from '../workers/gpu/gpu';
import { choosePlan } from '../workers/mamba/choose-plan';
import { parseMambaConfig } from '../workers/mamba/config';
import { candidates, type Plan } from '../workers/mamba/plan';
import { layOutState } from '../workers/mamba/state';
import { loadWeights } from '../workers/mamba/weights';
import { partsOf } from '../workers/model-files/bundle-files';
import { benchEngine, type EngineTimes } from './engine';
import { benchScans, type ScanTime } from './scans';
import { PUBLISHED, publishedConfig, randomCheckpoint } from './random-checkpoint';

const BUNDLED = 'mamba-trivia-32m';
const LENGTHS = '128,256,512,1024,2048,4096';

/**
 * `npm run bench` on a machine with a GPU and a Vulkan driver: kernels and the whole engine through Dawn for Node (Chromium's WebGPU
 * without the browser), with GPU timestamps. `-- --model mamba-130m` takes random weights of a published size instead of the
 * bundled model, `--random` random weights of the bundled size; `--parts engine` or `--parts scans` leaves the other out, `--lengths
 * 512,4096` other prompts; `--rehearse` takes a software adapter too, to see that it all runs. Writes `--out`/engine-<model>-<adapter>.json
 * anew after each part, so that a run that is cut short leaves what it had. Where there is no GPU it says so and stops.
 */
export async function main(options: readonly string[]): Promise<void> {
  const { values: asked } = parseArgs({
    args: [...options],
    options: {
      model: { type: 'string', default: BUNDLED },
      random: { type: 'boolean', default: false },
      parts: { type: 'string', default: 'engine,scans' },
      lengths: { type: 'string', default: LENGTHS },
      rehearse: { type: 'boolean', default: false },
      out: { type: 'string', default: 'bench/results' },
    },
  });
  const { model } = asked;
  if (model !== BUNDLED && !isPublished(model)) {
    return stop(`--model takes one of ${[BUNDLED, ...Object.keys(PUBLISHED)].join(', ')}.`);
  }
  const parts = asked.parts.split(',');

  // Timestamps as the GPU gives them, not rounded against fingerprinting.
  const webgpu = giveWebGpu('disable-dawn-features=timestamp_quantization');
  const adapter = await webgpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter)
    return stop(
      'No GPU adapter: install a Vulkan driver, or name it in VK_DRIVER_FILES. NVIDIA’s loads only beside libegl1, libglx0 and libgl1, also where there is no display.',
    );
  const gpu = await Gpu.open(adapter, ['subgroups', 'timestamp-query']);
  if (gpu.isSoftware && !asked.rehearse)
    return stop(`${gpu.description} computes on the CPU: its times mean nothing.`);
  if (!gpu.device.features.has('timestamp-query')) return stop('This GPU gives no timestamps.');

  const results: GpuResults = {
    date: new Date().toISOString(),
    adapter: gpu.description,
    versions: { node: process.version, dawn: versionOf('webgpu') },
    model,
    randomWeights: asked.random || model !== BUNDLED,
  };
  const adapterName = gpu.description.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase();
  const path = `${asked.out}/engine-${model}-${adapterName}.json`;
  mkdirSync(asked.out, { recursive: true });
  const save = (more: Partial<GpuResults>) => {
    Object.assign(results, more);
    writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  };
  /** A part that fails takes no other with it. */
  async function part(name: string, work: () => Promise<void>): Promise<void> {
    if (!parts.includes(name)) return;
    const start = performance.now();
    try {
      await work();
    } catch (error) {
      console.error(error);
      save({ failed: [...(results.failed ?? []), `${name}: ${String(error)}`] });
      process.exitCode = 1;
    }
    console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }

  await part('engine', async () => {
    const config = isPublished(model)
      ? publishedConfig(model)
      : parseMambaConfig(new Uint8Array(readFileSync(`public/models/${BUNDLED}/config.json`)));
    const file = results.randomWeights
      ? randomCheckpoint(config)
      : new Uint8Array(readFileSync(`public/models/${BUNDLED}/model.safetensors`));
    const start = performance.now();
    const weights = await loadWeights(gpu, config, partsOf(file));
    await gpu.finished();
    const loaded = performance.now();
    const { plan, checks, chunkTokens } = await choosePlan(gpu, config, weights);
    const choosePlanMs = performance.now() - loaded;
    save({
      bytes: { weights: file.byteLength, state: layOutState(config).stateBytes },
      loadWeightsMs: loaded - start,
      choosePlanMs,
      plan,
      chunkTokens,
      checks,
    });
    const lengths = asked.lengths.split(',').map(Number);
    const chosen = { plan, chunkTokens };
    await benchEngine(gpu, config, weights, chosen, lengths, (engine) => save({ engine }));
  });
  await part('scans', () =>
    benchScans(
      gpu,
      candidates(gpu).scan,
      [1024, 1536, 5120].map((channels) => ({
        channels,
        tokens: asked.rehearse ? [128] : [128, 512, 1024, 2048, 4096],
      })),
      (scans) => save({ scans }),
    ),
  );
  console.log(`Written: ${path}`);
  gpu.dispose();
}

/** What engine-*.json holds. */
export interface GpuResults {
  date: string;
  adapter: string;
  versions: { node: string; dawn: string };
  model: string;
  randomWeights: boolean;
  bytes?: { weights: number; state: number };
  loadWeightsMs?: number;
  choosePlanMs?: number;
  plan?: Plan;
  /** As the page would read here. */
  chunkTokens?: number;
  checks?: KernelCheck[];
  engine?: Partial<EngineTimes>;
  scans?: readonly ScanTime[];
  /** Parts that did not come to their end, and why. */
  failed?: string[];
  noted?: Noted;
}

/**
 * What a bench cannot see from within: written into its file afterwards, by whoever ran it, from nvidia-smi beside it. The file
 * is named for the GPU then.
 */
export interface Noted {
  /** Adapters name the driver only. */
  gpu: string;
  /** Whose engine and weights ran. */
  commit: string;
  /** The most that the process held on the GPU, of three samples a second: the driver's context and all candidates of start-up too. */
  memoryMiB: number;
  /** Of the multiprocessors, under load. */
  clockMHz: number;
  /** What else ran there. */
  host: string;
  /** Scans over so many channels whose times mean nothing. */
  unsound?: { channels: number[]; why: string };
}

const isPublished = (model: string): model is keyof typeof PUBLISHED => model in PUBLISHED;

function stop(reason: string): void {
  console.error(`No bench: ${reason}`);
  process.exitCode = 1;
}

function versionOf(dependency: string): string {
  const file = readFileSync(`node_modules/${dependency}/package.json`, 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
