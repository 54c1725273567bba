import { formatNumber } from './messages/language.svelte';

/** 0.4 → "<1 ms", 412.3 → "412 ms", 2140 → "2.14 s". */
export function formatMs(ms: number): string {
  if (ms < 1) return '<1 ms';
  return ms < 1000 ? `${formatNumber(ms)} ms` : `${formatNumber(ms / 1000, 2)} s`;
}
