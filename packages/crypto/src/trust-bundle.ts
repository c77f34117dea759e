// SPDX-License-Identifier: Apache-2.0
// What nodes hand each other and carry in a file: every signed document of a list, and what a receiver makes of it
// (spec/trust-list.md, 7.3). Whoever brings it has no say: only signatures and versions count.
import { toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { parseRootBody, parseStateBody, parseTrustBundle } from '@iims/wire/trust-documents';
import { sha256 } from './primitives.ts';
import { openSignedDocument, type SignedDocument, type TrustDocumentType } from './trust-document.ts';
import { acceptAttestation, acceptRoot, acceptState, type TrustList } from './trust-list.ts';

/** What came of one document of a bundle. Documents that are in force already are not mentioned. */
export type WeighedDocument = WeighedName &
  (
    | { readonly outcome: 'accepted'; readonly version: number; readonly file: Uint8Array }
    | {
        readonly outcome: 'refused';
        readonly code: ErrorCode;
        /** Of a root or a State's document, where its signatures hold: of a forged one nothing is read. */
        readonly version?: number;
      }
  );

interface WeighedName {
  readonly type: TrustDocumentType;
  /** Absent for a root. */
  readonly state?: StateCode;
  /** SHA-256 in hexadecimal: of the body; of the whole file where it cannot be read. */
  readonly sha256: string;
}

/** All documents of a list as one file. */
export function trustBundleOf(trust: TrustList): Uint8Array {
  const files = (documents: Iterable<readonly [string, { readonly document: SignedDocument }]>) =>
    Object.fromEntries([...documents].map(([state, { document }]) => [state, toBase64(document.file)]));
  return utf8(
    JSON.stringify({
      roots: trust.roots.map(({ file }) => toBase64(file)),
      states: files(trust.states),
      attestations: files(trust.attestations),
    }),
  );
}

/**
 * Whether one more document of a State may come into force at this moment, under the list as it is when its turn comes: a bound
 * of whoever weighs, beyond signatures and versions (spec/trust-list.md, 7.5).
 */
export type DocumentBound = (state: StateCode, trust: TrustList) => boolean;

/**
 * Weighs every document of a bundle, roots first. One that is refused stops no other. What `mayTake` holds back is
 * `trust.too-often`, with its attestation, and is the same document when it is brought later.
 * @throws IimsError `trust.malformed`, `json.*` when the bundle as a whole cannot be read
 */
export function weighTrustBundle(
  trust: TrustList,
  bundle: Uint8Array,
  now: number,
  mayTake: DocumentBound = () => true,
): { readonly trust: TrustList; readonly documents: readonly WeighedDocument[] } {
  const { roots, states, attestations } = parseTrustBundle(bundle);
  const documents: WeighedDocument[] = [];
  let next = trust;
  const weigh = (name: Omit<WeighedName, 'sha256'>, file: Uint8Array, accept: () => TrustList): void => {
    const before = next;
    const outcome = attempt(accept);
    if (outcome instanceof IimsError) {
      const { code } = outcome;
      const version = signedVersion(name, file, code);
      const refused = { ...name, sha256: digestOf(file), outcome: 'refused', code } as const;
      documents.push(version === undefined ? refused : { ...refused, version });
    } else if (outcome !== before) {
      next = outcome;
      documents.push({ ...name, sha256: digestOf(file), outcome: 'accepted', version: versionOf(next, name), file });
    }
  };
  for (const file of roots) weigh({ type: 'root' }, file, () => acceptRoot(next, file));
  const heldBack = new Set<StateCode>();
  for (const [state, file] of entriesOf(states)) {
    weigh({ type: 'state', state }, file, () => {
      const accepted = acceptState(next, state, file, now);
      if (accepted === next || mayTake(state, next)) return accepted;
      heldBack.add(state);
      throw tooOften();
    });
  }
  for (const [state, file] of entriesOf(attestations)) {
    if (heldBack.has(state)) continue;
    weigh({ type: 'attestation', state }, file, () => acceptAttestation(next, state, file, now));
  }
  return { trust: next, documents };
}

function tooOften(): IimsError {
  return new IimsError('trust.too-often', {
    message: 'More documents of this State came than are taken in an hour.',
    field: 'version',
    rule: 'as many in an hour as the node takes',
  });
}

function attempt<T>(act: () => T): T | IimsError {
  try {
    return act();
  } catch (fault) {
    if (fault instanceof IimsError) return fault;
    throw fault;
  }
}

/** The version that came into force: of the root, or of the document that is now held or attested. */
function versionOf(trust: TrustList, { type, state }: Omit<WeighedName, 'sha256'>): number {
  if (type === 'root' || state === undefined) return trust.root.version;
  return trust.states.get(state)?.version ?? 0;
}

/** The version that a refused document bears, if the reason says that its signatures were verified (spec/trust-list.md, 1.4). */
function signedVersion({ type }: Omit<WeighedName, 'sha256'>, file: Uint8Array, code: ErrorCode): number | undefined {
  if (type === 'attestation' || !REASONS_AFTER_SIGNATURES.includes(code)) return undefined;
  const { body } = openSignedDocument(file);
  return type === 'root' ? parseRootBody(body).version : parseStateBody(body).version;
}

function digestOf(file: Uint8Array): string {
  const document = attempt(() => openSignedDocument(file));
  return document instanceof IimsError ? toHex(sha256(file)) : document.sha256;
}

const entriesOf = <T>(map: Record<string, T>): [StateCode, T][] => Object.entries(map) as [StateCode, T][];

/** For what a document is refused only once its signatures hold and its body is read. */
const REASONS_AFTER_SIGNATURES: readonly ErrorCode[] = [
  'trust.rollback',
  'trust.equivocation',
  'trust.gap',
  'trust.mix',
  'trust.early',
  'trust.expired',
  'trust.key-taken',
  'trust.too-often',
];
