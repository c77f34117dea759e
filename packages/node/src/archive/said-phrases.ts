// SPDX-License-Identifier: Apache-2.0
// Whether an opened text says what is sought where terms do not decide it (spec/message-search.md, 15 and 16). A text of an imported mail
// may be long: it is looked through in slices, with a rest behind each, and a word that stands there often is heard once.
import type { Phrase, SoughtPart } from './sought-words.ts';
import { lettersOf, SLICE_CHARACTERS, type SpokenPart, slicesOf, soundsOf, spokenParts } from './words-of-text.ts';

export class SaidPhrases {
  readonly #phrases: readonly Phrase[];
  readonly #rest: () => Promise<void>;
  /** Parts that the longest phrase may have in the slice before. */
  readonly #carried: number;
  /** Since the last rest, in UTF-16 code units. */
  #looked = 0;
  #sounds = new Map<string, readonly string[]>();
  #letters = new Map<string, readonly string[]>();

  constructor(phrases: readonly Phrase[], rest: () => Promise<void>) {
    this.#phrases = phrases;
    this.#rest = rest;
    this.#carried = Math.max(0, ...phrases.map(({ length }) => length - 1));
  }

  /** Whether each phrase stands in one of the texts, whole. */
  async areIn(texts: readonly string[]): Promise<boolean> {
    let unmet = this.#phrases;
    for (const text of texts) {
      let parts: SpokenPart[] = [];
      for (const slice of slicesOf(text)) {
        parts = [...parts.slice(Math.max(0, parts.length - this.#carried)), ...spokenParts(slice)];
        unmet = unmet.filter((phrase) => !this.#stands(parts, phrase));
        if (unmet.length === 0) return true;
        this.#looked += slice.length;
        if (this.#looked < SLICE_CHARACTERS) continue;
        this.#looked = 0;
        await this.#rest();
      }
    }
    return false;
  }

  #stands(parts: readonly SpokenPart[], phrase: Phrase): boolean {
    for (let start = 0; start + phrase.length <= parts.length; start += 1) {
      if (phrase.every((sought, place) => this.#isMet(sought, parts[start + place]!))) return true;
    }
    return false;
  }

  #isMet(sought: SoughtPart, said: SpokenPart): boolean {
    if ('number' in sought) return 'number' in said && said.number === sought.number;
    if ('number' in said) return false;
    if ('sounds' in sought) return heard(this.#sounds, said.word, soundsOf).some((sound) => sought.sounds.has(sound));
    return heard(this.#letters, said.word, lettersOf).some((letters) =>
      sought.letters.some((beginning) => letters.startsWith(beginning)),
    );
  }
}

function heard(
  known: Map<string, readonly string[]>,
  word: string,
  read: (word: string) => readonly string[],
): readonly string[] {
  const before = known.get(word);
  if (before !== undefined) return before;
  if (known.size === WORDS_KNOWN_MAX) known.clear();
  const now = read(word);
  known.set(word, now);
  return now;
}

const WORDS_KNOWN_MAX = 8_192;
