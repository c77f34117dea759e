// SPDX-License-Identifier: Apache-2.0
// Loads a positive register: documents that this State issued (spec/alert.md, 13 to 16), or vehicles that it registered
// (spec/vehicle-registration.md).
import { encodeCbor } from '@iims/wire/cbor';
import { type IssuedDocument, issuedKey } from '@iims/wire/issued';
import { parseIssuedDocument } from '@iims/wire/issued-document';
import { type RegisteredVehicle, registrationKeys, VEHICLE_REGISTRATION } from '@iims/wire/registered-vehicle';
import { parseRegisteredVehicle } from '@iims/wire/registered-vehicle-entry';
import type { IssuedToLoad } from '../store/acts/load-issued.ts';
import type { Store } from '../store/store.ts';

interface EveryPositiveRegister {
  readonly id: string;
  readonly title: string;
  /** When the source last changed anything, ms since 1970. */
  readonly changedAt: number;
  /** How long after it was compared with its source it is complete for what it says, ms. Left out: as before, else COMPLETE_MS. */
  readonly completeMs?: number;
}

export interface IssuedRegisterContent extends EveryPositiveRegister {
  readonly kind: IssuedDocument['kind'];
  /** Types for which it holds every document that was ever issued. */
  readonly completeFor: readonly IssuedDocument['documentType'][];
  readonly documents: readonly IssuedDocument[];
}

export interface VehicleRegisterContent extends EveryPositiveRegister {
  readonly kind: RegisteredVehicle['kind'];
  /** Named where it holds every vehicle that was ever registered. */
  readonly completeFor: readonly (typeof VEHICLE_REGISTRATION)[];
  readonly documents: readonly RegisteredVehicle[];
}

export type PositiveRegisterContent = IssuedRegisterContent | VehicleRegisterContent;

/** Replaces what the register holds, in one transaction with its entry. Throws `input.invalid` for a document that breaks a rule; then nothing has changed. */
export async function loadIssuedRegister(
  store: Store,
  content: PositiveRegisterContent,
  checkedAt: number,
): Promise<void> {
  const { documents, completeFor, ...register } = content;
  await store.write(
    { event: 'register.loaded', body: { register: register.id, kind: register.kind, issued: documents.length } },
    {
      name: 'load-issued',
      args: {
        register: { ...register, checkedAt, completeFor: completeFor.join(' '), heldTypes: typesOf(content).join(' ') },
        documents: toLoad(content),
      },
    },
  );
}

function typesOf({ kind, documents }: PositiveRegisterContent): readonly string[] {
  if (kind === 'vehicle') return [VEHICLE_REGISTRATION];
  return [...new Set(documents.map(({ documentType }) => documentType))].sort();
}

/** A vehicle is found by its plate and by its VIN. */
function toLoad({ kind, documents }: PositiveRegisterContent): IssuedToLoad[] {
  if (kind === 'vehicle')
    return documents.map((vehicle) => ({
      id: vehicle.id,
      keys: registrationKeys(vehicle),
      document: encodeCbor(parseRegisteredVehicle(vehicle)),
    }));
  return documents.map((document) => ({
    id: document.id,
    keys: [issuedKey(document)],
    document: encodeCbor(parseIssuedDocument({ ...document, kind })),
  }));
}
