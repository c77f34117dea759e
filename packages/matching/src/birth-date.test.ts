// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type BirthDate,
  birthDateOf,
  formatBirthDate,
  isBirthDate,
  isGregorian,
  isWholeDate,
  parseBirthDate,
  UNKNOWN_BIRTH_DATE,
} from './birth-date.ts';
import { type Calendar, dateOfDayNumber, dayNumberOf } from './birth-date-calendars.ts';
import { birthDateProbes, isPlausibleYear } from './birth-date-probes.ts';
import { compareBirthDates, isFirstOfYear } from './birth-date-rules.ts';

interface Vectors {
  calendars: { gregorian: string; julian: string; solarHijri: string; hijri: string; julianDayNumber: number }[];
  written: { text: string; valid: boolean }[];
  comparisons: { one: string; other: string; code: string; rules: string[] }[];
  probes: { date: string; latestYear: number; probes: [first: string, last: string, code: string, rules: string][] }[];
}
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../../spec/vectors/matching/birth-date.json', import.meta.url), 'utf8'),
);

const LATEST_YEAR = 2026;
const DAY_MS = 86_400_000;

describe('written dates of birth', () => {
  for (const { text, valid } of vectors.written) {
    it(`${valid ? 'reads' : 'refuses'} "${text}"`, () => {
      const date = parseBirthDate(text);
      assert.equal(date !== undefined, valid);
      if (date !== undefined) assert.equal(formatBirthDate(date), text);
    });
  }

  it('sorts what is known in part before the days that it may mean', () => {
    const texts = ['1974', '1974-01', '1974-01-01', '1974-02', '1974-12-31', '1975'];
    const dates = texts.map(read);
    assert.deepEqual(
      dates.toSorted((one, other) => one - other),
      dates,
    );
  });
});

describe('calendars', () => {
  for (const { gregorian, julian, solarHijri, hijri, julianDayNumber } of vectors.calendars) {
    it(`knows ${gregorian} as ${julian}, ${solarHijri} and ${hijri}`, () => {
      const written = { gregorian, julian, 'solar-hijri': solarHijri, hijri };
      for (const [calendar, text] of Object.entries(written) as [Calendar, string][]) {
        assert.equal(dayNumberOf(calendar, read(text)), julianDayNumber, calendar);
        assert.equal(formatBirthDate(dateOfDayNumber(calendar, julianDayNumber)), text);
      }
    });
  }

  it('agrees with ICU on every seventh day from 1800 to 2099, and with itself on the way back', () => {
    const persian = icuCalendar('persian');
    const islamic = icuCalendar('islamic-civil');
    const start = dayNumberOf('gregorian', birthDateOf(1800, 1, 1));
    for (let ms = Date.UTC(1800, 0, 1), day = start; ms < Date.UTC(2100, 0, 1); ms += 7 * DAY_MS, day += 7) {
      assert.equal(formatBirthDate(dateOfDayNumber('gregorian', day)), new Date(ms).toISOString().slice(0, 10));
      assert.equal(formatBirthDate(dateOfDayNumber('solar-hijri', day)), persian(ms));
      assert.equal(formatBirthDate(dateOfDayNumber('hijri', day)), islamic(ms));
      for (const calendar of ['gregorian', 'julian', 'solar-hijri', 'hijri'] as const)
        assert.equal(dayNumberOf(calendar, dateOfDayNumber(calendar, day)), day);
    }
  });
});

describe('comparing dates of birth', () => {
  for (const { one, other, code, rules } of vectors.comparisons) {
    it(`${one} and ${other}: ${code}${rules.map((rule) => `, 3.2(${rule})`).join('')}`, () => {
      assert.deepEqual(compareBirthDates(read(one), read(other)), { code, rules });
      assert.deepEqual(compareBirthDates(read(other), read(one)), { code, rules });
    });
  }

  it('says nothing where one date is not known at all', () => {
    assert.equal(compareBirthDates(UNKNOWN_BIRTH_DATE, read('1974')).code, 'birth-date-missing');
    assert.equal(compareBirthDates(UNKNOWN_BIRTH_DATE, UNKNOWN_BIRTH_DATE).code, 'birth-date-missing');
  });

  it('finds a slip of one key in the written form, however zeros are written', () => {
    fc.assert(
      fc.property(wholeDate, fc.nat(9), fc.nat(9), fc.boolean(), (date, place, digit, padded) => {
        const text = padded ? formatBirthDate(date) : formatBirthDate(date).replaceAll('-0', '-');
        for (const slip of [
          text.slice(0, place) + digit + text.slice(place + 1),
          text.slice(0, place) + digit + text.slice(place),
          text.slice(0, place) + text.slice(place + 1),
        ]) {
          const read = parseBirthDate(slip.replaceAll(/-(\d)(?!\d)/g, '-0$1'));
          if (read === undefined || !isWholeDate(read) || read === date || read < birthDateOf(1600, 0, 0)) continue;
          assert.ok(compareBirthDates(date, read).rules.includes('c'), `${text} ${slip}`);
        }
      }),
    );
  });
});

