import type { ResultsSection } from '../results';
import { engineFiles, mambaFiles, scanFiles } from './gpu-files';
import { scanShapes, type ScanShapeTimes } from './gpu-scan-section';
import { exponentialLimit, scanBandwidthLimit, stepBandwidthLimit } from './gpu-limits';
import { count, figure, percent, table } from './markdown';
import { cudaF32 } from './published-scan-times';

/** The targets that the engine was given (issue 4), and what the sections below say of them. */
const section: ResultsSection = {
  order: 48,
  render() {
    const rows = [...decodeTargets(), ...scanTargets(), ...memoryTarget(), ...answersTarget()];
    if (rows.length === 0) return undefined;
    return `## Targets of the Mamba engine

On one NVIDIA H200 through Dawn for Node; the sections below say how, and on which day.

${table(['target', 'measured', 'met'], rows)}

Not there: f16 and subgroup-matrix variants; [LOG.md](LOG.md) says what trying them gave.`;
  },
};
export default section;

type Row = [target: string, measured: string, met: string];

const DECODE_TARGET = 2000;

function decodeTargets(): Row[] {
  const bench = engineFiles().find(({ value }) => !value.randomWeights)?.value;
  const [page] = mambaFiles();
  if (!bench) return [];
  const { median } = bench.engine.tokensPerSecond;
  const opened = page ? 1000 / page.value.decodeMsPerToken : undefined;
  const runs = [median, ...(opened ? [opened] : [])];
  const reached = runs.filter((one) => one >= DECODE_TARGET).length;
  const { bytes, engine } = bench;
  return [
    [
      `≥ ${count(DECODE_TARGET)} tokens/s written, bundled model`,
      `${count(Math.round(median))}${opened ? `; ${count(Math.round(opened))} in the run that opens the model as the page does` : ''}`,
      reached < runs.length && reached > 0 ? 'in one of two runs' : yesNo(reached > 0),
    ],
    [
      'share of the bandwidth limit while writing, dispatches a token',
      `${percent(stepBandwidthLimit(bytes) / engine.stepMicroseconds.median)}, ${engine.dispatchesPerToken}`,
      'stated; far from the limit',
    ],
  ];
}

function scanTargets(): Row[] {
  return scanFiles().flatMap(({ value }) => {
    const shapes = scanShapes(value);
    const clock = value.noted?.clockMHz ?? NaN;
    const unsound = value.noted?.unsound?.channels ?? [];
    const missing = unsound.length > 0 ? `; D = ${unsound.map(count).join(', ')} not measured` : '';
    return [
      fasterThanCuda(shapes, missing, unsound.length === 0),
      fasterThanSerial(shapes, missing, unsound.length === 0),
      shares(shapes, clock),
    ];
  });
}

/** For prompts of 512 tokens and more, as the target says. */
export function fasterThanCuda(
  shapes: readonly ScanShapeTimes[],
  missing: string,
  complete: boolean,
): Row {
  const compared = shapes.flatMap(({ channels, tokens, ours }) => {
    const cuda = tokens >= 512 ? cudaF32(channels, tokens) : undefined;
    return cuda === undefined ? [] : [{ channels, tokens, ratio: cuda / ours.median }];
  });
  const slower = compared.filter(({ ratio }) => ratio <= 1);
  const ratios = compared.map(({ ratio }) => ratio);
  const but = slower
    .map(
      ({ channels, tokens, ratio }) =>
        `slower at ${shapeText(channels, tokens)}: ${ratio.toFixed(2)} ×`,
    )
    .join(', ');
  return [
    'scan at f32 faster than the CUDA kernel for L ≥ 512',
    `${compared.length - slower.length} of ${compared.length} shapes, ${range(ratios, (one) => one.toFixed(2))} × as fast${but ? `; ${but}` : ''}${missing}`,
    slower.length > 0 ? 'in part' : complete ? 'yes' : 'where measured',
  ];
}

const SERIAL_TARGET = 5;

export function fasterThanSerial(
  shapes: readonly ScanShapeTimes[],
  missing: string,
  complete: boolean,
): Row {
  const ratios = shapes.map(({ serial, ours }) => serial.median / ours.median);
  const reached = ratios.filter((ratio) => ratio >= SERIAL_TARGET).length;
  return [
    `scan ≥ ${SERIAL_TARGET} × the serial formulation of the same run`,
    `${reached} of ${ratios.length} shapes, ${range(ratios, figure)} ×${missing}`,
    reached < ratios.length ? 'in part' : complete ? 'yes' : 'where measured',
  ];
}

function shares(shapes: readonly ScanShapeTimes[], clock: number): Row {
  const exponentials = shapes.map(
    ({ channels, tokens, ours }) => exponentialLimit(channels, tokens, clock) / ours.median,
  );
  const bandwidth = shapes.map(
    ({ channels, tokens, ours }) => scanBandwidthLimit(channels, tokens) / ours.median,
  );
  return [
    'distance of the scan from its limits',
    `${range(exponentials, percent)} of the exponentials’, ${range(bandwidth, percent)} of the bandwidth`,
    'stated',
  ];
}

const LIMIT_MIB = 8192;

function memoryTarget(): Row[] {
  const sizes = engineFiles().filter(({ value }) => value.randomWeights && value.noted);
  const fitting = sizes.filter(({ value }) => (value.noted?.memoryMiB ?? NaN) <= LIMIT_MIB);
  const largest = fitting.at(-1)?.value;
  if (!largest) return [];
  return [
    [
      'published sizes run; the largest that fits in 8 GB',
      `${fitting.map(({ value }) => value.model).join(', ')}; ${largest.model} with ${count(largest.noted?.memoryMiB ?? NaN)} MiB`,
      'yes, with random weights',
    ],
  ];
}

function answersTarget(): Row[] {
  return mambaFiles().map(({ value: { prompts } }) => {
    const equal = prompts.filter(({ equalsPyTorch }) => equalsPyTorch).length;
    return [
      'the recorded prompts give PyTorch’s tokens',
      `${equal} of ${prompts.length}`,
      yesNo(equal === prompts.length),
    ];
  });
}

const yesNo = (met: boolean) => (met ? 'yes' : 'no');
const shapeText = (channels: number, tokens: number) =>
  `D = ${count(channels)}, L = ${count(tokens)}`;
const range = (values: readonly number[], text: (value: number) => string) =>
  `${text(Math.min(...values))}–${text(Math.max(...values))}`;
