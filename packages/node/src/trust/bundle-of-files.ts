// SPDX-License-Identifier: Apache-2.0
// Makes one bundle of files that were brought by hand: signed documents of any kind, and bundles. Where a document belongs is read from
// its body before anything is verified; a body that lies about it is refused where the bundle is weighed.
import { openSignedDocument } from '@iims/crypto/trust-document';
import { fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { isStateCode } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { parseTrustBundle, TRUST_BUNDLE_BYTES_MAX } from '@iims/wire/trust-documents';

/** @throws IimsError `trust.malformed`, `json.*` for a file that is neither */
export function bundleOfFiles(files: readonly Uint8Array[]): Uint8Array {
  const bundle = {
    roots: [] as string[],
    states: {} as Record<string, string>,
    attestations: {} as Record<string, string>,
  };
  for (const file of files) {
    if (isBundle(file)) {
      const { roots, states, attestations } = parseTrustBundle(file);
      bundle.roots.push(...roots.map(toBase64));
      for (const [state, one] of Object.entries(states)) bundle.states[state] = toBase64(one);
      for (const [state, one] of Object.entries(attestations)) bundle.attestations[state] = toBase64(one);
      continue;
    }
    const place = placeOf(file);
    if (place.type === 'root') bundle.roots.push(toBase64(file));
    else bundle[place.type][place.state] = toBase64(file);
  }
  return utf8(JSON.stringify(bundle));
}

function isBundle(file: Uint8Array): boolean {
  const value = parseStrictJson(file, { bytesMax: TRUST_BUNDLE_BYTES_MAX });
  return typeof value === 'object' && value !== null && 'roots' in value;
}

function placeOf(file: Uint8Array): { type: 'root' } | { type: 'states' | 'attestations'; state: string } {
  const { body } = openSignedDocument(file);
  const { type, state } = JSON.parse(fromUtf8(body)) as { type?: unknown; state?: unknown };
  if (type === 'root') return { type };
  const kind = type === 'state' ? 'states' : type === 'attestation' ? 'attestations' : undefined;
  if (kind !== undefined && typeof state === 'string' && isStateCode(state)) return { type: kind, state };
  throw new IimsError('trust.malformed', {
    message: 'The file is no document of a trust list.',
    field: 'type',
    rule: 'root, state or attestation, or a bundle of them',
  });
}
