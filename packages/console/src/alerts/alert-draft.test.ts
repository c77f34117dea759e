// SPDX-License-Identifier: Apache-2.0
// From what is typed to an alert, and from two alerts to what changes between them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '@iims/wire/alert';
import { SUBJECT_KINDS } from '@iims/wire/code-lists';
import { checkDraft, type Draft, draftOf, freshDraft } from './alert-draft.ts';
import { type Field, fieldsOf } from './alert-fields.ts';
import { compareAlerts, linesOf, titleOf } from './alert-lines.ts';

const FRESH = { state: 'UKR', register: 'entered-persons', now: Date.UTC(2026, 10, 22, 14, 30, 5) };
const PERSON: Draft = {
  ...freshDraft({ kind: 'person', ...FRESH }),
  category: 'wanted-arrest',
  action: 'arrest',
  authority: 'Police',
  legalBasis: 'Criminal code',
  names: [
    { surname: 'Коваль', given: 'Іван', form: 'original', script: 'Cyrl', quality: 'primary' },
    { surname: '', given: '', form: 'mrz', quality: 'primary' },
  ],
  birthDates: ['1980-02-29', ''],
  documents: [{ number: '', issuingState: '', documentType: 'passport' }],
  misusedIdentity: { names: [], birthDates: [''] },
  grading: { source: '', information: '' },
};
const same = (key: string) => key;

describe('a form', () => {
  for (const kind of SUBJECT_KINDS) {
    it(`of a ${kind} begins with an id of the State and says what is missing`, () => {
      const draft = freshDraft({ kind, ...FRESH });
      assert.match(String(draft.id), /^UKR-ENTEREDP-261122143005$/);
      assert.equal(draft.reviewOn, '2027-11-22');
      assert.equal(checkDraft(draft).kind, 'not-yet');
    });
  }

  it('becomes an alert when all that is needed is there; rows that say nothing are none', () => {
    const checked = checkDraft(PERSON);
    assert.equal(checked.kind, 'alert');
    if (checked.kind !== 'alert') return;
    const { alert, quality } = checked;
    assert.equal(alert.kind === 'person' && alert.names.length, 1);
    assert.deepEqual(
      ['documents', 'misusedIdentity', 'grading'].filter((field) => field in alert),
      [],
    );
    assert.ok(quality.findings.includes('one-script-only') && quality.score < 100);
  });

  it('names the place of what is malformed, and a contradiction stops it', () => {
    const bad = checkDraft({ ...PERSON, birthDates: ['1980-13-01'] });
    assert.ok(bad.kind === 'not-yet' && bad.field.startsWith('birthDates'));
    const contradiction = checkDraft({ ...PERSON, covert: true });
    assert.equal(contradiction.kind === 'alert' && contradiction.quality.stoppedBy, 'covert-category');
  });

  it('shows an alert that is there and gives it back unchanged', () => {
    const first = checkDraft(PERSON);
    assert.ok(first.kind === 'alert');
    const again = checkDraft(draftOf(first.alert));
    assert.deepEqual(again.kind === 'alert' && again.alert, first.alert);
  });

  it('has every field once', () => {
    for (const kind of SUBJECT_KINDS) {
      const names = fieldsOf(kind).map(({ name }: Field) => name);
      assert.equal(new Set(names).size, names.length);
    }
  });
});

describe('two states of an alert', () => {
  const before = alertOf(PERSON);
  const after = { ...before, cautions: ['armed'], reviewOn: '2028-01-01' } as Alert;

  it('differ in the lines that were changed, and in no other', () => {
    const changed = compareAlerts(before, after, same).filter(({ isChanged }) => isChanged);
    assert.deepEqual(
      changed.map(({ name, before: old, after: next }) => [name, old, next]),
      [
        ['cautions', [], ['caution.armed']],
        ['reviewOn', ['2027-11-22'], ['2028-01-01']],
      ],
    );
  });

  it('show what is taken away as well', () => {
    const { birthDates: _, ...without } = before as Alert & { birthDates?: unknown };
    const [gone] = compareAlerts(before, without as Alert, same).filter(({ isChanged }) => isChanged);
    assert.deepEqual([gone?.name, gone?.before, gone?.after], ['birthDates', ['1980-02-29'], []]);
  });

  it('leave out nothing that the alert says', () => {
    const shown = new Set(linesOf(after, same).map(({ name }) => name));
    const said = Object.keys(after).filter((field) => !['id', 'kind', 'covert', 'facts'].includes(field));
    assert.deepEqual(
      said.filter((field) => !shown.has(field)),
      [],
    );
    assert.equal(titleOf(after), 'Коваль Іван');
  });
});

function alertOf(draft: Draft): Alert {
  const checked = checkDraft(draft);
  assert.ok(checked.kind === 'alert');
  return checked.alert;
}
