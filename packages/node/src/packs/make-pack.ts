// SPDX-License-Identifier: Apache-2.0
// An offline pack at the node: what may travel of the registers, in slices between queries, signed and sealed; and its entry before it
// leaves.
import { type KemPublicKey, kemPrivateKeyFromSeed, kemPublicKeyFromRaw, SEED_BYTES } from '@iims/crypto/keys';
import { type BegunPack, beginPack, type PackSigners } from '@iims/crypto/pack-envelope';
import { usesStart } from '@iims/crypto/pack-uses';
import type { Random } from '@iims/crypto/primitives';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import type { TrustList } from '@iims/crypto/trust-list';
import { PROFILE_VERSION } from '@iims/matching/profile';
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { PACK_ALERTS_MAX, type PackAbout } from '@iims/wire/pack-documents';
import type { Clock } from '../clock.ts';
import { isSpoken } from '../registers/source-standing.ts';
import { checkedAtOf, listRegisters, type RegisterRow } from '../store/alerts.ts';
import { type Generation, listGenerations } from '../store/generations.ts';
import { pageOfAlerts } from '../store/held-alerts.ts';
import { findPackSecret } from '../store/packs.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { RequestingDevice } from './device-request.ts';
import { packedAlert } from './may-travel.ts';
import { PackWriter, type Pause } from './pack-contents.ts';

export interface PackMaking {
  readonly state: StateCode;
  readonly authority: string;
  readonly exercise: boolean;
  readonly store: Store;
  readonly trust: () => TrustList;
  readonly signers: () => PackSigners;
  readonly clock: Clock;
  readonly random: Random;
}

export interface PackWanted {
  readonly by: string;
  readonly officer: string;
  readonly device: RequestingDevice;
  readonly lifeMs: number;
  readonly usesMax: number;
  /** Ids; all of them where none is named. */
  readonly registers: readonly string[] | undefined;
}

export interface MadePack {
  readonly packId: string;
  readonly notAfter: number;
  readonly alerts: number;
  /** The file, one part after the other. */
  readonly parts: readonly Uint8Array[];
}

/**
 * Resolves when the entry of the pack is durable.
 * @throws IimsError `pack.no-secret`, `pack.too-large`, `register.unknown`, `pack.no-officer`, `pack.device-struck`, `pack.too-many`, `store.*`
 */
export async function makePack(making: PackMaking, wanted: PackWanted): Promise<MadePack> {
  const { store, clock, random } = making;
  const secret = await findPackSecret(store.reader, wanted.officer);
  if (secret === undefined) throw noSecret();
  const registers = await chosenRegisters(store.reader, wanted.registers);
  const createdAt = clock.now();
  const packId = uuidV7(createdAt, random(10));
  const id = uuidToBytes(packId);
  const notAfter = createdAt + wanted.lifeMs;
  const fields = { id, state: making.state, salt: secret.salt, createdAt, notAfter, exercise: making.exercise };
  const officer: KemPublicKey = kemPublicKeyFromRaw(secret.publicKey);
  const begun = beginPack(fields, { device: wanted.device.kem, officer }, random);
  const usesSeed = random(SEED_BYTES);
  const { publicKey: usesKey } = kemPrivateKeyFromSeed(usesSeed);
  const pause = pauseOf(clock);
  const { writer, laid, persons } = await layOut(store.reader, begun, { registers, createdAt }, pause);
  const about = {
    user: wanted.officer,
    deviceName: wanted.device.name,
    authority: making.authority,
    usesMax: wanted.usesMax,
    usesKey,
    profile: PROFILE_VERSION,
    registers: laid,
    persons,
    trust: ownTrust(making.trust(), making.state),
  };
  const { parts, digest } = await writer.finish(about, making.signers(), pause);
  const { alerts } = writer;
  await store.write(
    {
      event: 'pack.made',
      body: {
        pack: packId,
        by: wanted.by,
        user: wanted.officer,
        device: wanted.device.id,
        registers: laid.map((register) => ({ id: register.id, alerts: register.alerts })),
        createdAt,
        notAfter,
        usesMax: wanted.usesMax,
        digest,
      },
    },
    {
      name: 'keep-pack',
      args: {
        packId,
        user: wanted.officer,
        device: { id: wanted.device.id, name: wanted.device.name, signing: wanted.device.signing },
        madeBy: wanted.by,
        createdAt,
        notAfter,
        usesMax: wanted.usesMax,
        alerts,
        usesSeed,
        start: usesStart(id),
      },
    },
  );
  usesSeed.fill(0);
  return { packId, notAfter, alerts, parts };
}

type ChosenRegister = RegisterRow & { readonly shown: Generation };

