import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { create, globals } from 'webgpu';
import { Gpu } from '../workers/gpu/gpu';
import { choosePlan } from '../workers/mamba/choose-plan';
import { parseMambaConfig } from '../workers/mamba/config';
import { candidates } from '../workers/mamba/plan';
import { loadWeights } from '../workers/mamba/weights';
import { partsOf } from '../workers/model-files/bundle-files';
import { benchEngine } from './engine';
import { benchScans } from './scans';
import { modelBytes, PUBLISHED, publishedConfig, randomCheckpoint } from './random-checkpoint';

const BUNDLED = 'public/models/mamba-trivia-32m';

/**
 * `npm run bench` on a machine with a GPU and a Vulkan driver: kernels and the whole engine through Dawn for Node (Chromium's WebGPU
 * without the browser), with GPU timestamps. `-- --model mamba-130m` takes random weights of a published size instead of the
 * bundled model. Writes bench/results/engine-<model>-<adapter>.json. Where there is no GPU it says so and stops.
 */
export async function main(options: readonly string[]): Promise<void> {
  Object.assign(globalThis, globals);
  // Timestamps as the GPU gives them, not rounded against fingerprinting.
  const gpuInstance = create(['disable-dawn-features=timestamp_quantization']);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu: gpuInstance },
    configurable: true,
  });
  const adapter = await gpuInstance.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter)
    return stop('No GPU adapter: install a Vulkan driver, or name it in VK_DRIVER_FILES.');
  const gpu = await Gpu.open(adapter, ['subgroups', 'timestamp-query']);
  if (gpu.isSoftware)
    return stop(`${gpu.description} computes on the CPU: its times mean nothing.`);
  if (!gpu.device.features.has('timestamp-query')) return stop('This GPU gives no timestamps.');

  const name = options[options.indexOf('--model') + 1];
  const isPublished = options.includes('--model');
  if (isPublished && !(name && name in PUBLISHED)) {
    return stop(`--model takes one of ${Object.keys(PUBLISHED).join(', ')}.`);
  }
  const model = isPublished && name ? name : 'mamba-trivia-32m';
  const config = isPublished
    ? publishedConfig(name as Parameters<typeof publishedConfig>[0])
    : parseMambaConfig(new Uint8Array(readFileSync(`${BUNDLED}/config.json`)));
  const file = isPublished
    ? randomCheckpoint(config)
    : new Uint8Array(readFileSync(`${BUNDLED}/model.safetensors`));

  const start = performance.now();
  const weights = await loadWeights(gpu, config, partsOf(file));
  await gpu.finished();
  const loaded = performance.now();
  const { plan, checks } = await choosePlan(gpu, config, weights);
  const results = {
    date: new Date().toISOString(),
    adapter: gpu.description,
    versions: { node: process.version, dawn: versionOf('webgpu') },
    model,
    bytes: modelBytes(config),
    loadWeightsMs: loaded - start,
    choosePlanMs: performance.now() - loaded,
    plan,
    checks,
    engine: await benchEngine(gpu, config, weights, plan, [128, 256, 512, 1024, 2048, 4096]),
    scans: await benchScans(
      gpu,
      candidates(gpu).prefill.map(({ scan }) => scan),
      [1024, 1536, 5120].map((channels) => ({ channels, tokens: [128, 512, 1024, 2048, 4096] })),
    ),
  };
  mkdirSync('bench/results', { recursive: true });
  const adapterName = gpu.description.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase();
  const path = `bench/results/engine-${model}-${adapterName}.json`;
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`Written: ${path}`);
  gpu.dispose();
}

function stop(reason: string): void {
  console.error(`No bench: ${reason}`);
  process.exitCode = 1;
}

function versionOf(dependency: string): string {
  const file = readFileSync(`node_modules/${dependency}/package.json`, 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
