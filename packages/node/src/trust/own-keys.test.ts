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
import { acceptState } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { toHex, utf8 } from '@iims/wire/bytes';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { openKeyStore } from '../keys/key-store.ts';
import { writePlainKeys } from '../keys/plain-keys.ts';
import { holderSigner } from '../keys/seed-files.ts';
import { plainUnlocking } from '../keys/vault.ts';
import type { EntryDraft } from '../store/store.ts';
import { countingRandom, foundedForTests, GEO, UKR } from './federation.fixture.ts';
import { reissueState } from './found.ts';
import { nextEntry, OPENED_AFTER_MS } from './next-entry.ts';
import { KEM_EPOCH_MS, type NodeEntryJson } from './node-identity.ts';
import { OwnKeys } from './own-keys.ts';
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

  it('that only a coming document will list are kept, and those that the one in force left out are destroyed', async () => {
    const world = await openWorld();
    const left = await world.own.make('witness');
    world.clock.at += 1;
    world.bring(georgia.documentEntry);
    world.clock.at += 1;
    const coming = await world.own.make('witness');
    await world.own.destroyEnded();
    const kept = (await world.own.kept()).map(({ keyId }) => keyId);
    assert.deepEqual([kept.includes(left.keyId), kept.includes(coming.keyId)], [false, true]);
  });
});

async function openWorld() {
  worlds += 1;
  const folder = join(parent, `keys-${worlds}`);
  await writePlainKeys(folder, 'geo-1', georgia.seeds);
  const clock = { at: founded, now: () => clock.at };
  const around = { folder, nodeId: 'geo-1', unlocking: plainUnlocking(true), clock, random: countingRandom(folder) };
  const keyStore = await openKeyStore(around);
  const entries: EntryDraft[] = [];
  let trust: TrustList = federation.trust;
  const listeners: (() => void)[] = [];
  const inForce = {
    current: () => trust,
    onChange: (listener: () => void) => void listeners.push(listener),
  } as TrustInForce;
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
    bring(entry: NodeEntryJson): void {
      const { file } = trust.states.get(GEO)!.document;
      const officers = georgia.officers.map(holderSigner);
      const next = reissueState({ file, changes: { nodes: [entry] }, officers, now: clock.at });
      trust = acceptState(trust, GEO, next, clock.at);
      for (const listener of listeners) listener();
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
