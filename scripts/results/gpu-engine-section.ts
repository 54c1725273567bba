import type { ResultsSection } from '../results';
import {
  circumstances,
  engineFiles,
  gpuName,
  layerKernels,
  layersOf,
  planText,
  type EngineFile,
} from './gpu-files';
import { H200, stepBandwidthLimit } from './gpu-limits';
import { count, figure, link, percent, table } from './markdown';
import { prefillPicture } from './prefill-picture';

const PICTURE = 'docs/pictures/prefill-by-kernel.svg';

/** `npm run bench -- --parts engine`. */
const section: ResultsSection = {
  order: 52,
  render() {
    const files = engineFiles();
    const own = files.filter(({ value }) => !value.randomWeights);
    const sizes = files.filter(({ value }) => value.randomWeights);
    const parts = own.map(renderEngine);
    if (sizes.length > 0) parts.push(renderSizes(sizes));
    return parts.length > 0 ? parts.join('\n\n') : undefined;
  },
  pictures() {
    const own = engineFiles().find(({ value }) => !value.randomWeights);
    return own ? [{ path: PICTURE, svg: prefillPicture(own) }] : [];
  },
};
export default section;

type Results = EngineFile['value'];

const shareOfBandwidth = ({ bytes, engine }: Results) =>
  percent(stepBandwidthLimit(bytes) / engine.stepMicroseconds.median);
const perSecond = (tokens: number, milliseconds: number) =>
  count(Math.round((1000 * tokens) / milliseconds));

export function renderEngine({ path, value }: EngineFile): string {
  const { adapter, versions, date, noted, engine, bytes, checks } = value;
  const { tokensPerSecond, stepMicroseconds, dispatchesPerToken, prefill } = engine;
  const layers = layersOf(value);
  const worst = checks.reduce((a, b) => (b.worst > a.worst ? b : a));
  const kernels = prefill.map(layerKernels);
  const names = kernels[0]?.map(({ name }) => name) ?? [];
  const sums = kernels.map((times) => times.reduce((sum, one) => sum + one.microseconds, 0));
  const matrices = kernels.map((times) =>
    times.reduce((sum, one) => sum + (one.name.endsWith('_proj') ? one.microseconds : 0), 0),
  );
  return `## Mamba engine on an ${gpuName(adapter, noted)}

From ${link(path)}, by \`npm run bench -- --parts engine\`: ${circumstances(adapter, versions.node, date, noted)}. The bundled model as it was then
(weights ${figure(bytes.weights / 1e6)} MB on the GPU${noted ? `, ${count(noted.memoryMiB)} MiB in all by nvidia-smi` : ''}; state ${figure(bytes.state / 1e6)} MB). Medians; in brackets least and most.

Start-up: weights copied in ${figure(value.loadWeightsMs)} ms; candidates of the plan compiled, checked and timed in ${figure(value.choosePlanMs)} ms. Of the checks, ${worst.kernel} came nearest to its
bound, ${percent(worst.worst)} of it. Chosen: ${planText(value)}.

**Writing.** ${count(Math.round(tokensPerSecond.median))} tokens/s (${count(Math.round(tokensPerSecond.least))}–${count(Math.round(tokensPerSecond.most))}), wall time with every choice read back; ${figure(stepMicroseconds.median)} µs of GPU time a step, ${dispatchesPerToken} dispatches, so
${figure(stepMicroseconds.median / dispatchesPerToken)} µs a dispatch. All weights once and the state twice would take ${figure(stepBandwidthLimit(bytes))} µs at the 4.8 TB/s of the data sheet: ${shareOfBandwidth(value)} of the bandwidth${
    bytes.weights < H200.levelTwoBytes ? ' (these weights fit in the level-2 cache, though)' : ''
  }.

**Reading**, in one chunk:

${table(
  ['tokens', 'wall, ms', 'tokens/s', 'GPU, ms', 'GPU, µs a token'],
  prefill.map(({ tokens, milliseconds, microseconds }) => [
    count(tokens),
    `${figure(milliseconds.median)} (${figure(milliseconds.least)}–${figure(milliseconds.most)})`,
    perSecond(tokens, milliseconds.median),
    figure(microseconds.median / 1000),
    figure(microseconds.median / tokens),
  ]),
)}

${renderReading(engine.reading)}**Where reading takes its time**: GPU time of one of ${layers} layers, µs. in_proj, x_proj and out_proj are matrix products by the same kernel; scan has softplus of Δ and the gate inside.

${table(
  ['kernel', ...prefill.map(({ tokens }) => `${count(tokens)} tokens`)],
  [
    ...names.map((name, i) => [
      name,
      ...kernels.map((times) => figure(times[i]?.microseconds ?? NaN)),
    ]),
    ['one layer', ...sums.map(figure)],
    ['matrix products in it', ...sums.map((sum, i) => percent((matrices[i] ?? NaN) / sum))],
    [
      'all layers, of all GPU time',
      ...sums.map((sum, i) => percent((layers * sum) / (prefill[i]?.microseconds.median ?? NaN))),
    ],
  ],
)}

![For each prompt length a bar for one layer, and below it its ${names.length} kernels in the order in which they run, all to one scale of time. The longest: ${prefill
    .map(({ tokens }, i) => `${longest(kernels[i] ?? [])} at ${count(tokens)} tokens`)
    .join(', ')}. The numbers are in the table above.](${PICTURE.replace('docs/', '')})`;
}

