// SPDX-License-Identifier: Apache-2.0
// Holds the six catalogues together, those of single pages with them: the same keys with the same placeholders, each language's own plural forms,
// words for every code of the wire, no key that the screens miss, and none that no screen uses.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ADMINISTRATOR_WORDS } from '../administrator/administrator-codes.ts';
import { ALERT_WORDS } from '../alerts/alert-codes.ts';
import { FILE_DELIVERY_STANDINGS, FILE_STANDINGS } from '../attachments/file-standings.ts';
import { CASE_WORDS } from '../case/case-codes.ts';
import { CONNECTOR_WORDS } from '../connectors/connector-codes.ts';
import { CONTACT_WORDS } from '../contacts/contact-codes.ts';
import { DESK_WORDS } from '../desk/desk-codes.ts';
import { IMPORT_WORDS } from '../imports/import-codes.ts';
import { LOG_WORDS } from '../log/log-codes.ts';
import { MAIL_WORDS } from '../mails/mail-codes.ts';
import { NOTICE_WORDS } from '../notices/notice-page-codes.ts';
import { PACK_WORDS } from '../packs/pack-codes.ts';
import { COMPARED } from '../query/compared-rows.ts';
import { STANDINGS } from '../query/confirmations.ts';
import { DECLINED_GROUNDS } from '../query/declined-grounds.ts';
import { PAGE_NAMES } from '../screen/pages.ts';
import { CODE_WORDS } from './code-words.ts';
import { LANGUAGES, type Language } from './languages.ts';
import { ROW_WORDS } from './row-refusal-text.ts';

const SOURCE = new URL('../', import.meta.url);
/** Suffixes of the plural forms after CLDR, as i18next writes them. */
const PLURAL_FORMS: Readonly<Record<Language, readonly string[]>> = {
  en: ['one', 'other'],
  uk: ['one', 'few', 'many', 'other'],
  ka: ['one', 'other'],
  az: ['one', 'other'],
  ro: ['one', 'few', 'other'],
  ru: ['one', 'few', 'many', 'other'],
};
/** Keys that a screen makes from a word of a short, closed list. */
const MADE_KEYS: readonly string[] = [
  ...[...FILE_STANDINGS, ...FILE_DELIVERY_STANDINGS].map((standing) => `desk.file-${standing}`),
  ...PAGE_NAMES.map((page) => `page.${page}`),
  ...['light', 'dark', 'night'].map((theme) => `theme.${theme}`),
  ...Array.from({ length: 12 }, (_, at) => `month.${at + 1}`),
  ...['seconds', 'minutes', 'hours', 'days'].flatMap((unit) => [`age.${unit}`, `span.${unit}`]),
  ...['asking', 'hit', 'compare', 'no-hit', 'refused', 'incomplete', 'unavailable', 'late'].map(
    (outcome) => `state.${outcome}`,
  ),
  ...['hit', 'compare', 'no-hit', 'incomplete', 'refused', 'none', 'ended', 'not-revalidated'].map(
    (word) => `past.${word}`,
  ),
  ...STANDINGS.map((standing) => `confirm.${standing}`),
  ...DECLINED_GROUNDS.map((ground) => `confirm.ground-${ground}`),
  ...['hit', 'compare'].map((band) => `verdict.${band}`),
  ...COMPARED.map((row) => `compare.${row}`),
  ...['equal', 'differs', 'alike', 'in-part', 'other-document', 'band-hit', 'band-compare'].map(
    (word) => `compare.${word}`,
  ),
  ...['document', 'birth-date'].flatMap((key) =>
    ['', 'why-', 'ask-', 'unreadable-'].map((begin) => `second.${begin}${key}`),
  ),
  ...['index', 'at', 'event', 'actor', 'counterpart', 'purpose', 'case', 'outcome'].map(
    (column) => `entries.${column}`,
  ),
  ...Object.entries({
    ...CODE_WORDS,
    ...ADMINISTRATOR_WORDS,
    ...CONNECTOR_WORDS,
    ...ALERT_WORDS,
    ...IMPORT_WORDS,
    ...ROW_WORDS,
    ...PACK_WORDS,
    ...DESK_WORDS,
    ...CASE_WORDS,
    ...MAIL_WORDS,
    ...LOG_WORDS,
    ...CONTACT_WORDS,
    ...NOTICE_WORDS,
  }).flatMap(([kind, codes]) => codes.map((code) => `${kind}.${code}`)),
];

/** Folders with the words of single pages. */
const AREAS = readdirSync(new URL('language/locales/', SOURCE), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `locales/${entry.name}`);

