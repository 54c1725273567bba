import type { MambaOnGpu } from '../../bench/mamba-on-gpu';
import type { ResultsSection } from '../results';
import { circumstances, gpuName, mambaFiles, type GpuFile } from './gpu-files';
import { figure, link, percent, table } from './markdown';

/** `npm run bench:mamba-gpu`. */
const section: ResultsSection = {
  order: 50,
  render() {
    const files = mambaFiles();
    return files.length > 0 ? files.map(renderMamba).join('\n\n') : undefined;
  },
};
export default section;

export function renderMamba({ path, value }: GpuFile<MambaOnGpu>): string {
  const { gpu, node, date, noted, checks, prompts, loadMs, decodeMsPerToken } = value;
  const equal = prompts.filter(({ equalsPyTorch }) => equalsPyTorch).length;
  const lengths = [...prompts].sort((a, b) => a.tokens - b.tokens);
  const read = [0, 0.5, 0.75, 1].flatMap(
    (place) => lengths[Math.round(place * (lengths.length - 1))] ?? [],
  );
  return `## Mamba on an ${gpuName(gpu, noted)}

From ${link(path)}, by \`npm run bench:mamba-gpu\`: ${circumstances(gpu, node, date, noted)}. The bundled model of that day, opened as the page
opens it. ${equal} of ${prompts.length} recorded prompts give PyTorch's tokens. Loaded, plan chosen and all checked in ${(loadMs / 1000).toFixed(1)} s. Wall times, medians of five:
a token written in ${figure(decodeMsPerToken)} ms; read, in chunks of the page's size, ${read
    .map(({ tokens, prefillMs }) => `${tokens} tokens in ${figure(prefillMs)} ms`)
    .join(', ')}.

The check before first use, on this device: the largest difference from the f64 reference, as a share of what the derivation of its bound allows (the whole model: from
recorded logits).

${table(
  ['kernel', 'of its bound'],
  checks.map(({ kernel, worst }) => [kernel, percentOfBound(worst)]),
)}`;
}

const percentOfBound = (worst: number) => (worst < 0.001 ? '< 0.1 %' : percent(worst));
