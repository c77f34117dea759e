// SPDX-License-Identifier: Apache-2.0
// From what a file says to an entry of a positive register: a document that the State issued, or a vehicle that it registered.

import { encodeCbor } from '@iims/wire/cbor';
import type { RowRefusal } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { issuedKey } from '@iims/wire/issued';
import { parseIssuedDocument } from '@iims/wire/issued-document';
import { registrationKeys, VEHICLE_REGISTRATION } from '@iims/wire/registered-vehicle';
import { parseRegisteredVehicle } from '@iims/wire/registered-vehicle-entry';
import { alertIdOf, type ComposeSettings } from './compose-alert.ts';

/** Of what a positive register may be. */
export const ISSUED_KINDS = ['travel-document', 'official-document', 'vehicle'] as const;
export type IssuedKind = (typeof ISSUED_KINDS)[number];

export interface IssuedSettings extends Pick<ComposeSettings, 'state' | 'idCode'> {
  readonly kind: IssuedKind;
}

export interface ComposedIssued {
  readonly kind: 'issued';
  readonly id: string;
  readonly documentType: string;
  /** As it was read. */
  readonly entry: object;
  /** Deterministic CBOR. */
  readonly content: Uint8Array;
  readonly keys: readonly string[];
}

/** Nothing is added but the kind: how a document stands is for the file to say. Throws nothing for what it says. */
export function composeIssued(
  given: Readonly<Record<string, unknown>>,
  settings: IssuedSettings,
): ComposedIssued | { readonly kind: 'refused'; readonly reason: RowRefusal; readonly field?: string } {
  const { kind } = settings;
  if (given.kind !== undefined && given.kind !== kind) return { kind: 'refused', reason: 'other-kind' };
  const said = typeof given.id === 'number' ? String(given.id) : given.id;
  if (said === undefined) return { kind: 'refused', reason: 'no-id' };
  const id = alertIdOf(said, settings);
  if (id === undefined) return { kind: 'refused', reason: 'id-form' };
  try {
    const fields = { ...given, kind, id };
    if (kind === 'vehicle') {
      const vehicle = parseRegisteredVehicle(fields);
      const keys = registrationKeys(vehicle);
      return {
        kind: 'issued',
        id,
        documentType: VEHICLE_REGISTRATION,
        entry: vehicle,
        content: encodeCbor(vehicle),
        keys,
      };
    }
    const document = parseIssuedDocument(fields);
    const { documentType } = document;
    return {
      kind: 'issued',
      id,
      documentType,
      entry: document,
      content: encodeCbor(document),
      keys: [issuedKey(document)],
    };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    return { kind: 'refused', reason: 'field', ...(fault.field === undefined ? {} : { field: fault.field }) };
  }
}
