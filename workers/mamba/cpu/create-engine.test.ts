import { afterEach, expect, it } from 'vitest';
import { tinyMamba, tinyMambaWeights } from '../../../tests/tiny-mamba';
import { partsOf } from '../../model-files/bundle-files';
import { openTensors } from '../../model-files/safetensors';
import { createEngine, type MambaCpuEngine } from './create-engine';
import { loadProgram } from './load-program';
import { startThreads } from './start-threads';
import * as w from './words';

const tensors = await (await openTensors(partsOf(tinyMambaWeights()))).load('');
const ids = Array.from({ length: 37 }, (_, i) => (i * 29) % tinyMamba.vocabulary);
const opened: MambaCpuEngine[] = [];
afterEach(() => opened.splice(0).forEach((engine) => engine.dispose()));

async function open(threads: number, config = tinyMamba): Promise<MambaCpuEngine> {
  const engine = await createEngine(await loadProgram(), config, tensors, {
    threads,
    chunkTokens: 40,
  });
  opened.push(engine);
  return engine;
}

it('gives the same to the last bit with every number of threads', async () => {
  const logits: Float32Array[] = [];
  // Eight panels of channels and four of rows: with five threads some have nothing to do.
  for (const threads of [1, 2, 3, 5]) {
    const engine = await open(threads);
    engine.prefill(ids);
    engine.prefill([engine.choose().id]);
    engine.choose();
    logits.push(engine.logits());
  }
  expect(new Set(logits[0]).size).toBeGreaterThan(100);
  for (const other of logits) expect(other).toEqual(logits[0]);
});

it('keeps no trace of a context that was cleared or left', async () => {
  const engine = await open(2);
  engine.prefill(ids);
  const fresh = engine.choose();
  const saved = engine.save();
  engine.prefill(ids.slice(3, 9));
  expect(engine.choose()).not.toEqual(fresh);
  engine.restore(saved);
  expect(engine.choose()).toEqual(fresh);
  engine.clear();
  engine.prefill(ids);
  expect(engine.choose()).toEqual(fresh);
});

it('says which weight is not as the config has it', async () => {
  await expect(open(1, { ...tinyMamba, rank: 8 })).rejects.toThrow(
    /x_proj.weight is U8 \[36, 64\]; config.json asks for U8 \[40, 64\]/,
  );
});

it('says how much memory it did not get', async () => {
  await expect(open(1, { ...tinyMamba, vocabulary: 2 ** 31 })).rejects.toMatchObject({
    name: 'out-of-memory',
    message: expect.stringMatching(/no \d+ MB/) as string,
  });
});

it('refuses ids outside of the vocabulary', async () => {
  const engine = await open(1);
  expect(() => engine.prefill([tinyMamba.vocabulary])).toThrow('outside of the vocabulary');
});

it('a thread that stops is told to those that wait for it', async () => {
  const { module } = await loadProgram();
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer, 4 * w.HEADER);
  words[w.THREADS] = 2;
  // The one token is the second thread's, and its id is said to lie outside of this memory.
  words[w.TOKENS] = 1;
  words[w.IDS] = 0x7fff_0000;
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const end = await startThreads(module, memory, 2);
  expect(exports.start as () => void).toThrow('unreachable');
  expect(words[w.FAILED]).toBe(1);
  end();
});
