// SPDX-License-Identifier: Apache-2.0
// Which key a node uses as time goes by, and what is left on its disk when a key's time is over.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { verifyKeyOf } from '@iims/crypto/keys';
import type { TrustList } from '@iims/crypto/trust-list';
import { acceptAttestation, acceptState } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { toHex, utf8 } from '@iims/wire/bytes';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { type MadeKey, openKeyStore } from '../keys/key-store.ts';
import type { KeyUse } from '../keys/node-keys.ts';
import { writePlainKeys } from '../keys/plain-keys.ts';
import { holderSigner } from '../keys/seed-files.ts';
import { plainUnlocking } from '../keys/vault.ts';
import type { EntryDraft } from '../store/store.ts';
import { makeAttestation } from './attest.ts';
import { countingRandom, foundedForTests, GEO, UKR } from './federation.fixture.ts';
import { reissueState } from './found.ts';
import { kemEpochsWanted, nextEntry, OPENED_AFTER_MS } from './next-entry.ts';
import { KEM_EPOCH_MS, makeNodeIdentity, type NodeEntryJson } from './node-identity.ts';
import { OwnKeys } from './own-keys.ts';
import type { StoredDocument } from './trust-folder.ts';
import type { TrustInForce } from './trust-in-force.ts';

const DAY_MS = 24 * 3_600_000;
const founded = Date.UTC(2026, 0, 5);
const federation = foundedForTests(founded);
const georgia = federation.states.get(GEO)!;
const parent = mkdtempSync(join(tmpdir(), 'iims-own-keys-'));
after(() => rmSync(parent, { recursive: true }));
let worlds = 0;

