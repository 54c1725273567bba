import { formatNumber, pageLanguage } from './messages/language.svelte';

/** 34742848 → "34.7 MB" (decimal units, as browsers and disks count; "34,7 Mo" in French). */
export function formatBytes(bytes: number): string {
  const [byte, ...units] = pageLanguage.current === 'fr' ? FRENCH : INTERNATIONAL;
  if (bytes < 1000) return `${formatNumber(bytes)} ${byte}`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${formatNumber(value, value < 100 ? 1 : 0)} ${units[unit]}`;
}

const INTERNATIONAL = ['B', 'kB', 'MB', 'GB'];
const FRENCH = ['o', 'ko', 'Mo', 'Go'];
