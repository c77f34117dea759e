// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { signTrustDocument } from '@iims/crypto/trust-document';
import { acceptRoot, acceptState, type TrustList } from '@iims/crypto/trust-list';
import { standingOf } from '@iims/crypto/trust-standing';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateBodyJson } from '@iims/wire/trust-documents';
import { holderSigner } from '../keys/seed-files.ts';
import type { EntryDraft } from '../store/store.ts';
import { DOCUMENTS_TAKEN_MAX } from './document-pace.ts';
import { AZE, foundedForTests, GEO, STATES, UKR } from './federation.fixture.ts';
import { reissueState } from './found.ts';
import { ownNode } from './keys-in-use.ts';
import { refreshTrust } from './refresh.ts';
import type { Bringer } from './refused-documents.ts';
import { initTrustFolder } from './trust-folder.ts';
import { openTrust } from './trust-in-force.ts';

const parent = await mkdtemp(join(tmpdir(), 'iims-trust-'));
after(() => rm(parent, { recursive: true }));

const HOUR_MS = 3_600_000;
const foundedAt = Date.UTC(2026, 0, 5);
const federation = foundedForTests(foundedAt);
const bundle = trustBundleOf(federation.trust);
let folders = 0;

/** A node's trust list in a new folder, with the entries it wrote. */
async function freshNode(at = foundedAt) {
  folders += 1;
  const folder = join(parent, `trust-${folders}`);
  await initTrustFolder(folder, federation.rootFile);
  return { folder, ...(await reopened(folder, at)) };
}

async function reopened(folder: string, at = foundedAt) {
  const entries: EntryDraft[] = [];
  const clock = { now: at };
  const writeEntry = async (draft: EntryDraft) => void entries.push(draft);
  const trust = await openTrust({ folder, demo: true, now: () => clock.now, writeEntry });
  return { trust, entries, clock };
}

/** The founded list with a further version of a State's document. */
function withNextVersion(
  state: StateCode,
  changes: Partial<StateBodyJson> = {},
  trust: TrustList = federation.trust,
): TrustList {
  const { file } = trust.states.get(state)!.document;
  const officers = federation.states.get(state)!.officers.slice(1).map(holderSigner);
  return acceptState(trust, state, reissueState({ file, changes, officers, now: foundedAt }), foundedAt);
}

const signerOf = (state: StateCode) => ({
  holder: `${state.toLowerCase()}-1`,
  ...federation.states.get(state)!.keys.signing[0]!,
});

