import os from 'node:os';
import { buildPrompt } from '../../src/ask/prompt';
import { inspectDevice } from '../../src/device/inspect-device';
import { LENGTHS, NEW_TOKENS, PASSAGES, turnsOf } from '../../src/measure/measure-plan';
import { emptyRun, withMeasured, type MeasuredRun } from '../../src/measure/measured-run';
import { architectures, catalogue } from '../../src/models/catalogue';
import type { Architecture, Reader } from '../../workers/contract';
import { bundleFiles, giveGpu, openReader, setThreads } from '../study/node-readers';
import { packCorpus } from '../study/pack-corpus';
import { newSamples } from './new-samples';
import type { MeasureCommand } from './options';

/** What the page's Measure does, by the same readers in this process: for a GPU that no browser here can use. */
export async function measureInNode(
  { backend, longest, repetitions, rehearse }: MeasureCommand,
  say: (line: string) => void,
): Promise<MeasuredRun> {
  const threads = Math.min(4, os.cpus().length);
  await setThreads(threads);
  if (backend === 'webgpu') {
    await giveGpu();
    await requireGpu(rehearse);
  }
  const readers = {} as Record<Architecture, Reader>;
  const about: MeasuredRun['readers'] = {};
  for (const one of architectures) {
    const manifest = catalogue.readers[one];
    const { reader, info } = await openReader(one, manifest, backend);
    readers[one] = reader;
    const { runsOn, trainedTokens } = info;
    about[one] = { model: manifest.id, backend, runsOn, trainedTokens };
  }
  const { embedder, pack } = catalogue;
  const corpus = await packCorpus(embedder, { pack, openFiles: async () => bundleFiles(pack.id) });
  const ids = Array.from({ length: PASSAGES }, (_, id) => id);
  const segments = buildPrompt('What is it?', await corpus.passages(ids));

  let run = emptyRun(`Node ${process.version}`, os.cpus().length, about);
  const lengths = LENGTHS.filter((length) => length <= longest);
  for (const { architecture, promptTokens } of turnsOf({ lengths, repetitions })) {
    const wish = { promptTokens, newTokens: NEW_TOKENS };
    const measured = await readers[architecture].measure(segments, wish, () => undefined);
    const before = run;
    run = withMeasured(run, architecture, promptTokens, measured);
    for (const line of newSamples(before, run)) say(line);
  }
  return run;
}

async function requireGpu(rehearse: boolean): Promise<void> {
  const { gpu } = await inspectDevice();
  if (gpu.kind === 'none')
    throw new Error('No GPU adapter: install a Vulkan driver, or name it in VK_DRIVER_FILES.');
  if (gpu.kind === 'software' && !rehearse)
    throw new Error(`${gpu.name} computes on the CPU: its times mean nothing.`);
}
