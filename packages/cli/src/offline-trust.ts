// SPDX-License-Identifier: Apache-2.0
// What an offline verification relies on, from files that somebody names: a root of trust, and newer documents of States.
import { openSignedDocument } from '@iims/crypto/trust-document';
import { trustFromRoot } from '@iims/crypto/trust-list';
import type { ReceiptDocument } from '@iims/node/receipts/receipt-file';
import { bundleOfFiles } from '@iims/node/trust/bundle-of-files';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { parseTrustBundle, TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';
import { badOption, readOptionFile, TRUST_ROOT_BYTES_MAX } from './option-values.ts';

export function readRootOfTrust(path: string): Uint8Array {
  const file = readOptionFile('trust', path, TRUST_ROOT_BYTES_MAX);
  try {
    trustFromRoot(file);
    return file;
  } catch (cause) {
    if (cause instanceof IimsError) throw badOption('trust', "the federation's root of trust, a signed file");
    throw cause;
  }
}

export function readDocuments(path: string): ReceiptDocument[] {
  const file = readOptionFile('documents', path, TRUST_BUNDLE_BYTES_MAX);
  try {
    const { states } = parseTrustBundle(bundleOfFiles([file]));
    return Object.entries(states).map(([state, document]) => {
      const { body, signatures } = openSignedDocument(document);
      return { state: state as StateCode, body, signatures };
    });
  } catch (cause) {
    if (cause instanceof IimsError) throw badOption('documents', "a trust bundle, or a State's signed document");
    throw cause;
  }
}