describe('the own keys', () => {
  it('open what was sealed to them for 28 days after their week, and then the disk that is left opens it no more', async () => {
    const world = await openWorld();
    const [node] = nodesOf(federation.trust, GEO);
    const sealed = sealTo(kemKeyAt(node!, founded)!, founded);
    const { notAfter } = georgia.documentEntry.kem[0]!;
    const seed = georgia.seeds.keys.find(({ use }) => use === 'kem')!.parts[0]! as { seed: Uint8Array };
    assert.equal(bytesOnDisk(world.folder).includes(Buffer.from(seed.seed)), true);

    world.clock.at = notAfter + OPENED_AFTER_MS - 1;
    world.hearFromPartner();
    await world.own.destroyEnded();
    assert.equal(opens(sealed, world.own), true);

    world.clock.at = notAfter + OPENED_AFTER_MS;
    await world.own.destroyEnded();
    assert.throws(() => opens(sealed, world.own), { code: 'envelope.not-recipient' });
    assert.equal(bytesOnDisk(world.folder).includes(Buffer.from(seed.seed)), false);
    const stolen = await openKeyStore(world.around);
    assert.equal((await stolen.open()).kem.has(georgia.documentEntry.kem[0]!.kid), false);
    assert.deepEqual(
      world.entries.map(({ event, body }) => [event, body.keyId]),
      [['keys.destroyed', georgia.documentEntry.kem[0]!.kid]],
    );
  });

  it('of no epoch live longer than 35 days from its beginning', () => {
    assert.equal(KEM_EPOCH_MS + OPENED_AFTER_MS, 35 * DAY_MS);
  });

  it('are used from the time that the document gives them, the one that began last', async () => {
    const world = await openWorld();
    const made = await world.own.make('signing');
    assert.deepEqual(
      world.entries.map(({ event }) => event),
      ['keys.made'],
    );
    const entry = nextEntry({ entry: georgia.documentEntry, revoked: new Set(), now: world.clock.at }, [made], DAY_MS);
    world.bring(entry);
    const used = () => toHex(world.own.inUse().signing.ed25519.keyId);
    const before = used();
    world.clock.at += DAY_MS - 1;
    assert.equal(used(), before);
    world.clock.at += 1;
    assert.equal(used(), made.keyId);
    assert.deepEqual(
      world.entries.map(({ event }) => event),
      ['keys.made', 'keys.in-use'],
    );
  });

  it('that a document listed and the one in force does not are destroyed, also where both are of one moment', async () => {
    const world = await openWorld();
    const revoked = await world.own.make('witness');
    world.bring(nextEntry({ entry: georgia.documentEntry, revoked: new Set(), now: founded }, [revoked], 0));
    await world.own.destroyEnded();
    assert.equal(await world.keeps(revoked), true);
    world.bring(georgia.documentEntry);
    await world.own.destroyEnded();
    assert.equal(await world.keeps(revoked), false);
  });

  it('that wait for a document are named, and no more once a version has listed them', async () => {
    const world = await openWorld();
    assert.deepEqual(await world.own.waiting(), []);
    const made = await world.own.make('tls');
    assert.deepEqual(
      (await world.own.waiting()).map(({ use, keyId, publicHalf }) => [use, keyId, publicHalf]),
      [['tls', made.keyId, made.publicHalf]],
    );
    world.bring(nextEntry({ entry: georgia.documentEntry, revoked: new Set(), now: founded }, [made], 0));
    assert.deepEqual(await world.own.waiting(), []);
  });

  it('that wait for a document are kept while others come, for as long as a document lives', async () => {
    const world = await openWorld();
    const waiting = await world.own.make('witness');
    world.clock.at += DAY_MS;
    world.bring(georgia.documentEntry);
    await world.own.destroyEnded();
    assert.equal(await world.keeps(waiting), true);
    world.clock.at = founded + 80 * DAY_MS;
    await renewOpeningKeys(world);
    world.clock.at = waiting.madeAt + 90 * DAY_MS;
    world.hearFromPartner();
    await world.own.destroyEnded();
    assert.equal(await world.keeps(waiting), true);
    world.clock.at += 1;
    await world.own.destroyEnded();
    assert.equal(await world.keeps(waiting), false);
  });

  it("are not destroyed by a document with another machine's keys, or without this node", async () => {
    const world = await openWorld();
    const before = await world.own.kept();
    const stranger = { state: GEO, nodeId: 'geo-1', endpoint: georgia.documentEntry.endpoint, now: founded };
    const other = makeNodeIdentity({ ...stranger, random: countingRandom('another machine') }).documentEntry;
    for (const entry of [other, { ...other, nodeId: 'geo-2' }]) {
      world.clock.at += DAY_MS;
      world.bring(entry);
      world.hearFromPartner();
      await world.own.destroyEnded();
      assert.deepEqual(await world.own.kept(), before);
    }
    world.bring(georgia.documentEntry);
    assert.equal(world.own.inUse().signing.ed25519.keyId.length, 32);
  });

  it('are not destroyed by a clock that is ahead: a partner has to say that it is so late', async () => {
    const world = await openWorld();
    const before = await world.own.kept();
    world.clock.at += 365 * DAY_MS;
    await world.own.destroyEnded();
    assert.deepEqual(await world.own.kept(), before);
    world.hearFromPartner();
    await world.own.destroyEnded();
    assert.deepEqual(
      (await world.own.kept()).filter(({ use }) => use === 'kem'),
      [],
    );
  });

  it('are made and destroyed one after the other', async () => {
    const world = await openWorld();
    world.clock.at = georgia.documentEntry.kem[1]!.notAfter + OPENED_AFTER_MS;
    world.hearFromPartner();
    const { own } = world;
    await Promise.all([own.make('kem'), own.destroyEnded(), own.make('tls'), own.destroyEnded(), own.make('signing')]);
    assert.deepEqual(
      world.entries.map(({ event }) => event),
      ['keys.made', 'keys.destroyed', 'keys.destroyed', 'keys.made', 'keys.made'],
    );
  });
});

type World = Awaited<ReturnType<typeof openWorld>>;

