// SPDX-License-Identifier: Apache-2.0
// What a word of a name is for: a name, a patronymic, a small word between names, a title, a letter for a name.
import type { PreparedToken } from './prepare-name.ts';

export type NamePart = 'name' | 'patronymic' | 'particle' | 'title' | 'initial';

/** The part of each word. Of the patronymics only one can be: the first that is not the first word. */
export function namePartsOf(tokens: readonly PreparedToken[]): NamePart[] {
  const parts = tokens.map(partAlone);
  const patronymic = patronymicIndex(tokens, parts);
  if (patronymic > 0) parts[patronymic] = 'patronymic';
  // A name of small words only has no other words to be known by.
  return parts.some((part) => part === 'name') ? parts : tokens.map(() => 'name');
}

function partAlone({ forms, letters }: PreparedToken): NamePart {
  const form = forms[0]!.text;
  if (SONS_AND_DAUGHTERS.has(form) || PARTICLES.has(form)) return 'particle';
  if (TITLES.has(form)) return 'title';
  return letters === 1 ? 'initial' : 'name';
}

/** A name of two words is a given name and a surname, whatever their endings say: Milosevich, Petrovich are surnames, too. */
function patronymicIndex(tokens: readonly PreparedToken[], parts: readonly NamePart[]): number {
  const son = tokens.findIndex(({ forms }, index) => index >= 2 && SONS_AND_DAUGHTERS.has(forms[0]!.text));
  if (son > 0) return son - 1;
  const names = parts.filter((part) => part === 'name' || part === 'initial').length;
  if (names < 3) return -1;
  return tokens.findIndex(
    ({ forms }, index) => index > 0 && parts[index] === 'name' && PATRONYMIC.test(forms[0]!.text),
  );
}

/** In loose form: -ovich, -evna and what other languages make of them. */
const PATRONYMIC = /^.{2,}(?:[oeai]viC|[oeai]vna|iCna|iniCna|iliC)$/;

/** Son or daughter of the word before, in Turkic languages; in loose form. */
const SONS_AND_DAUGHTERS = new Set(
  'oglu ogli ohlu ohli ugli uhli ulu uulu uli kizi gizi hizi kiz giz kizy kzi'.split(' '),
);

/** In loose form. Left out or added without another person being meant. */
const PARTICLES = new Set(
  (
    'al el ul ur ar as ad at an az ed es er il l Al bin ibn ben bint bt binti abu de da di do du dos das del della dela le la lo van von ' +
    'der den dem ter ten zu zum zur e i y of the af av san saint st mac mc o d'
  ).split(' '),
);

/** In loose form. */
const TITLES = new Set(
  (
    'mr mrs ms mis dr prof profesor sir dame lord ledi lady haji haj hahi hadzi hajji al-haj Seih Seik sheik Seh mula mulah mola maulavi ' +
    'mavlavi molavi ustad said saiid jr sr ii iii iv pan pani hn gn gen general col colonel kol president prezident akademik doktor ' +
    'batoni kalbatoni bei bai hanim hanum janab prinse prins princ sultan emir amir mehdi ing phd md esk'
  ).split(' '),
);
