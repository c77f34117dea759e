// SPDX-License-Identifier: Apache-2.0
// A person whom a partner has under alert is found by the spellings and the mistakes of a border, and travellers are not.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { AZE, GEO, TestFederation } from '../federation/test-federation.ts';

describe('a person whom a partner has under alert', () => {
  let federation: TestFederation;
  before(async () => {
    federation = await TestFederation.found({
      states: [GEO, AZE],
      registerKind: 'person',
      alerts: { GEO: [wanted(1), wanted(2, { covert: true, surname: 'Джавадов', given: 'Теймур' })] },
    });
    await federation.start(GEO, AZE);
  });
  after(() => federation.close());

  for (const [how, input, band, why] of [
    ['in Latin letters', 'BOICHENKO, OLEKSII 1974-03-05', 'hit', ['name-transliterated', 'birth-date-equal']],
    ['in Georgian letters', 'ბოიჩენკო, ოლექსი 1974-03-05', 'hit', ['name-transliterated', 'birth-date-equal']],
    ['with day and month swapped', 'Бойченко, Олексій 1974-05-03', 'compare', ['name-equal', 'birth-date-inverted']],
  ] as const) {
    it(`is found ${how}, and the hit says why`, async () => {
      const { verdict, states } = await federation.ask(AZE, input);
      assert.equal(verdict, band);
      const hits = states.flatMap((said) =>
        said.hits.map((hit) => [said.state, hit.alertId, hit.band, hit.matchedOn, hit.why]),
      );
      assert.deepEqual(hits, [[GEO, 'GEO-PER-1', band, 'similar', why]]);
    });
  }

  it('is found mistyped, with day and month swapped', async () => {
    const { verdict, states } = await federation.ask(AZE, 'BOICHEMKO, OLEKSII 1974-05-03');
    assert.equal(verdict, 'compare');
    const why = states.flatMap(({ hits }) => hits.flatMap((hit) => hit.why));
    assert.ok(why.includes('name-letter-edited') && why.includes('birth-date-inverted'), why.join());
  });

  it('is not seen where the alert is covert, and its owner is told', async () => {
    assert.equal((await federation.ask(AZE, 'JAVADOV, TEYMUR 1974-03-05')).verdict, 'no-hit');
    const entries = await federation.entries(GEO, 'query.answered');
    assert.deepEqual(entries.at(-1)!.own.covert, ['GEO-PER-2']);
  });

  it('is unknown, and not missing, while the register is withdrawn from use: at home and abroad, and in the entry that is signed', async () => {
    const operator = await federation.signIn(GEO, 'operator.test');
    const stand = async (verb: string) =>
      assert.equal(await operator.act(`/api/registers/${verb}`, { register: 'documents' }), 200);
    const ofGeo = async (asker: typeof GEO, input: string) => {
      const { verdict, states } = await federation.ask(asker, input);
      const { outcome, reason, registers, behind } = states.find(({ state }) => state === GEO)!;
      return [verdict, outcome, reason, registers, behind];
    };
    const open = ['incomplete', 'unavailable', 'source-withdrawn', 1, 1];
    await stand('withdraw');
    for (const input of ['BOICHENKO, OLEKSII 1974-03-05', 'SHEVCHUK, PETRO 1974-03-05']) {
      assert.deepEqual(await ofGeo(AZE, input), open);
      assert.deepEqual(await ofGeo(GEO, input), open);
    }
    const entries = await federation.entries(GEO, 'query.answered');
    assert.deepEqual([entries.at(-1)!.body.outcome, entries.at(-1)!.own.covertCount], ['unavailable', 0]);
    await stand('resume');
    assert.deepEqual(await ofGeo(AZE, 'SHEVCHUK, PETRO 1974-03-05'), ['no-hit', 'no-hit', undefined, 1, undefined]);
  });

  it('is no traveller who shares a surname, or a day of birth', async () => {
    for (const input of [
      'BOICHENKO, MARIIA 1974-03-05',
      'BOICHENKO, OLEKSII 1951-10-30',
      'SHEVCHUK, PETRO 1974-03-05',
    ]) {
      assert.equal((await federation.ask(AZE, input)).verdict, 'no-hit', input);
    }
  });
});

/** SYNTHETIC: about nobody. */
function wanted(serial: number, { covert = false, surname = 'Бойченко', given = 'Олексій' } = {}): Alert {
  return {
    kind: 'person',
    id: `GEO-PER-${serial}`,
    category: 'wanted-arrest',
    names: [{ form: 'original', surname, given, quality: 'primary' }],
    birthDates: ['1974-03-05'],
    authority: 'Criminal Police (scenario)',
    legalBasis: 'Code of Criminal Procedure (scenario)',
    action: 'arrest',
    cautions: [],
    handling: 'H2',
    covert,
    since: '2026-01-05',
    reviewOn: '2099-01-05',
    facts: [{ label: 'description', value: 'SYNTHETIC: about nobody' }],
  };
}
