// SPDX-License-Identifier: Apache-2.0
// Makes one bundle of files that were brought by hand: signed documents of any kind, and bundles. Where a document belongs is read from
// its body before anything is verified; a body that lies about it is refused where the bundle is weighed.
import { openSignedDocument } from '@iims/crypto/trust-document';
import { toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { isStateCode } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { parseTrustBundle, TRUST_BUNDLE_BYTES_MAX, TRUST_FILE_BYTES_MAX } from '@iims/wire/trust-documents';

/**
 * Of several documents for one place the one that calls itself the latest, whatever the order of the files; roots in theirs.
 * @throws IimsError `trust.malformed`, `bytes.malformed`, `json.*` for a file that is neither
 */
export function bundleOfFiles(files: readonly Uint8Array[]): Uint8Array {
  const documents = files.flatMap((file) => (isBundle(file) ? documentsOf(file) : [placed(file)]));
  const earliestFirst = documents.sort((a, b) => a.order - b.order);
  const byState = (kind: PlacedDocument['kind']) =>
    Object.fromEntries(earliestFirst.filter((one) => one.kind === kind).map(({ state, base64 }) => [state, base64]));
  const roots = earliestFirst.filter(({ kind }) => kind === 'root').map(({ base64 }) => base64);
  return utf8(
    JSON.stringify({ roots: [...new Set(roots)], states: byState('state'), attestations: byState('attestation') }),
  );
}

interface PlacedDocument {
  readonly kind: 'root' | 'state' | 'attestation';
  /** Empty for a root. */
  readonly state: string;
  /** Version, or time of an attestation, as the body says; zero where it cannot be read. */
  readonly order: number;
  readonly base64: string;
}

function isBundle(file: Uint8Array): boolean {
  const value = parseStrictJson(file, { bytesMax: TRUST_BUNDLE_BYTES_MAX });
  return typeof value === 'object' && value !== null && 'roots' in value;
}

/** A bundle names the places itself. What cannot be read is left to the one who weighs it. */
function documentsOf(bundle: Uint8Array): readonly PlacedDocument[] {
  const { roots, states, attestations } = parseTrustBundle(bundle);
  const inPlace = (kind: PlacedDocument['kind'], state: string, file: Uint8Array): PlacedDocument => ({
    kind,
    state,
    order: orderIfReadable(file),
    base64: toBase64(file),
  });
  return [
    ...roots.map((file) => inPlace('root', '', file)),
    ...Object.entries(states).map(([state, file]) => inPlace('state', state, file)),
    ...Object.entries(attestations).map(([state, file]) => inPlace('attestation', state, file)),
  ];
}

function placed(file: Uint8Array): PlacedDocument {
  const { type, state, order } = claimsOf(file);
  const base64 = toBase64(file);
  if (type === 'root') return { kind: type, state: '', order, base64 };
  if ((type === 'state' || type === 'attestation') && typeof state === 'string' && isStateCode(state)) {
    return { kind: type, state, order, base64 };
  }
  throw new IimsError('trust.malformed', {
    message: 'The file is no document of a trust list.',
    field: 'type',
    rule: 'root, state or attestation, or a bundle of them',
  });
}

function orderIfReadable(file: Uint8Array): number {
  try {
    return claimsOf(file).order;
  } catch (fault) {
    if (fault instanceof IimsError) return 0;
    throw fault;
  }
}

/** What a body says of itself. */
function claimsOf(file: Uint8Array): { readonly type: unknown; readonly state: unknown; readonly order: number } {
  const body = parseStrictJson(openSignedDocument(file).body, { bytesMax: TRUST_FILE_BYTES_MAX });
  const { type, state, version, at } = (typeof body === 'object' && body !== null ? body : {}) as BodyClaims;
  const order = version ?? at;
  return { type, state, order: typeof order === 'number' ? order : 0 };
}

interface BodyClaims {
  readonly type?: unknown;
  readonly state?: unknown;
  readonly version?: unknown;
  readonly at?: unknown;
}
