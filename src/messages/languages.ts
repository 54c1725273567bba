import { de } from './de';
import { en } from './en';
import { es } from './es';
import { fr } from './fr';
import type { Translated } from './message';

/** Every language is part of the program (55 kB together, compressed), so that choosing one cannot fail. */
export const messages = { en, de, fr, es } as const satisfies Record<string, Translated<typeof en>>;

export type Language = keyof typeof messages;

/** In its own words. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
};

export const languages: readonly Language[] = ['en', 'de', 'fr', 'es'];

/** The first of the wishes (`de`, `fr-CH`, anything) that the program speaks; English if there is none. */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const primary = wish?.split('-')[0]?.toLowerCase();
    const found = languages.find((language) => language === primary);
    if (found) return found;
  }
  return 'en';
}