describe('the trust list of a node', () => {
  it('takes a bundle into force, with an entry for each document, and has it again after a restart', async () => {
    const { folder, trust, entries } = await freshNode();
    await trust.bring(bundle, UKR);
    assert.deepEqual([...trust.current().states.keys()].sort(), [...STATES].sort());
    assert.deepEqual(
      entries.map(({ event, body }) => [event, body.by, body.state, body.version]),
      STATES.map((state) => ['trust-list.accepted', UKR, state, 1]),
    );
    const again = await reopened(folder, foundedAt + 400 * 24 * HOUR_MS);
    assert.equal(again.trust.current().states.size, 4);
    assert.equal(again.trust.current().attestations.size, 4);
    assert.equal(standingOf(again.trust.current(), UKR, again.clock.now).standing, 'expired');
    assert.deepEqual(await again.trust.bring(bundle, UKR), []);
  });

  it('refuses an older version after a restart, and enters the refusal once', async () => {
    const { folder, trust } = await freshNode();
    await trust.bring(trustBundleOf(withNextVersion(UKR)), UKR);
    const again = await reopened(folder);
    await again.trust.bring(bundle, AZE);
    await again.trust.bring(bundle, AZE);
    assert.equal(again.trust.current().states.get(UKR)?.version, 2);
    assert.deepEqual(
      again.entries.map(({ event, body }) => [event, body.by, body.type, body.state, body.version, body.code]),
      [
        ['trust-list.refused', AZE, 'state', UKR, 1, 'trust.rollback'],
        ['trust-list.refused', AZE, 'attestation', UKR, undefined, 'trust.mix'],
      ],
    );
  });

  it('weighs a bundle that held nothing new again as soon as something else is in force', async () => {
    const { trust, entries } = await freshNode();
    for (let turn = 0; turn < 3; turn++) await trust.bring(bundle, UKR);
    await trust.bring(trustBundleOf(withNextVersion(UKR)), UKR);
    entries.length = 0;
    await trust.bring(bundle, AZE);
    const [first] = entries;
    assert.deepEqual([first?.event, first?.body.by, first?.body.code], ['trust-list.refused', AZE, 'trust.rollback']);
  });

  it('enters what cannot be read as a bundle, once', async () => {
    const { trust, entries } = await freshNode();
    const rubbish = utf8('{"roots":[],"roots":[]}');
    for (let turn = 0; turn < 2; turn++)
      await assert.rejects(trust.bring(rubbish, UKR), { code: 'json.duplicate-key' });
    assert.deepEqual(
      entries.map(({ event, body }) => [event, body.by, body.type, body.code]),
      [['trust-list.refused', UKR, 'bundle', 'json.duplicate-key']],
    );
  });

  it('walks a chain of roots and keeps each, so that others can follow', async () => {
    const { folder, trust } = await freshNode();
    const body = JSON.parse(fromUtf8(federation.trust.root.document.body));
    const holders = STATES.slice(0, 3).map((state) => holderSigner(federation.states.get(state)!.rootHolder));
    let theirs = federation.trust;
    for (const version of [2, 3]) theirs = acceptRoot(theirs, signTrustDocument({ ...body, version }, holders));
    await trust.bring(trustBundleOf(theirs), UKR);
    assert.equal((await reopened(folder)).trust.current().root.version, 3);
    const other = await freshNode();
    await other.trust.bring(trustBundleOf((await reopened(folder)).trust.current()), UKR);
    assert.equal(other.trust.current().root.version, 3);
  });

  it('takes a bounded number of documents of a State in an hour, and holds up neither others nor a remedy', async () => {
    const { trust, entries } = await freshNode();
    await trust.bring(bundle, AZE);
    const versionOf = (state: StateCode) => trust.current().states.get(state)?.version;
    let theirs = federation.trust;
    const bringNext = async (by: Bringer = AZE) => {
      theirs = withNextVersion(UKR, {}, theirs);
      await trust.bring(trustBundleOf(theirs), by);
    };
    for (let count = 1; count < DOCUMENTS_TAKEN_MAX; count += 1) await bringNext();
    assert.equal(versionOf(UKR), DOCUMENTS_TAKEN_MAX);

    entries.length = 0;
    theirs = withNextVersion(GEO, {}, theirs);
    await bringNext();
    assert.deepEqual([versionOf(UKR), versionOf(GEO)], [DOCUMENTS_TAKEN_MAX, 2]);
    const told = entries.map(({ event, body }) => [event, body.state, body.version, body.code].join(' ').trim());
    assert.deepEqual(told.sort(), [
      `trust-list.accepted ${GEO} 2`,
      `trust-list.refused ${UKR} ${DOCUMENTS_TAKEN_MAX + 1} trust.too-often`,
    ]);

    await bringNext('administrator');
    assert.equal(versionOf(UKR), DOCUMENTS_TAKEN_MAX + 2);
    await bringNext();
    assert.equal(versionOf(UKR), DOCUMENTS_TAKEN_MAX + 2);

    // Stolen officers' keys are replaced by a root.
    const body = JSON.parse(fromUtf8(federation.trust.root.document.body));
    const holders = STATES.slice(0, 3).map((state) => holderSigner(federation.states.get(state)!.rootHolder));
    theirs = acceptRoot(theirs, signTrustDocument({ ...body, version: 2 }, holders));
    await bringNext();
    assert.deepEqual([trust.current().root.version, versionOf(UKR)], [2, DOCUMENTS_TAKEN_MAX + 4]);
  });

  it('writes the entry before the version is on disk or in force', async () => {
    const { folder, trust, entries } = await freshNode();
    const seen: unknown[] = [];
    const watching = await openTrust({
      folder,
      demo: true,
      now: () => foundedAt,
      writeEntry: async (draft) => {
        seen.push([draft.body.state, watching.current().states.size, (await readdir(folder)).includes('states')]);
        if (draft.body.state === AZE) throw new IimsError('access.busy', { message: 'The store is full.' });
      },
    });
    await assert.rejects(watching.bring(bundle, UKR), { code: 'access.busy' });
    assert.deepEqual(
      seen,
      [GEO, UKR, AZE].map((state) => [state, 0, false]),
    );
    assert.equal(watching.current().states.size, 0);
    assert.deepEqual([entries, trust.current().states.size], [[], 0]);
  });

  it('weighs bundles one after another, so that none undoes the other', async () => {
    const { trust } = await freshNode();
    await Promise.all([
      trust.bring(bundle, UKR),
      trust.bring(trustBundleOf(withNextVersion(UKR)), UKR),
      trust.bring(trustBundleOf(withNextVersion(AZE)), UKR),
    ]);
    assert.deepEqual(
      [GEO, UKR, AZE].map((state) => trust.current().states.get(state)?.version),
      [1, 2, 2],
    );
  });

  it('tells those who listen, when something changed and only then', async () => {
    const { trust } = await freshNode();
    let changes = 0;
    trust.onChange(() => {
      changes += 1;
    });
    await trust.bring(bundle, UKR);
    await trust.bring(bundle, UKR);
    assert.equal(changes, 1);
  });

  it('attests its own document, with an entry, and has the attestation after a restart', async () => {
    const { folder, trust, entries, clock } = await freshNode();
    await trust.bring(bundle, UKR);
    clock.now = foundedAt + 30 * HOUR_MS;
    assert.equal(standingOf(trust.current(), GEO, clock.now).standing, 'stale');
    await trust.attest(GEO, signerOf(GEO));
    assert.equal(standingOf(trust.current(), GEO, clock.now).standing, 'fresh');
    assert.equal(entries.at(-1)?.event, 'trust-list.attested');
    const again = await reopened(folder, clock.now);
    assert.equal(standingOf(again.trust.current(), GEO, clock.now).standing, 'fresh');
  });

  it('attests again after its clock was a year ahead, without a restart', async () => {
    const { trust, clock } = await freshNode();
    await trust.bring(bundle, UKR);
    clock.now = foundedAt + 365 * 24 * HOUR_MS;
    await trust.attest(GEO, signerOf(GEO));
    clock.now = foundedAt + HOUR_MS;
    await trust.attest(GEO, signerOf(GEO));
    assert.equal(trust.current().attestations.get(GEO)?.at, clock.now);
  });

  it('does not attest a document that is not in force, or with keys that it does not list', async () => {
    const { trust, clock } = await freshNode();
    await assert.rejects(trust.attest(GEO, signerOf(GEO)), { code: 'trust.unknown-state' });
    await trust.bring(bundle, UKR);
    clock.now += HOUR_MS;
    await assert.rejects(trust.attest(GEO, { ...signerOf(UKR), holder: 'geo-1' }), { code: 'trust.signature' });
  });

  it('opens only with the word demo in the configuration when it is a demonstration', async () => {
    const { folder } = await freshNode();
    const sources = { folder, now: () => foundedAt, writeEntry: async () => undefined };
    await assert.rejects(openTrust({ ...sources, demo: false }), { code: 'trust.demo' });
    const real = join(parent, 'real');
    await initTrustFolder(real, foundedForTests(foundedAt, 'iims').rootFile);
    await assert.rejects(openTrust({ ...sources, folder: real, demo: true }), { code: 'trust.demo' });
    await openTrust({ ...sources, folder: real, demo: false });
  });

  it('does not open without its root, or with a stored document that was changed', async () => {
    await assert.rejects(reopened(join(parent, 'nowhere')), { code: 'trust.missing' });
    const { folder, trust } = await freshNode();
    await trust.bring(bundle, UKR);
    const path = join(folder, 'roots', '1.json');
    await writeFile(
      path,
      (await readFile(path, 'utf8'))
        .replace(/"holder":"UKR"/u, '"holder":"RKU"')
        .replace(/"holder":"GEO"/u, '"holder":"EGO"'),
    );
    await assert.rejects(reopened(folder), { code: 'trust.missing' });
  });

  it('does not trip over a file that was being written when the node died', async () => {
    const { folder, trust } = await freshNode();
    await trust.bring(bundle, UKR);
    await writeFile(join(folder, 'states', 'UKR.json.tmp'), '{"bo');
    assert.equal((await reopened(folder)).trust.current().states.size, 4);
  });
});

