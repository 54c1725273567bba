import type { MeasuredRun } from '../../src/measure/measured-run';

/** A line for the console for each time in `run` that `before` has not. */
export function newSamples(before: MeasuredRun | undefined, run: MeasuredRun): string[] {
  return run.rows.flatMap(({ architecture, promptTokens, prefillMs, msPerToken }) => {
    const known = before?.rows.find(
      (row) => row.architecture === architecture && row.promptTokens === promptTokens,
    );
    return prefillMs.slice(known?.prefillMs.length ?? 0).map((ms, at) => {
      const perToken = msPerToken[at + (known?.msPerToken.length ?? 0)] ?? NaN;
      return `${architecture}, ${promptTokens} tokens: read in ${ms.toFixed(0)} ms, ${perToken.toFixed(1)} ms a token written`;
    });
  });
}