/** A document with opening keys for the next 90 days. */
async function renewOpeningKeys(world: World): Promise<void> {
  const change = { entry: georgia.documentEntry, revoked: new Set<string>(), now: world.clock.at };
  const made: MadeKey<'kem'>[] = [];
  while (made.length < kemEpochsWanted(change)) made.push(await world.own.make('kem'));
  world.bring(nextEntry(change, made, 0));
}

async function openWorld() {
  worlds += 1;
  const folder = join(parent, `keys-${worlds}`);
  await writePlainKeys(folder, 'geo-1', georgia.seeds);
  const clock = { at: founded, now: () => clock.at };
  const around = { folder, nodeId: 'geo-1', unlocking: plainUnlocking(true), clock, random: countingRandom(folder) };
  const keyStore = await openKeyStore(around);
  const entries: EntryDraft[] = [];
  let trust: TrustList = federation.trust;
  const entered = (): void => {
    const { version, document } = trust.states.get(GEO)!;
    versions.push({ type: 'state', state: GEO, version, file: document.file });
  };
  const listeners: (() => void)[] = [];
  const versions: StoredDocument[] = [];
  const inForce = {
    current: () => trust,
    versions: async () => versions,
    onChange: (listener: () => void) => void listeners.push(listener),
  } as Partial<TrustInForce> as TrustInForce;
  entered();
  const write = (draft: EntryDraft) => {
    entries.push(draft);
    return Promise.resolve({ index: entries.length, result: undefined });
  };
  const sources = { state: GEO, nodeId: 'geo-1', keyStore, trust: inForce, store: { write }, now: clock.now };
  const own = OwnKeys.open(sources, await keyStore.open());
  after(() => own.stop());
  return {
    folder,
    around,
    clock,
    entries,
    own,
    /** The officers' next document, with this entry, comes into force. */
    bring(entry: NodeEntryJson, times: { readonly createdAt?: number } = {}): void {
      const { file } = trust.states.get(GEO)!.document;
      const officers = georgia.officers.map(holderSigner);
      const now = times.createdAt ?? clock.at;
      trust = acceptState(trust, GEO, reissueState({ file, changes: { nodes: [entry] }, officers, now }), clock.at);
      entered();
      for (const listener of listeners) listener();
    },
    /** A partner attests its document at this moment. */
    hearFromPartner(): void {
      const signer = { holder: 'ukr-1', ...federation.states.get(UKR)!.keys.signing[0]! };
      const { file } = makeAttestation({ trust, state: UKR, signer, now: clock.at });
      trust = acceptAttestation(trust, UKR, file, clock.at);
    },
    async keeps({ keyId }: MadeKey<KeyUse>): Promise<boolean> {
      return (await own.kept()).some((kept) => kept.keyId === keyId);
    },
  };
}

function sealTo(recipient: Parameters<typeof sealMessage>[0]['recipients'][number], at: number): Uint8Array {
  const [{ ed25519, mldsa65 }] = federation.states.get(UKR)!.keys.signing as never as [
    { ed25519: never; mldsa65: never },
  ];
  return sealMessage({
    header: {
      id: uuidToBytes(uuidV7(at, new Uint8Array(10))),
      createdAt: at,
      expiresAt: at + 28 * DAY_MS,
      exercise: false,
      trustListVersion: 1,
    },
    about: { kind: 'message' },
    content: utf8('what was said in the first week'),
    recipients: [recipient],
    signers: { ed25519, mlDsa65: mldsa65 },
    random: countingRandom('sealing'),
  });
}

/** As a thief would try: with the clock of the day on which the envelope was made. */
function opens(sealed: Uint8Array, own: OwnKeys): boolean {
  const [signer] = federation.states.get(UKR)!.keys.signing;
  const keys = { ed25519: verifyKeyOf(signer!.ed25519), mlDsa65: verifyKeyOf(signer!.mldsa65) };
  const opened = openMessage(sealed, { now: founded, kemKey: (keyId) => own.kemKey(keyId), verifyKeys: () => keys });
  return opened.content.length > 0;
}

function bytesOnDisk(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
}
