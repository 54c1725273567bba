import type { ResultsSection } from '../results';
import { resultFiles } from './result-files';

interface Bench {
  gpu: string;
  node: string;
  loadMs: number;
  decodeMsPerToken: number;
  prompts?: { tokens: number; equalsPyTorch: boolean; prefillMs: number }[];
}

/** `npm run bench:mamba-gpu`. */
const section: ResultsSection = {
  order: 50,
  render() {
    const benches = resultFiles('bench/results').filter(({ path }) => path.includes('/mamba-'));
    if (benches.length === 0) return undefined;
    return benches
      .map(({ path, value }) => {
        const { gpu, node, loadMs, decodeMsPerToken, prompts = [] } = value as Bench;
        const equal = prompts.filter(({ equalsPyTorch }) => equalsPyTorch).length;
        const longest = prompts.reduce((a, b) => (b.tokens > a.tokens ? b : a));
        return `## Mamba on ${gpu}

From [\`${path}\`](../${path}), by \`npm run bench:mamba-gpu\` (Dawn for Node, ${node}). ${equal} of ${prompts.length} recorded prompts give
PyTorch's tokens. Loaded and checked in ${(loadMs / 1000).toFixed(1)} s; ${longest.tokens} tokens read in ${longest.prefillMs.toFixed(0)} ms; ${decodeMsPerToken.toFixed(1)} ms a token written.
Of the engine of 2026-11-24; the present one, with half the dispatches, has not been on a GPU.`;
      })
      .join('\n\n');
  },
};
export default section;