/** Those on persons first, as the pack wants them. */
async function chosenRegisters(reader: Reader, named: readonly string[] | undefined): Promise<ChosenRegister[]> {
  const held = (await listRegisters(reader)).filter(isSpoken);
  if (named?.some((id) => !held.some((register) => register.id === id)) || held.length === 0) throw noSuchRegister();
  const chosen = held.filter(({ id }) => named === undefined || named.includes(id));
  const rows = chosen.reduce((sum, register) => sum + register.rows, 0);
  if (rows > PACK_ALERTS_MAX) throw tooLarge();
  const generations = await listGenerations(reader);
  const shown = chosen.flatMap((register) => {
    const generation = generations.find((one) => one.register === register.id && one.standing === 'shown');
    return generation === undefined ? [] : [{ ...register, shown: generation }];
  });
  return shown.sort((one, other) => Number(other.kind === PERSON) - Number(one.kind === PERSON));
}

interface LaidOut {
  readonly writer: PackWriter;
  readonly laid: PackAbout['registers'];
  /** Alerts on persons. */
  readonly persons: number;
}

async function layOut(
  reader: Reader,
  begun: BegunPack,
  { registers, createdAt }: { readonly registers: readonly ChosenRegister[]; readonly createdAt: number },
  pause: Pause,
): Promise<LaidOut> {
  const writer = new PackWriter(begun);
  const laid: PackAbout['registers'] = [];
  let persons = 0;
  for (const register of registers) {
    const { id, kind, title, shown } = register;
    const checkedAt = checkedAtOf(register, createdAt);
    const before = writer.alerts;
    for await (const alert of alertsOf(reader, shown)) {
      const packed = packedAlert(alert);
      if (packed !== undefined) writer.add(laid.length, packed);
      // Alerts come in while a pack is made.
      if (writer.alerts > PACK_ALERTS_MAX) throw tooLarge();
      await pause();
    }
    const alerts = writer.alerts - before;
    // One of which nothing may travel is not named: that it is there would tell what it holds.
    if (alerts === 0) continue;
    if (kind === PERSON) persons += alerts;
    const changedAt = register.changedAt - (register.changedAt % DAY_MS);
    laid.push({ id, kind, title: title.slice(0, TITLE_CHARACTERS_MAX), changedAt, checkedAt, alerts });
  }
  return { writer, laid, persons };
}

async function* alertsOf(reader: Reader, shown: Generation): AsyncGenerator<Alert> {
  for (let after = ''; ; ) {
    const page = await pageOfAlerts(reader, shown, after, PAGE_ALERTS);
    if (page.length === 0) return;
    for (const { alert } of page) {
      // An alert that cannot be read is told, never left out in silence.
      if (alert === undefined) throw unreadable();
      yield decodeCbor(alert) as Alert;
    }
    after = page.at(-1)!.alertId;
  }
}

/** The roots and the own State's document: all that the device needs to know the signer. */
function ownTrust(trust: TrustList, state: StateCode): Uint8Array {
  const only = <T>(of: ReadonlyMap<StateCode, T>): ReadonlyMap<StateCode, T> =>
    new Map([...of].filter(([one]) => one === state));
  return trustBundleOf({ ...trust, states: only(trust.states), attestations: only(trust.attestations) });
}

/** Queries wait for the slice that is under way, and no longer. */
function pauseOf(clock: Clock): Pause {
  let since = clock.monotonic();
  return async () => {
    if (clock.monotonic() - since < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = clock.monotonic();
  };
}

function noSecret(): IimsError {
  return new IimsError('pack.no-secret', {
    message: 'The officer has set no secret for packs.',
    field: 'officer',
    fix: 'The officer sets one with `iims pack secret`.',
  });
}

function noSuchRegister(): IimsError {
  return new IimsError('register.unknown', {
    message: 'There is no such register.',
    field: 'register',
    fix: 'Look at the list of registers.',
  });
}

function tooLarge(): IimsError {
  return new IimsError('pack.too-large', {
    message: 'The registers hold more alerts than a pack may.',
    field: 'register',
    rule: `at most ${PACK_ALERTS_MAX} alerts`,
    fix: 'Name the registers that the post needs.',
  });
}

function unreadable(): IimsError {
  return new IimsError('store.failed', {
    message: 'An alert of the registers cannot be read, and no pack is made without it.',
    fix: 'Check the disk, then load the register again.',
  });
}

const PERSON = 'person';
/** A change is told by its day, as in answers: by the moment two packs would tell when a covert alert came. */
const DAY_MS = 24 * 3_600_000;
const TITLE_CHARACTERS_MAX = 64;
const PAGE_ALERTS = 100;
const SLICE_MS = 1.5;
