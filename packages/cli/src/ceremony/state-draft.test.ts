// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '@iims/node/clock';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { fromUtf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateBodyJson } from '@iims/wire/trust-documents';
import { finishDraft, makeDraft } from './draft.ts';
import { nodeEntryIn, requireNodeEntry } from './node-entry.ts';
import { foundedList, GEO, NOW, officersOf, signedBy, UKR } from './papers.fixture.ts';
import { checkRights, requireAbout } from './state-about.ts';
import { nextStateBody, type StateChanges } from './state-draft.ts';

const isFault = (field: string) => (fault: unknown) => {
  assert.ok(fault instanceof IimsError);
  assert.deepEqual([fault.code, fault.field], ['input.invalid', field]);
  return true;
};

const ENTRY = makeNodeIdentity({
  state: GEO,
  nodeId: 'geo-1',
  endpoint: { host: 'geo-1.example.org', port: 8110 },
  now: NOW,
  random: systemRandom,
}).documentEntry;

const changes = (more: Partial<StateChanges> = {}): StateChanges => ({
  ...{ entries: [], dropNodes: [], about: {}, aboutFile: undefined, grant: [], isFirst: false, now: NOW },
  ...more,
});

test('a first version is made only where it is said to be the first, and never upon a document', () => {
  const founded = foundedList();
  assert.throws(() => nextStateBody(founded, GEO, changes({ entries: [ENTRY] })), isFault('first'));
  const body = nextStateBody(founded, GEO, changes({ entries: [ENTRY], isFirst: true }));
  const draft = makeDraft('state', body, founded);
  const trust = finishDraft(signedBy(draft, officersOf(GEO).slice(0, 2)), NOW).trust!;
  assert.throws(() => nextStateBody(trust, GEO, changes({ isFirst: true })), isFault('first'));
  const next = JSON.parse(fromUtf8(nextStateBody(trust, GEO, changes()))) as StateBodyJson;
  assert.deepEqual([next.version, next.nodes], [2, [ENTRY]]);
});

test('an entry that nobody can reach, one of another State, and what is no entry stand in no draft', () => {
  const endpoint = { host: '::', port: 8110 };
  assert.deepEqual(requireNodeEntry(ENTRY, 'e', GEO), ENTRY);
  assert.throws(() => requireNodeEntry({ ...ENTRY, endpoint }, 'e', GEO), isFault('entry e: endpoint.host'));
  assert.throws(() => requireNodeEntry(ENTRY, 'e', UKR), isFault('entry e: log.origin'));
  assert.throws(() => requireNodeEntry({ ...ENTRY, kem: [] }, 'e', GEO), isFault('entry e: kem'));
  assert.throws(
    () => nextStateBody(foundedList(), GEO, changes({ entries: [{ ...ENTRY, endpoint }], isFirst: true })),
    isFault('entry of node geo-1: endpoint.host'),
  );
  assert.equal(nodeEntryIn({ nodeId: 'geo-1' }), undefined);
});

test('what a State says about itself is checked by file and field', () => {
  const registers = [{ id: 'documents', kind: 'travel-document', title: 'Documents' }];
  const right = { register: 'documents', purposes: ['border-check'], states: [UKR] };
  const check = (broken: object) =>
    checkRights({ state: GEO, registers, rights: [right, { ...right, ...broken }] }, 'a.json');
  check({});
  assert.throws(() => check({ register: 'vehicles' }), isFault('about a.json: rights.1.register'));
  assert.throws(() => check({ purposes: ['curiosity'] }), isFault('about a.json: rights.1.purposes'));
  assert.throws(() => check({ states: [UKR, GEO] }), isFault('about a.json: rights.1.states'));
  assert.deepEqual(requireAbout({ registers, rights: [right] }, 'a.json'), { registers, rights: [right] });
  assert.throws(() => requireAbout({ nodes: [] }, 'a.json'), isFault('about a.json'));
  assert.throws(() => requireAbout([], 'a.json'), isFault('about a.json'));
  assert.throws(() => requireAbout({ registers: [{ id: 'X' }] }, 'a.json'), isFault('about a.json: registers.0.id'));
});
