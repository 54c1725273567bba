import type { CpuTimes } from '../../bench/time-mamba-on-cpu';
import type { ResultsSection } from '../results';
import { link } from './markdown';
import { resultFiles } from './result-files';

interface Bench {
  command: string;
  date: string;
  machine: string;
  runtime: string;
  load: number;
  times: CpuTimes[];
}

/** `npm run bench:mamba-cpu`. */
const section: ResultsSection = {
  order: 60,
  render() {
    const benches = resultFiles('bench/results').filter(({ path }) => path.includes('/cpu-mamba-'));
    if (benches.length === 0) return undefined;
    return benches
      .map(({ path, value }) => {
        const { command, date, machine, runtime, load, times } = value as Bench;
        const clock = times.every(({ decode }) => decode.processorMs.every((ms) => ms !== null));
        const prompts = times[0]?.prefill.map(({ tokens }) => `${tokens} tokens`) ?? [];
        return `## Mamba on a CPU, ${runtime}

From ${link(path)}, by \`${command}\` on ${date}: ${machine}, load average ${load.toFixed(1)} before it began. Medians of
five in turns, milliseconds${clock ? ' of wall time, of processor time (all threads) in brackets' : ''}.

| | threads | loaded | ${prompts.join(' | ')} | a token written |
|---|---|---|${prompts.map(() => '---|').join('')}---|
${times.map((one) => row(one, clock)).join('\n')}`;
      })
      .join('\n\n');
  },
};
export default section;

function row({ name, threads, loadMs, prefill, decode }: CpuTimes, clock: boolean): string {
  const cell = ({ wallMs, processorMs }: CpuTimes['decode']) =>
    `${median(wallMs).toPrecision(3)}${clock ? ` (${median(processorMs).toPrecision(3)})` : ''}`;
  const cells = [name, threads, loadMs.toFixed(0), ...prefill.map(cell), cell(decode)];
  return `| ${cells.join(' | ')} |`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
