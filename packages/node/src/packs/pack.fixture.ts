// SPDX-License-Identifier: Apache-2.0
// A node that makes offline packs, without its edges, and a device and an officer to make them for. Clock and secrets are the test's own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KemPrivateKey, kemPrivateKeyFromSeed, type SigningKey, signingKeyFromSeed } from '@iims/crypto/keys';
import type { Alert } from '@iims/wire/alert';
import { concatBytes } from '@iims/wire/bytes';
import type { Clock } from '../clock.ts';
import { systemRandom } from '../clock.ts';
import { passportAlert, personAlert, vehicleAlert } from '../query/alert.fixture.ts';
import { damageAlert } from '../query/damage-alert.fixture.ts';
import { loadRegister } from '../registers/load-register.ts';
import { type Entry, readEntries } from '../store/entries.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { foundedForTests, UKR } from '../trust/federation.fixture.ts';
import type { FoundedFederation } from '../trust/found.ts';
import { composeDeviceRequest, type RequestingDevice, readDeviceRequest } from './device-request.ts';
import type { PackMaking } from './make-pack.ts';
import { type OpenPack, openPackOnDevice } from './open-pack.ts';
import { Packs } from './packs.ts';

export const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 5, 1, 9, 40);

/** What may travel, and what may not: the reason stands in the id's place. */
export const PASSPORT = passportAlert('AA1234567', 1);
export const COVERT_PASSPORT = { ...passportAlert('BB1234567', 2), handling: 'H0' as const, covert: true };
export const CLOSE_PASSPORT = { ...passportAlert('CC1234567', 3), handling: 'H3' as const };
export const PERSON: Alert = personAlert(4, { handling: 'H1', cautions: ['armed'] });
export const WATCHED_VEHICLE = { ...vehicleAlert('AA0001AA', '1M8GDM9AXKP042788', 5), handling: 'H0' as const };

export interface PackNode {
  readonly store: Store;
  readonly packs: Packs;
  readonly federation: FoundedFederation;
  readonly device: { readonly kem: KemPrivateKey; readonly signing: SigningKey; readonly request: RequestingDevice };
  readonly officer: KemPrivateKey;
  readonly clock: { nowMs: number };
  /** A pack for the officer on the device, as one file. */
  make(change?: {
    readonly lifeMs?: number;
    readonly usesMax?: number;
    readonly registers?: string[];
    /** Of a node that is not what it should be. */
    readonly making?: Partial<PackMaking>;
  }): Promise<Uint8Array>;
  open(
    bytes: Uint8Array,
    change?: { readonly device?: KemPrivateKey; readonly officer?: KemPrivateKey; readonly root?: Uint8Array },
  ): OpenPack;
  entries(): Promise<Entry[]>;
  /** Turns a bit of an alert on the disk. */
  damage(alert: Alert): void;
  close(): Promise<void>;
}

export async function openPackNode(alerts: readonly Alert[] = ALL): Promise<PackNode> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-packs-'));
  const clock = { nowMs: NOW };
  const handed: Clock = { now: () => clock.nowMs, monotonic: () => performance.now() };
  const store = await openSqliteStore({
    atRest: new Uint8Array(32),
    path: join(directory, 'iims.db'),
    now: handed.now,
    random: systemRandom,
  });
  const federation = foundedForTests(NOW - HOUR_MS);
  const making: PackMaking = {
    state: UKR,
    authority: 'Border Guard',
    exercise: true,
    store,
    trust: () => federation.trust,
    signers: () => federation.states.get(UKR)!.keys.signing[0]!,
    clock: handed,
    random: systemRandom,
  };
  const packs = new Packs(making);
  for (const [place, kind] of ['travel-document', 'person', 'vehicle'].entries()) {
    const held = alerts.filter((alert) => alert.kind === kind);
    const register = { id: kind, kind, title: kind, changedAt: NOW - 2 * HOUR_MS, alerts: held };
    await loadRegister(store, register, NOW - (place + 1) * HOUR_MS);
  }
  const device = deviceOf(1);
  const officer = kemPrivateKeyFromSeed(new Uint8Array(32).fill(9));
  await addOfficer(store, 'olena', officer);
  return {
    store,
    packs,
    federation,
    device,
    officer,
    clock,
    async make({ lifeMs = 6 * HOUR_MS, usesMax = 3, registers, making: change } = {}) {
      const wanted = { by: 'operator', officer: 'olena', device: device.request, lifeMs, usesMax, registers };
      return concatBytes(...(await new Packs({ ...making, ...change }).make(wanted)).parts);
    },
    open: (bytes, change = {}) =>
      openPackOnDevice({
        bytes,
        device: change.device ?? device.kem,
        officer: change.officer ?? officer,
        rootOfTrust: change.root ?? federation.rootFile,
        now: clock.nowMs,
      }),
    entries: async () => (await readEntries(store.reader, { limit: 1_000 })).reverse(),
    damage: ({ id }) => damageAlert(join(directory, 'iims.db'), id),
    async close() {
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export function deviceOf(seed: number): PackNode['device'] {
  const kem = kemPrivateKeyFromSeed(new Uint8Array(32).fill(seed));
  const signing = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(seed + 100));
  return { kem, signing, request: readDeviceRequest(composeDeviceRequest('tablet', kem.publicKey, signing)) };
}

export async function addOfficer(store: Store, user: string, key: KemPrivateKey): Promise<void> {
  await store.write(
    { event: 'user.added', body: { user, role: 'officer', by: 'test' } },
    { name: 'add-user', args: { user, role: 'officer', passwordHash: 'none' } },
  );
  await store.write(
    { event: 'pack.secret-set', body: { user } },
    { name: 'set-pack-secret', args: { user, salt: new Uint8Array(16), publicKey: key.publicKey } },
  );
}

const ALL: readonly Alert[] = [PASSPORT, COVERT_PASSPORT, CLOSE_PASSPORT, PERSON, WATCHED_VEHICLE];