/** The ways of reading beside each other, prompt by prompt. */
function renderReading(reading: EngineFile['value']['engine']['reading']): string {
  const before = reading?.filter(({ way }) => way === 'one by one') ?? [];
  const rows = before.flatMap((old) => {
    const now = reading?.find((one) => one.way === 'together' && one.passages === old.passages);
    if (!now) return [];
    const cells = (old: number, now: number) => [
      figure(old),
      figure(now),
      `${figure(old / now)} ×`,
    ];
    return [
      [
        count(old.passages),
        count(old.tokens),
        ...cells(old.milliseconds.median, now.milliseconds.median),
        ...cells(old.oneMoreMilliseconds.median, now.oneMoreMilliseconds.median),
      ],
    ];
  });
  if (rows.length === 0) return '';
  const ways = ['one by one, ms', 'together, ms', '×'];
  return `**Reading as the page does**, a context kept behind each passage, wall time: passages one by one and several in one chunk.

${table(['passages', 'tokens', ...ways, ...ways.map((way) => `one more: ${way}`)], rows)}

`;
}

const longest = (kernels: ReturnType<typeof layerKernels>) =>
  kernels.reduce<(typeof kernels)[number] | undefined>(
    (a, b) => (a && a.microseconds >= b.microseconds ? a : b),
    undefined,
  )?.name ?? '';

export function renderSizes(files: readonly EngineFile[]): string {
  const [first] = files;
  if (!first) return '';
  const { adapter, versions, date, noted } = first.value;
  const lengths = [512, 2048];
  const rows = files.map(({ value }) => {
    const { engine, bytes } = value;
    const { tokensPerSecond, stepMicroseconds, dispatchesPerToken, prefill } = engine;
    return [
      value.model,
      `${figure(bytes.weights / 1e6)} MB`,
      value.noted ? `${count(value.noted.memoryMiB)} MiB` : '–',
      `${figure(bytes.state / 1e6)} MB`,
      `${figure(value.loadWeightsMs / 1000)} s`,
      `${figure(value.choosePlanMs / 1000)} s`,
      `${count(Math.round(tokensPerSecond.median))}`,
      `${figure(stepMicroseconds.median / 1000)} ms, ${dispatchesPerToken}`,
      shareOfBandwidth(value),
      ...lengths.map((length) => {
        const times = prefill.find(({ tokens }) => tokens === length);
        if (!times) return '–';
        const { median } = times.milliseconds;
        return `${figure(median)} ms, ${perSecond(length, median)}`;
      }),
    ];
  });
  const layerRows = files.flatMap(({ value }) =>
    value.engine.prefill
      .filter(({ tokens }) => lengths.includes(tokens))
      .map((prefill) => {
        const kernels = layerKernels(prefill);
        return [
          value.model,
          count(prefill.tokens),
          ...kernels.map(({ microseconds }) => figure(microseconds)),
        ];
      }),
  );
  const kernelNames = layerKernels(first.value.engine.prefill[0] ?? never()).map(
    ({ name }) => name,
  );
  return `## Published sizes on an ${gpuName(adapter, noted)}

From ${files.map(({ path }) => link(path)).join(', ')}, by \`npm run bench -- --parts engine --model <name>\`: ${circumstances(
    adapter,
    versions.node,
    date,
    noted,
  )}. Random 8-bit weights, on which neither times nor memory depend. Memory is the most that
nvidia-smi saw, three samples a second, with the driver's context, the candidates of start-up and buffers for the longest prompt in one chunk; bandwidth as above.

${table(
  [
    'model',
    'weights',
    'memory',
    'state',
    'copied',
    'plan chosen',
    'tokens/s written',
    'a step on the GPU, dispatches',
    'of the bandwidth',
    ...lengths.map((length) => `${count(length)} tokens read, tokens/s`),
  ],
  rows,
)}

GPU time of one layer, µs:

${table(['model', 'tokens', ...kernelNames], layerRows)}`;
}

function never(): never {
  throw new Error('No prefill was timed.');
}
