// SPDX-License-Identifier: Apache-2.0
// Loads the words of one language: its catalogue and its names of States, and what a page that few people open has of its own.
// Each language is a file of its own for the browser.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { type Language, languageOf } from './languages.ts';

type Words = Readonly<Record<string, string>>;

const CATALOGUES: Readonly<Record<Language, () => Promise<readonly [Words, Words]>>> = {
  en: () => words(import('./locales/en.json'), import('./states/en.json')),
  uk: () => words(import('./locales/uk.json'), import('./states/uk.json')),
  ka: () => words(import('./locales/ka.json'), import('./states/ka.json')),
  az: () => words(import('./locales/az.json'), import('./states/az.json')),
  ro: () => words(import('./locales/ro.json'), import('./states/ro.json')),
  ru: () => words(import('./locales/ru.json'), import('./states/ru.json')),
};

/** Words that officers never need, each area's in a folder of its own. */
const AREAS = [
  'administrator',
  'connectors',
  'manifest',
  'alerts',
  'imports',
  'rows',
  'packs',
  'desk',
  'case',
  'log',
  'confirm',
  'contacts',
  'notices',
] as const;
export type Area = (typeof AREAS)[number];

const added = new Set<Area>();

/** Adds the words of a page to the language in use, and to every one that is switched to. */
export async function addWords(area: Area): Promise<void> {
  added.add(area);
  const language = languageOf(i18next.language);
  if (language !== undefined) i18next.addResourceBundle(language, 'screen', await loadArea(area, language));
}

export async function startLanguage(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    defaultNS: 'screen',
    ns: ['screen', 'states'],
    resources: { [language]: await loadWords(language) },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
}

export async function switchLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'screen') || added.size > 0) {
    const { screen, states } = await loadWords(language);
    i18next.addResourceBundle(language, 'screen', screen);
    i18next.addResourceBundle(language, 'states', states);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function loadWords(language: Language): Promise<{ screen: Words; states: Words }> {
  const [screen, states] = await CATALOGUES[language]();
  const more = await Promise.all([...added].map((area) => loadArea(area, language)));
  return { screen: Object.assign({}, screen, ...more), states };
}

async function loadArea(area: Area, language: Language): Promise<Words> {
  return ((await import(`./locales/${area}/${language}.json`)) as { default: Words }).default;
}

async function words(
  screen: Promise<{ default: Words }>,
  states: Promise<{ default: Words }>,
): Promise<readonly [Words, Words]> {
  const both = await Promise.all([screen, states]);
  return [both[0].default, both[1].default];
}