describe('probing dates of birth', () => {
  for (const { date, latestYear, probes } of vectors.probes) {
    it(`looks for ${date} under ${probes.length} dates and stretches`, () => {
      const found = birthDateProbes(read(date), latestYear).map(({ first, last, evidence }) => [
        withZeros(first),
        withZeros(last),
        evidence.code,
        evidence.rules.join(''),
      ]);
      assert.deepEqual(found, probes);
    });
  }

  it('covers each date that a comparison does not call different, once and under the same code', () => {
    const everyDate = [...datesOfYears(1278, 1450), ...datesOfYears(1890, LATEST_YEAR + 1)];
    fc.assert(
      fc.property(anyDate, (date) => {
        const probes = birthDateProbes(date, LATEST_YEAR).toSorted((one, other) => one.first - other.first);
        let at = 0;
        for (const candidate of everyDate) {
          while (at < probes.length && probes[at]!.last < candidate) at += 1;
          const probe = probes[at];
          const found = probe !== undefined && probe.first <= candidate ? probe.evidence : undefined;
          const evidence = compareBirthDates(date, candidate);
          const isInReach = isPlausibleYear(candidate >>> 9, LATEST_YEAR) || candidate >>> 9 === date >>> 9;
          const expected = isInReach && evidence.code !== 'birth-date-different' ? evidence : undefined;
          if (found !== expected) assert.fail(`${formatBirthDate(date)} ${formatBirthDate(candidate)}`);
        }
      }),
      { numRuns: 30, examples: [[read('1974-01-01')], [read('1974')], [read('1974-01')], [read('1353-05-21')]] },
    );
  });

  it('gives disjoint stretches, the most telling first', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const probes = birthDateProbes(date, LATEST_YEAR);
        const inOrder = probes.toSorted((one, other) => one.first - other.first);
        for (const [i, probe] of inOrder.entries()) {
          assert.ok(probe.first <= probe.last);
          if (i > 0) assert.ok(inOrder[i - 1]!.last < probe.first);
        }
        if (isWholeDate(date)) assert.equal(probes[0]!.evidence.code, 'birth-date-equal');
      }),
    );
  });

  it('needs 37.9 dates on average for the date, rules a and c and 1 January', () => {
    let dates = 0;
    let probed = 0;
    for (const [i, date] of datesOfYears(1940, 2009).filter(isWholeDate).entries()) {
      if (i % 5 !== 0) continue;
      dates += 1;
      for (const { first, last, evidence } of birthDateProbes(date, LATEST_YEAR)) {
        const isStretchOfYear = date !== first && isFirstOfYear(date) && evidence.rules.length === 0;
        if (evidence.code === 'birth-date-converted' || !isWholeDate(first) || isStretchOfYear) continue;
        for (let day = first; day <= last; day = (day + 1) as BirthDate) if (isGregorian(day)) probed += 1;
      }
    }
    const average = probed / dates;
    assert.ok(average > 37 && average < 39, String(average));
  });
});

function read(text: string): BirthDate {
  const date = parseBirthDate(text);
  assert.ok(date !== undefined, text);
  return date;
}

function withZeros(date: BirthDate): string {
  const [month, day] = [(date >>> 5) & 15, date & 31].map((part) => String(part).padStart(2, '0'));
  return `${date >>> 9}-${month}-${day}`;
}

function datesOfYears(first: number, last: number): BirthDate[] {
  const dates: BirthDate[] = [];
  for (let date = birthDateOf(first, 0, 0); date <= birthDateOf(last, 12, 31); date = (date + 1) as BirthDate)
    if (isBirthDate(date)) dates.push(date);
  return dates;
}

function icuCalendar(calendar: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
    timeZone: 'UTC',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

const wholeDate = fc.integer({ min: birthDateOf(1900, 1, 1), max: birthDateOf(2026, 12, 31) }).filter(isWholeBirthDate);
const anyDate = fc.oneof(
  { weight: 4, arbitrary: wholeDate },
  fc.integer({ min: birthDateOf(1900, 1, 1), max: birthDateOf(2026, 12, 31) }).filter(isBirthDate),
  fc.integer({ min: birthDateOf(1300, 1, 1), max: birthDateOf(1440, 12, 31) }).filter(isBirthDate),
  fc.integer({ min: 1900, max: 2026 }).map((year) => birthDateOf(year, 1, 1)),
);

function isWholeBirthDate(value: number): value is BirthDate {
  return isBirthDate(value) && isWholeDate(value);
}
