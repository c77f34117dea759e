// SPDX-License-Identifier: Apache-2.0
// A megabyte of hostile input costs work in proportion to its size. Work is processor time, which other programs do not lengthen, under
// a bound so wide that only a quadratic reader misses it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from './bytes.ts';
import { decodeCbor } from './cbor.ts';
import { detectSubjects } from './detect.ts';
import { parseMrz } from './mrz.ts';
import { normaliseName } from './name-form.ts';
import { canonicalNumber } from './number-form.ts';
import { readWhileTyping } from './read-while-typing.ts';
import { parseStrictJson } from './strict-json.ts';

const MEGABYTE = 1_000_000;
/** A quadratic reader of a megabyte takes minutes; a linear one some tens of milliseconds. */
const HOSTILE_CPU_MS_MAX = 2_000;

const cpuMs = (act: () => unknown): number => {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const ignoringFaults = (act: () => unknown): void => {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'IimsError');
  }
};

describe('hostile input of a megabyte', () => {
  const fill = (unit: string): string => unit.repeat(Math.floor(MEGABYTE / unit.length));
  const texts: Readonly<Record<string, string>> = {
    'open brackets': fill('['),
    'open objects': fill('{"a":'),
    'empty arrays in a row': `[${fill('[],')}[]]`,
    'keys in a row': `{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":0`).join(',')}}`,
    'keys that are numbers': `{${Array.from({ length: 60_000 }, (_, i) => `"${i * 70_000}":0`).join(',')}}`,
    'escapes in a string': `"${fill('\\u0041')}"`,
    backslashes: `"${fill('\\\\')}"`,
    digits: fill('9'),
    'a fraction without end': `0.${fill('1')}`,
    blanks: fill(' '),
    fillers: fill('<'),
    'fillers and letters': fill('<A'),
    'lines of fillers': fill('<<<<<<<<<<\n'),
    letters: fill('A'),
    'letters and blanks': fill('A '),
    'marks without a letter': fill('\u0301'),
    apostrophes: fill("'"),
    'Cyrillic and Latin by turns': fill('Аb'),
    'dates in a row': fill('1974-08-12 '),
  };
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    'strict JSON': (text) => parseStrictJson(utf8(text), { bytesMax: 4 * MEGABYTE }),
    'the one box': (text) => detectSubjects(text),
    'the box while typing': (text) => readWhileTyping(text),
    'a machine-readable zone': (text) => parseMrz([text]),
    // The schemas bound names and numbers at 100 characters; a tenth of the text is hostile enough.
    'a name': (text) => normaliseName(text.slice(0, MEGABYTE / 10)),
    'a number': (text) => canonicalNumber(text.slice(0, MEGABYTE / 10)),
  };
  for (const [reader, read] of Object.entries(readers)) {
    for (const [name, text] of Object.entries(texts)) {
      it(`${reader} reads ${name} in linear time`, () => {
        assert.ok(cpuMs(() => ignoringFaults(() => read(text))) < HOSTILE_CPU_MS_MAX);
      });
    }
  }

  it('deterministic CBOR reads arrays, bytes and numbers in linear time', () => {
    for (const unit of [0x81, 0x40, 0x00]) {
      const bytes = new Uint8Array(MEGABYTE).fill(unit);
      bytes.set([0x9a, 0x00, 0x0f, 0x42, 0x3b]);
      assert.ok(cpuMs(() => ignoringFaults(() => decodeCbor(bytes))) < HOSTILE_CPU_MS_MAX);
    }
  });
});
