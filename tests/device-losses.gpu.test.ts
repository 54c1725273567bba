import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import type { BundleManifest, GenerationReport, PromptSegment } from '../workers/contract';
import { Gpu } from '../workers/gpu/gpu';
import { createMambaGpuDecoder } from '../workers/mamba/mamba-gpu-decoder';
import { createMambaModel } from '../workers/mamba/model';
import { openMambaGpu } from '../workers/mamba/open-mamba-gpu';
import type { Plan } from '../workers/mamba/plan';
import { loadWeights } from '../workers/mamba/weights';
import { partsOf } from '../workers/model-files/bundle-files';
import { createReader } from '../workers/reader/create-reader';
import type { Decoder } from '../workers/reader/decoder';
import type { PromptTokenizer } from '../workers/tokenizer/prompt-tokenizer';
import { tinyMamba, tinyMambaWeights } from './tiny-mamba';

const LOSSES = 50;
const ignore = () => undefined;
/** As small as the kernels can be: a software adapter compiles them all after each loss, in a fifth of the safe plan's time. */
const lanes = { subgroups: false, lanes: 4, groups: 2 };
const tile = { tokens: 16, rows: 16, tokenQuads: 1, rowQuads: 1, depth: 16, slices: 1 };
const plan: Plan = {
  step: { in: lanes, matvec: lanes, head: lanes, mix: null },
  prefill: { scan: { width: 4, slots: 4, tokens: 4 }, inProj: tile, xProj: tile, outProj: tile },
};
const manifest: BundleManifest = { id: '', kind: 'mamba', title: '', licence: '', files: [] };
const segments: PromptSegment[] = [
  { kind: 'question', text: 'Who?' },
  { kind: 'passage', title: 't', text: 'Ada and Blaise' },
  { kind: 'question', text: 'Who?' },
  { kind: 'answer' },
];

/** A token is a letter: the tiny model knows 128. */
const tokenizer: PromptTokenizer = {
  endToken: -1,
  encode: (all) =>
    all.map((segment) => ({
      kind: segment.kind,
      ids: [1, ...('text' in segment ? new TextEncoder().encode(segment.text) : [])],
      truncated: false,
    })),
  decodeAnswer: (ids) => ids.join(' '),
  decodePrompt: (ids) => ids.join(' '),
};

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
process.on('unhandledRejection', note);
afterAll(() => void process.off('unhandledRejection', note));

