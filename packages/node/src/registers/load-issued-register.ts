// SPDX-License-Identifier: Apache-2.0
// Loads a positive register: documents that this State issued (spec/alert.md, 13 to 16).
import { encodeCbor } from '@iims/wire/cbor';
import { type IssuedDocument, issuedKey } from '@iims/wire/issued';
import { parseIssuedDocument } from '@iims/wire/issued-document';
import type { Store } from '../store/store.ts';

export interface PositiveRegisterContent {
  readonly id: string;
  readonly kind: IssuedDocument['kind'];
  readonly title: string;
  /** When the source last changed anything, ms since 1970. */
  readonly changedAt: number;
  /** Types for which it holds every document that was ever issued. */
  readonly completeFor: readonly IssuedDocument['documentType'][];
  readonly documents: readonly IssuedDocument[];
}

/** Replaces what the register holds, in one transaction with its entry. Throws `input.invalid` for a document that breaks a rule; then nothing has changed. */
export async function loadIssuedRegister(
  store: Store,
  { documents, completeFor, ...register }: PositiveRegisterContent,
  checkedAt: number,
): Promise<void> {
  await store.write(
    { event: 'register.loaded', body: { register: register.id, kind: register.kind, issued: documents.length } },
    {
      name: 'load-issued',
      args: {
        register: { ...register, checkedAt, completeFor: completeFor.join(' ') },
        documents: documents.map((document) => ({
          key: issuedKey(document),
          document: encodeCbor(parseIssuedDocument({ ...document, kind: register.kind })),
        })),
      },
    },
  );
}