describe('refreshing from partners', () => {
  it('takes what one partner brings, whatever the others do', async () => {
    const { trust } = await freshNode();
    const refreshed = await refreshTrust(trust, [UKR, AZE, GEO], async (partner) => {
      if (partner === UKR) throw new IimsError('access.busy', { message: 'silent' });
      return partner === AZE ? utf8('rubbish') : bundle;
    });
    assert.deepEqual(
      refreshed.map((one) => ('fault' in one ? one.fault.code : one.documents.length)),
      ['access.busy', 'json.syntax', 8],
    );
    assert.equal(trust.current().states.size, 4);
  });
});

describe('the own node', () => {
  const keys = federation.states.get(GEO)!.keys;

  it('is found in its document when it holds the keys that stand there', () => {
    assert.equal(
      ownNode(federation.trust, { state: GEO, nodeId: 'geo-1', keys, now: foundedAt }).log.origin,
      'iims/GEO/audit/1',
    );
  });

  it("is refused with another's keys, another's name, or no document", () => {
    const other = federation.states.get(UKR)!.keys;
    for (const part of ['signing', 'log', 'kem', 'tls'] as const) {
      const mixed = { ...keys, [part]: other[part] };
      assert.throws(
        () => ownNode(federation.trust, { state: GEO, nodeId: 'geo-1', keys: mixed, now: foundedAt }),
        { code: 'trust.own-keys' },
        part,
      );
    }
    assert.throws(() => ownNode(federation.trust, { state: GEO, nodeId: 'geo-2', keys, now: foundedAt }), {
      code: 'trust.own-keys',
    });
    assert.throws(() => ownNode(federation.trust, { state: 'ROU' as StateCode, nodeId: 'x', keys, now: foundedAt }), {
      code: 'trust.unknown-state',
    });
  });
});
