// SPDX-License-Identifier: Apache-2.0
// An offline pack on its device: opened with both keys, verified from the root of trust, its persons indexed as in the node.
import type { KemPrivateKey } from '@iims/crypto/keys';
import { openPack, splitPack } from '@iims/crypto/pack-envelope';
import { weighTrustBundle } from '@iims/crypto/trust-bundle';
import { type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { signingKeyById } from '@iims/crypto/trust-lookup';
import { parseBirthDate } from '@iims/matching/birth-date';
import { PersonIndex } from '@iims/matching/person-index';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { PackAbout, PackHeader } from '@iims/wire/pack-documents';
import type { PersonData } from '@iims/wire/subject';
import type { IndexedPart } from '../registers/indexed-alerts.ts';
import { namedParts, preparedName } from '../registers/indexed-persons.ts';
import { type SimilarPerson, similarPersons } from '../registers/similar-persons.ts';
import { PackReader } from './pack-contents.ts';
import { checkPackTime } from './pack-time.ts';

export interface PackOnDevice {
  readonly bytes: Uint8Array;
  readonly device: KemPrivateKey;
  readonly officer: KemPrivateKey;
  /** As the device was given it. */
  readonly rootOfTrust: Uint8Array;
  /** The device's clock, milliseconds since 1970: by it documents of the trust list are judged. */
  readonly now: number;
}

/** A pack that verified. Its times are for `pack-time.ts` to judge. */
export interface OpenPack {
  readonly header: PackHeader;
  readonly about: PackAbout;
  readonly alerts: PackReader;
  /** All other States of the federation: none of them is asked. */
  readonly partners: readonly StateCode[];
  /** Numbers of the alerts on persons who may be the one asked about, best first. */
  similar(person: PersonData, now: number): readonly (SimilarPerson & { readonly number: number })[];
}

/**
 * @throws IimsError `pack.malformed`, `pack.other-device`, `pack.locked`, `pack.damaged`, `pack.signature`, `pack.clock` or
 *   `pack.expired` where documents of trust are not in force because of the time, and `trust.*` for a root of trust that is none
 */
export function openPackOnDevice({ bytes, device, officer, rootOfTrust, now }: PackOnDevice): OpenPack {
  const clear = splitPack(bytes);
  const opened = openPack(clear, { device, officer });
  const alerts = new PackReader(opened, clear.cells);
  const { header } = clear;
  const unsigned = (cause?: unknown) => refusalOf(header, now, cause);
  const root = trustFromRoot(rootOfTrust);
  const trust = trustOf(root, alerts.about.trust, now, unsigned);
  const signer = signingKeyById(trust, header.signer)?.node;
  const pair = signer?.signing.find(({ ed25519 }) => equalBytes(ed25519.keyId, header.signer));
  if (pair === undefined || signer?.state !== header.state || header.exercise !== trust.root.exercise) throw unsigned();
  if (!opened.isSignedBy({ ed25519: pair.ed25519, mlDsa65: pair.mldsa65 })) throw unsigned();
  const partners = [...trust.root.officers.keys()].filter((state) => state !== header.state).sort();
  return { header, about: alerts.about, alerts, partners, similar: indexPersons(alerts) };
}

function trustOf(
  root: ReturnType<typeof trustFromRoot>,
  bundle: Uint8Array,
  now: number,
  unsigned: (cause: unknown) => IimsError,
): TrustList {
  try {
    return weighTrustBundle(root, bundle, now).trust;
  } catch (cause) {
    if (cause instanceof IimsError) throw unsigned(cause);
    throw cause;
  }
}

/** Names and dates alone stay in memory; the alerts stay sealed. */
function indexPersons(alerts: PackReader): OpenPack['similar'] {
  const index = new PersonIndex();
  const parts: (IndexedPart & { readonly number: number })[] = [];
  for (let number = 0; number < alerts.about.persons; number += 1) {
    const { register, alert } = alerts.open(number);
    if (alert.kind !== 'person') continue;
    for (const { names, dates, meaning } of namedParts(alert)) {
      const birthDates = dates.flatMap((date) => parseBirthDate(date) ?? []);
      index.add({ ordinal: parts.length, names: names.map(preparedName), birthDates });
      parts.push({ register: `${register}`, alertId: alert.id, meaning, isCovert: false, birthDates, number });
    }
  }
  const numbers = new Map(parts.map(({ register, alertId, number }) => [`${register}\n${alertId}`, number]));
  return (person, now) =>
    similarPersons(index, (ordinal) => parts[ordinal]!, person, { now, isRead: () => true }).map((similar) => ({
      ...similar,
      number: numbers.get(`${similar.register}\n${similar.alertId}`)!,
    }));
}

/** Outside the hours of a pack documents of trust may not be in force: then the clock is to be set, or the pack to be made anew. */
function refusalOf(header: PackHeader, now: number, cause: unknown): IimsError {
  checkPackTime(header, now, header.createdAt);
  return new IimsError('pack.signature', {
    message: 'The pack is not signed by a node of its State.',
    field: 'pack',
    rule: 'both signatures, by keys that follow from the root of trust on the device and are in force',
    fix: 'Do not use it. Have a pack made again, and compare the root of trust with the State.',
    cause,
  });
}
