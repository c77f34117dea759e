// SPDX-License-Identifier: Apache-2.0
// What a word of a name is for (spec/matching.md 10). All lists are in the neutral romanisation; vowelless scripts in theirs.
import type { PreparedToken } from './prepare-token.ts';

export type NamePart = 'name' | 'patronymic' | 'particle' | 'title' | 'initial';

/** What a word says of itself, without its neighbours. */
export type WordKind = 'name' | 'article' | 'particle' | 'son-after' | 'son-before' | 'title' | 'initial';

/** The part of each word. Of the patronymics only one is taken: the first that is not the first word. */
export function namePartsOf(tokens: readonly PreparedToken[]): readonly NamePart[] {
  // Nothing but names, and too few for a father's among them.
  if (tokens.length < PLAIN_NAMES.length && tokens.every(({ kind }) => kind === 'name'))
    return PLAIN_NAMES[tokens.length]!;
  const parts = tokens.map(({ kind }) => PART_OF_KIND[kind]);
  const names = parts.reduce((count, part) => (part === 'name' || part === 'initial' ? count + 1 : count), 0);
  // Ben, Le, Prince, Major are names where there are no other two.
  if (names < 2) {
    for (const [index, { kind }] of tokens.entries()) if (MAY_BE_NAMES.has(kind)) parts[index] = 'name';
  }
  if (!parts.includes('name')) return tokens.map(() => 'name');
  const patronymic = patronymicIndex(tokens, names);
  if (parts[patronymic] === 'name') parts[patronymic] = 'patronymic';
  return parts;
}

const PLAIN_NAMES: readonly (readonly NamePart[])[] = [[], ['name'], ['name', 'name']];
const MAY_BE_NAMES: ReadonlySet<WordKind> = new Set(['particle', 'son-after', 'title']);
const PART_OF_KIND: Readonly<Record<WordKind, NamePart>> = {
  name: 'name',
  article: 'particle',
  particle: 'particle',
  'son-after': 'particle',
  'son-before': 'particle',
  title: 'title',
  initial: 'initial',
};

/** The kind of a word by its neutral romanisation and its number of letters. */
export function wordKindOf(romanised: string, letters: number): WordKind {
  const kind = KINDS.get(romanised);
  if (kind !== undefined) return kind;
  return letters === 1 ? 'initial' : 'name';
}

/** The father's name in the loose form of a Slavic patronymic, without its ending; undefined where the word is none. */
export function fatherOf(form: string): string | undefined {
  const found = PATRONYMIC.exec(form);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

/** A name of two words is a given name and a surname, whatever their endings say: Milosevich and Petrovich are surnames, too. */
function patronymicIndex(tokens: readonly PreparedToken[], names: number): number {
  const before = tokens.findIndex(({ kind }, index) => kind === 'son-before' && index >= 2);
  if (before > 0) return before - 1;
  if (names < 3) return -1;
  const after = tokens.findIndex(({ kind }) => kind === 'son-after');
  if (after > 0) return after + 1;
  return tokens.findIndex(({ father, kind }, index) => index > 0 && kind === 'name' && father !== undefined);
}

/** -ovich, -evna and what other languages make of them; the few in -ich; Kazakh -uly and -kyzy. */
const PATRONYMIC =
  /^(?:(.{2,}?)(?:[oeai]viC|[oeai]vna|[oea]una|iniCna|iCna|iliC)|(il|kuzm|luk|nikit|fom)iC|(.{3,})(?:uli|kizi))$/;

const WORDS: Readonly<Partial<Record<WordKind, string>>> = {
  /** Behind the father's name, in Turkic languages and in Georgian. */
  'son-before':
    'dze asuli oglu ogly ogli oghlu oghly oglou ohlu ohly uglu ugly ugli uli uly ulu uulu kizi kyzy qizi gizi khizi khyzy gyzy kiz qiz',
  /** In front of it, in Arabic and Hebrew. */
  'son-after': 'bin ibn ben bint bt binti bn Abn bnt Bn Bt ould',
  /** The Arabic article before its letters, and the Ezafe-like links of compound names. */
  article: 'al el ul ur ar as ash az ad at an es er ud Al',
  /** Left out or added without another person being meant. */
  particle:
    'abu abou AbW de da di do du dos das del della dela le la lo van von der den dem ter ten zu zum zur e y i of the af av san saint st ' +
    'mac mc',
  title:
    'mr mrs ms miss dr prof professor sir dame lord lady haji hajji hajj hadji hadzhi gadzhi khadzhi khaji shaykh sheikh shaikh sheik sheykh ' +
    'sheykh mulla mullah mulloh molla mollah maulavi mawlawi mawlavi mavlavi molavi maulana mawlana ustad sayyid sayed seyed syed sayyed ' +
    'seyyed saiyid seyid seyit sYd hAJ hAJY mlA Sh jr sr ii iii iv pan pani gen general col colonel president prezident akademik ' +
    'engineer ayatollah lieutenant major captain admiral brigadier commander qari alhaj alhajj doktor batoni kalbatoni prince princess phd md esq',
};

const KINDS: ReadonlyMap<string, WordKind> = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind as WordKind])),
);
