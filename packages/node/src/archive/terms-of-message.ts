// SPDX-License-Identifier: Apache-2.0
// By what a message is found: its words as they sound, its numbers, its persons with their days of birth, its attachments, and what a list
// shows of it (spec/message-search.md, 2 to 5). Each is a text, of which the store keeps a keyed hash.
import { setImmediate } from 'node:timers/promises';
import { fromHex, toHex } from '@iims/wire/bytes';
import type { Message } from '@iims/wire/message';
import type { Fields } from '@iims/wire/message-field';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { canonicalNumber } from '@iims/wire/number-form';
import type { MessageRow } from '../store/messages.ts';
import { originalOf, textsOfMessage } from './texts-of-message.ts';
import { beginningsOf, numbersBySlice, SLICE_CHARACTERS, slicesOf, soundsOf, wordsOf } from './words-of-text.ts';

export const MAIL_TERM = 'mail';
export const stateTerm = (state: string) => `state ${state}`;
export const kindTerm = (kind: string) => `kind ${kind}`;
export const directionTerm = (direction: MessageRow['direction'] | 'imported') => `direction ${direction}`;
export const caseTerm = (caseRef: string) => `case ${caseRef.toUpperCase()}`;
export const soundTerm = (sound: string) => `word ${sound}`;
/** The first letters of a romanised word: `BEGINNING_LETTERS` says how many. */
export const beginningTerm = (letters: string) => `begin ${letters}`;
export const numberTerm = (number: string) => `number ${number}`;
/** A word of a person's name beside the day of birth as far as it is known, or nothing. */
export const personTerm = (sound: string, birthDate: string) => `person ${sound} ${birthDate}`;
export const attachmentTerm = (sha256: Uint8Array) => `attachment ${toHex(sha256)}`;

export interface TermsFound {
  readonly terms: readonly string[];
  readonly isCut: boolean;
}

/** Each once, what a list shows first: at most `TERMS_MAX`. It rests behind every slice of its texts. */
export async function termsOfMessage(
  message: Message,
  direction: MessageRow['direction'],
  rest: () => Promise<unknown> = setImmediate,
): Promise<TermsFound> {
  const terms = new TermList();
  const counterparts = direction === 'in' ? [message.from] : message.to;
  terms.add(MAIL_TERM, directionTerm(direction), kindTerm(message.kind), caseTerm(message.caseRef));
  for (const { state } of counterparts) terms.add(stateTerm(state));
  const said = [message, ...originalOf(message)];
  for (const { kind, fields, attachments, largeAttachments = [] } of said) {
    for (const { sha256 } of [...attachments, ...largeAttachments]) terms.add(attachmentTerm(sha256));
    addFields(terms, MESSAGE_KINDS[kind].form, fields);
  }
  for (const _slice of addTexts(terms, textsOfMessage(message))) await rest();
  return { terms: [...terms.list], isCut: terms.isCut };
}

/** What is no message, and is found beside them: by its case, its texts and the files in it. */
export function termsOfDocument(document: {
  readonly caseRef: string;
  readonly texts: Iterable<string>;
  /** SHA-256 in hexadecimal. */
  readonly files: readonly string[];
}): TermsFound {
  const terms = new TermList();
  terms.add(MAIL_TERM, directionTerm('imported'), caseTerm(document.caseRef));
  for (const sha256 of document.files) terms.add(attachmentTerm(fromHex(sha256)));
  for (const _slice of addTexts(terms, document.texts));
  return { terms: [...terms.list], isCut: terms.isCut };
}

/** Persons and numbers. */
function addFields(terms: TermList, form: Fields, fields: Message['fields']): void {
  for (const [name, field] of Object.entries(form)) {
    const value = fields[name];
    if (value === undefined) continue;
    if (field.items === undefined) {
      if (NUMBER_FIELDS.has(name)) terms.add(numberTerm(canonicalNumber(String(value))));
      continue;
    }
    for (const item of value as readonly Message['fields'][]) {
      addPerson(terms, item);
      addFields(terms, field.items, item);
    }
  }
}

function addPerson(terms: TermList, { name, birthDate }: Message['fields']): void {
  if (typeof name !== 'string') return;
  for (const word of wordsOf(name))
    for (const sound of soundsOf(word)) for (const known of knownParts(birthDate)) terms.add(personTerm(sound, known));
}

/** Of 1974-08-12 nothing, 1974, 1974-08 and all of it: whoever knows less finds the message as well. */
function knownParts(birthDate: unknown): readonly string[] {
  if (typeof birthDate !== 'string') return [''];
  return ['', birthDate.slice(0, 4), birthDate.slice(0, 7), birthDate].filter(
    (part, place, parts) => parts.indexOf(part) === place,
  );
}

/**
 * Beginnings last: where a message says too much, its words are still found. Of a text that is made to be long no more is read than is kept.
 * Yields behind what takes about as long as a slice.
 */
function* addTexts(terms: TermList, texts: Iterable<string>): Generator<void> {
  const words = new Set<string>();
  let read = 0;
  const isSlice = (characters: number) => {
    read += characters;
    if (read < SLICE_CHARACTERS) return false;
    read = 0;
    return true;
  };
  for (const text of texts) {
    for (const numbers of numbersBySlice(text)) {
      if (terms.isCut) return;
      terms.add(...numbers.map(numberTerm));
      if (isSlice(Math.min(text.length, SLICE_CHARACTERS))) yield;
    }
    for (const slice of slicesOf(text)) {
      for (const word of wordsOf(slice)) {
        if (terms.isCut) return;
        words.add(word);
        terms.add(...soundsOf(word).map(soundTerm));
      }
      if (isSlice(slice.length)) yield;
    }
  }
  for (const word of words) {
    terms.add(...beginningsOf(word).map(beginningTerm));
    if (isSlice(word.length)) yield;
  }
}

class TermList {
  readonly list = new Set<string>();
  isCut = false;

  add(...terms: readonly string[]): void {
    for (const term of terms) {
      if (this.list.size < TERMS_MAX || this.list.has(term)) this.list.add(term);
      else this.isCut = true;
    }
  }
}

/** Terms of one message. A form that is full of text at its longest has more words than are kept. */
export const TERMS_MAX = 8_192;
/** Fields that are a number of something, whatever its blanks. */
const NUMBER_FIELDS: ReadonlySet<string> = new Set(['number', 'document', 'alertId', 'ownCaseNumber', 'queryId']);
