// SPDX-License-Identifier: Apache-2.0
// The words of the verdict block, from the English catalogue.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { StateOutcome, Verdict } from '@iims/wire/verdict';
import type { Words } from '../language/use-words.ts';
import { holderText } from './issued-text.ts';
import type { QueryView } from './query-state.ts';
import { verdictShown } from './verdict-shown.ts';
import { verdictText } from './verdict-text.ts';

const hit = { band: 'hit', category: 'stolen', subjectKind: 'vehicle', authority: 'Police' } as StateOutcome['hits'][0];
const answers = (...outcomes: StateOutcome['outcome'][]): StateOutcome[] =>
  outcomes.map((outcome, at) => ({ state: `S${at}`, outcome, hits: outcome === 'hit' ? [hit] : [] }));
const ended = (states: StateOutcome[]): Exclude<QueryView, { phase: 'ready' }> => {
  const complete = !states.some(({ outcome }) => outcome === 'late' || outcome === 'unavailable');
  const verdict: Verdict = { verdict: 'no-hit', complete, states, elapsedMs: 1, logIndex: 1 };
  const asked = states.map(({ state }) => state);
  return { ...question, phase: 'answered', asked, answers: states, verdict, shown: verdictShown(verdict, []) };
};

test('a State that refused is told beside those that answered', () => {
  assert.deepEqual(verdictText(words, ended(answers('no-hit', 'no-hit', 'no-hit', 'no-hit', 'refused'))), {
    title: 'Refused: S4',
    lines: ['4 of 5 States answered, 1 refused.', 'No hit in the other 4 States.'],
    warning: 'This is not a “no hit”.',
  });
});

test('a refusal beside a hit, and beside silence, is not overlooked', () => {
  const besideHit = verdictText(words, ended(answers('hit', 'refused')));
  assert.equal(besideHit.warning, '1 of 2 States answered, 1 refused.');
  const besideSilence = verdictText(words, ended(answers('no-hit', 'refused', 'late')));
  assert.equal(besideSilence.title, 'Incomplete: 1 of 3 States');
  assert.equal(besideSilence.warning, '1 of 3 States answered, 1 refused. This is not a “no hit”.');
  assert.equal(verdictText(words, ended(answers('hit', 'no-hit'))).warning, undefined);
});

test('registers that did not answer leave a no-hit open, and are told beside a hit', () => {
  const partial = (...outcomes: StateOutcome['outcome'][]) =>
    verdictText(
      words,
      ended(answers(...outcomes).map((one, at) => (at > 0 ? one : { ...one, registers: 3, behind: 1 }))),
    );
  const told = 'S0: 1 of 3 registers did not answer.';
  const open = partial('unavailable', 'no-hit');
  assert.equal(open.title, 'Incomplete: 1 of 2 States');
  assert.match(open.lines[0]!, new RegExp(`^${told} `));
  assert.equal(partial('hit', 'no-hit').warning, told);
  assert.equal(partial('no-hit', 'no-hit').title, 'Incomplete: 2 of 2 States', 'whatever calls itself a no-hit');
});

test('a document that was not issued is to be looked at, one that is unknown leaves all open, and a valid one is told beside the no-hit', () => {
  const asOf = new Date(2026, 10, 22, 4, 5).getTime();
  const withDocument = (standing: 'not-found' | 'unknown' | 'issued-and-valid') => {
    const issued = [{ register: 'licences', documentType: 'driving-licence', standing, asOf }];
    return verdictText(
      words,
      ended(answers('no-hit', 'no-hit').map((one, at) => (at === 0 ? { ...one, issued } : one))),
    );
  };
  const doubtful = withDocument('not-found');
  assert.match(doubtful.title, /not-found/);
  // With the time, beside which the date of issue is laid.
  const register = 'register of 2026-11-22, 04:05';
  assert.ok(doubtful.lines.includes(`S0: driving-licence: not-found · ${register}`), doubtful.lines.join());
  const unknown = withDocument('unknown');
  assert.equal(unknown.title, english['verdict.issued-unknown']);
  assert.ok(unknown.lines.includes(`S0: driving-licence: unknown · ${register}`), unknown.lines.join());
  assert.deepEqual(unknown.lines.length, 1, 'nothing of others: every State answered');
  assert.match(unknown.warning ?? '', /2 of 2 States answered.*not a “no hit”/);
  const valid = withDocument('issued-and-valid');
  assert.equal(valid.title, english['verdict.no-hit']);
  assert.ok(valid.lines.includes('S0: driving-licence: issued-and-valid'));
});

test('while the answers come in, a refusal is counted apart too', () => {
  const states = answers('no-hit', 'refused');
  const asking = { ...question, phase: 'asking', asked: ['S0', 'S1', 'S2'], answers: states } as const;
  assert.deepEqual(verdictText(words, asking).lines, ['1 of 3 States answered, 1 refused.']);
});

const question = { input: 'AB1', purpose: 'border-check', caseRef: 'GE-1', askedAt: 1, logIndex: 1, answeredAt: 2 };
const english = JSON.parse(readFileSync(new URL('../language/locales/en.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;
const words = {
  t: ((key: string, values: Record<string, unknown> = {}) => {
    const { count } = values;
    const text = english[key] ?? english[`${key}_${count === 1 ? 'one' : 'other'}`] ?? key;
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
  }) as Words['t'],
  code: (_, code) => code,
  state: (alpha3) => alpha3,
  states: (alpha3) => alpha3.join(', '),
  date: (iso) => iso,
  age: (fromMs, toMs) => `${toMs - fromMs} ms`,
} satisfies Words;

test('a registered vehicle is told with what the eye compares, and the holder to neither slip nor voice', () => {
  const holder = { surname: 'SYNTHETIC', given: 'ANNA' };
  const vehicle = { make: 'Skoda', colour: 'grey', year: '2019' };
  const one = {
    register: 'vehicles',
    documentType: 'vehicle-registration',
    standing: 'issued-and-valid',
    asOf: 1,
  } as const;
  const issued = [{ ...one, vehicle, holder }];
  const { lines } = verdictText(
    words,
    ended(answers('no-hit', 'no-hit').map((said, at) => (at === 0 ? { ...said, issued } : said))),
  );
  assert.ok(lines.includes('S0: vehicle-registration: issued-and-valid · Skoda · grey · 2019'));
  assert.doesNotMatch(lines.join(), /SYNTHETIC/);
  assert.match(holderText(words, holder), /SYNTHETIC, ANNA/);
});
