import { pageLanguage } from './messages/language.svelte';

/** 24 November 2026, 16:05, in the language of the page and the way of the person's own country. */
export const formatDateTime = (iso: string): string => new Date(iso).toLocaleString(locale());

export const formatDate = (iso: string): string => new Date(iso).toLocaleDateString(locale());

/** `en-GB` for a page in English where the browser asks for that. */
function locale(): string {
  const { current } = pageLanguage;
  return navigator.languages.find((one) => one.split('-')[0] === current) ?? current;
}