/** Buffers that were made on this device and not destroyed. */
function watchBuffers(device: GPUDevice): Set<GPUBuffer> {
  const live = new Set<GPUBuffer>();
  const make = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = make(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    live.add(buffer);
    buffer.destroy = () => {
      live.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  return live;
}

/** A reader as in its worker, on a tiny model, whose newest device is at hand. */
function openLosableReader() {
  const weights = tinyMambaWeights();
  const opened: WeakRef<Decoder>[] = [];
  let device: GPUDevice | undefined;
  let buffers = new Set<GPUBuffer>();
  const reader = createReader({
    architecture: 'mamba',
    openFiles: async () => ({
      read: async () => new TextEncoder().encode('{"trainedTokens": 1}'),
    }),
    openTokenizer: async () => tokenizer,
    openDecoder: async () => {
      const gpu = await Gpu.open();
      device = gpu.device;
      buffers = watchBuffers(device);
      const loaded = await loadWeights(gpu, tinyMamba, partsOf(weights));
      const chunkTokens = 4;
      const model = await createMambaModel(gpu, tinyMamba, loaded, {
        chunkTokens,
        plan,
      });
      const decoder = createMambaGpuDecoder({
        gpu,
        model,
        parameters: 0,
        chunkTokens,
        checks: [],
      });
      opened.push(new WeakRef(decoder));
      return decoder;
    },
  });
  return {
    reader,
    load: () => reader.load(manifest, 'webgpu', ignore),
    lose: () => device?.destroy(),
    liveBuffers: () => buffers.size,
    /** Decoders, with their weights and snapshots, that something still holds. */
    liveDecoders: () => opened.filter((decoder) => decoder.deref()).length,
  };
}

const answer = ({ text, tokens }: GenerationReport) => ({
  text,
  // Bit by bit: the same device computes the same.
  probabilities: tokens.map(({ logProbability }) => logProbability),
});

it(`after each of ${LOSSES} lost devices the reader loads again and gives the same answer`, async () => {
  const { reader, load, lose, liveBuffers, liveDecoders } = openLosableReader();
  const ask = (onEvent: Parameters<typeof reader.generate>[2] = ignore) =>
    reader.generate(segments, { maxNewTokens: 4 }, onEvent);
  await load();
  const right = answer(await ask());
  expect(right.probabilities).toHaveLength(4);
  const buffers = liveBuffers();

  const moments = ['idle', 'prefill', 'token'] as const;
  for (let loss = 0; loss < LOSSES; loss++) {
    const moment = moments[loss % moments.length];
    if (moment === 'idle') lose();
    // Another first word, so that there is something to read.
    const [, ...rest] = segments;
    const work = reader.generate(
      [{ kind: 'question', text: `Why ${loss}?` }, ...rest],
      { maxNewTokens: 12 },
      ({ type }) => {
        if (type === moment) lose();
      },
    );
    await expect(work, `loss ${loss}, ${moment}`).rejects.toMatchObject({ name: 'device-lost' });
    await load();
    expect(answer(await ask()), `after loss ${loss}`).toEqual(right);
    expect(liveBuffers(), `after loss ${loss}`).toBe(buffers);
  }
  expect(unhandled).toEqual([]);
  await expect
    .poll(async () => {
      collectGarbage();
      return liveDecoders();
    })
    // The one in use, and one that a promise on its way may still name.
    .toBeLessThanOrEqual(2);
  await reader.dispose();
});

/** `config.json` of the tiny model, in Hugging Face's words. */
const config = {
  model_type: 'mamba',
  num_hidden_layers: tinyMamba.layers,
  hidden_size: tinyMamba.width,
  intermediate_size: tinyMamba.channels,
  state_size: tinyMamba.states,
  conv_kernel: tinyMamba.taps,
  time_step_rank: tinyMamba.rank,
  vocab_size: tinyMamba.vocabulary,
  layer_norm_epsilon: tinyMamba.epsilon,
};
const reference = { inputIds: [], generatedIds: [], topIds: [], topLogits: [] };
const asJson = (value: object) => new TextEncoder().encode(JSON.stringify(value));
const files = {
  read: async (path: string) => {
    if (path === 'config.json') return asJson(config);
    return path === 'reference.json' ? asJson(reference) : tinyMambaWeights();
  },
};

/** From now on devices are lost when they have made so many buffers. */
function loseAtBuffer(count: number, request: GPU['requestAdapter']): void {
  navigator.gpu.requestAdapter = async (options) => {
    const adapter = await request(options);
    if (!adapter) return null;
    const open = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor) => {
      const device = await open(descriptor);
      const make = device.createBuffer.bind(device);
      let made = 0;
      device.createBuffer = (wanted) => {
        if (++made === count) device.destroy();
        return make(wanted);
      };
      return device;
    };
    return adapter;
  };
}

it('a device that is lost while the model loads is called lost, and the next one loads', async () => {
  const request = navigator.gpu.requestAdapter.bind(navigator.gpu);
  try {
    // Among the weights, and among the checks of the kernels, which must not be said to be wrong.
    for (const count of [1, 20, 50, 90]) {
      loseAtBuffer(count, request);
      const loading = openMambaGpu(files, ignore);
      await expect(loading, `at buffer ${count}`).rejects.toMatchObject({ name: 'device-lost' });
    }
  } finally {
    navigator.gpu.requestAdapter = request;
  }
  const decoder = await openMambaGpu(files, ignore);
  await decoder.prefill([1, 2, 3]);
  decoder.dispose();
  expect(unhandled).toEqual([]);
});

it('keeps nothing of work that is over, however long the device lives', async () => {
  const gpu = await Gpu.open();
  const results: WeakRef<number[]>[] = [];
  for (let i = 0; i < 20; i++) {
    results.push(new WeakRef(await gpu.guard(Promise.resolve(new Array<number>(1000).fill(i)))));
  }
  await expect
    .poll(() => {
      collectGarbage();
      return results.filter((result) => result.deref()).length;
    })
    // The last one may still be named by this loop.
    .toBeLessThanOrEqual(1);
  gpu.dispose();
});