const catalogues = new Map(
  LANGUAGES.map((language) => [
    language,
    new Map(['locales', ...AREAS].flatMap((folder) => [...readWords(folder, language)])),
  ]),
);
const english = catalogues.get('en')!;
const source = readSource();

test('every language has the same keys, and its own plural forms', () => {
  const wanted = [...new Set([...english.keys()].map(stem))].sort();
  for (const [language, words] of catalogues) {
    assert.deepEqual([...new Set([...words.keys()].map(stem))].sort(), wanted, language);
    for (const key of pluralStems(english)) {
      const forms = PLURAL_FORMS[language].map((form) => `${key}_${form}`);
      assert.deepEqual(
        [...words.keys()].filter((one) => isPlural(one) && stem(one) === key).sort(),
        forms.sort(),
        language,
      );
    }
  }
});

test('the plural forms are those that the language itself has', () => {
  for (const language of LANGUAGES) {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    assert.deepEqual([...categories].sort(), [...PLURAL_FORMS[language]].sort(), language);
  }
});

test('every text holds the placeholders of the English one', () => {
  for (const [language, words] of catalogues) {
    for (const [key, text] of words) {
      // A form for exactly one may leave its number out.
      const wanted = placeholders(english.get(key) ?? english.get(`${stem(key)}_other`)!);
      const found = placeholders(text);
      if (key.endsWith('_one'))
        assert.deepEqual(without(found, 'count'), without(wanted, 'count'), `${language} ${key}`);
      else assert.deepEqual(found, wanted, `${language} ${key}`);
    }
  }
});

test('no text is empty or still English', () => {
  for (const [language, words] of catalogues) {
    for (const [key, text] of words) {
      assert.notEqual(text.trim(), '', `${language} ${key}`);
      if (language === 'uk' || language === 'ru' || language === 'ka') {
        const letters = text
          .replaceAll(/\{\{\w+\}\}/g, '')
          .replaceAll(
            /(?:TLP|PAP):[A-Z+]+|\.eml|IIMS|VIN|CSV|UTF|OFAC|IBAN|IMEI|DIR|PKCS|PostgreSQL|MySQL|MariaDB|HTTP|HTML|TLS|JSON|[0O1I]\/[0O1I]/g,
            '',
          );
        assert.ok(!/[a-z]{2}/i.test(letters), `${language} ${key}: ${text}`);
      }
    }
  }
});

test('every code of the wire has its words, and every key that a screen makes is there', () => {
  for (const key of MADE_KEYS) assert.ok(english.has(key) || english.has(`${key}_other`), key);
});

test('no key is unused', () => {
  const made = new Set(MADE_KEYS);
  for (const key of new Set([...english.keys()].map(stem))) {
    const isFault = key.startsWith('fault.') && source.includes(`'${key.slice('fault.'.length)}'`);
    assert.ok(made.has(key) || isFault || source.includes(`'${key}'`), `no screen uses ${key}`);
  }
});

test('no screen asks for a key that is not there', () => {
  const asked = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1]!);
  assert.ok(asked.length > 50);
  for (const key of asked) assert.ok(english.has(key) || english.has(`${key}_other`), key);
});

test('no text stands in two catalogues of a language', () => {
  for (const language of LANGUAGES) {
    const keys = ['locales', ...AREAS].flatMap((folder) => [...readWords(folder, language).keys()]);
    assert.deepEqual(
      keys.filter((key, at) => keys.indexOf(key) !== at),
      [],
      language,
    );
  }
});

test('the four founding States and the specimen have a name in every language', () => {
  for (const language of LANGUAGES) {
    const names = readWords('states', language);
    for (const state of ['GEO', 'UKR', 'AZE', 'MDA', 'UTO']) assert.ok(names.has(state), `${language} ${state}`);
    assert.deepEqual([...names.keys()], [...readWords('states', 'en').keys()]);
  }
});

function readWords(folder: string, language: Language): Map<string, string> {
  const text = readFileSync(new URL(`language/${folder}/${language}.json`, SOURCE), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
}

function readSource(): string {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file.replaceAll('\\', '/'), SOURCE), 'utf8'))
    .join('\n');
}

function isPlural(key: string): boolean {
  return /_(one|few|many|other)$/.test(key);
}

function stem(key: string): string {
  return key.replace(/_(one|few|many|other)$/, '');
}

function pluralStems(words: Map<string, string>): string[] {
  return [...new Set([...words.keys()].filter(isPlural).map(stem))];
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).sort();
}

function without(names: string[], name: string): string[] {
  return names.filter((one) => one !== name);
}
