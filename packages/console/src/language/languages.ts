// SPDX-License-Identifier: Apache-2.0
// The six languages, each under its own name, and which of them a browser's wishes lead to.

export const LANGUAGES = ['en', 'uk', 'ka', 'az', 'ro', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  uk: 'Українська',
  ka: 'ქართული',
  az: 'Azərbaycanca',
  ro: 'Română',
  ru: 'Русский',
};

/** The stored choice, else the first wish of the browser that is one of ours, else English. */
export function chooseLanguage(stored: string | undefined, wishes: readonly string[]): Language {
  const candidates = [
    ...(stored === undefined ? [] : [stored]),
    ...wishes.map((wish) => wish.toLowerCase().slice(0, 2)),
  ];
  return candidates.map(languageOf).find((language) => language !== undefined) ?? 'en';
}

export function languageOf(code: string): Language | undefined {
  return LANGUAGES.find((language) => language === code);
}
