/** 0.4 → "<1 ms", 412.3 → "412 ms", 2140 → "2.14 s". */
export function formatMs(ms: number): string {
  if (ms < 1) return '<1 ms';
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
