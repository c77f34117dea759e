// SPDX-License-Identifier: Apache-2.0
// The trust list that this node goes by, and the one road by which it changes: weigh, write the entry, save the file, put in force.

import { sha256 } from '@iims/crypto/primitives';
import { type DocumentBound, type WeighedDocument, weighTrustBundle } from '@iims/crypto/trust-bundle';
import type { HolderSigner } from '@iims/crypto/trust-document';
import { acceptAttestation, CLOCK_DIFFERENCE_MAX_MS, type TrustList } from '@iims/crypto/trust-list';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { EntryDraft } from '../store/store.ts';
import { makeAttestation } from './attest.ts';
import { BundlesInForce } from './bundles-in-force.ts';
import { checkDemo } from './demo-federation.ts';
import { DocumentPace } from './document-pace.ts';
import { type Bringer, RefusedDocuments } from './refused-documents.ts';
import { keepVersions, readTrustFolder, readVersions, type StoredDocument, saveDocument } from './trust-folder.ts';

export interface TrustSources {
  /** DIR/<STATE>/trust. */
  readonly folder: string;
  /** What the configuration says. */
  readonly demo: boolean;
  readonly now: () => number;
  /** Resolves when the entry is durable. */
  readonly writeEntry: (draft: EntryDraft) => Promise<unknown>;
}

export interface TrustInForce {
  readonly current: () => TrustList;
  /**
   * Weighs a bundle, whoever brought it: `by` stands in the entries and decides nothing. Resolves when what it accepts is entered,
   * on disk and in force. Concurrent calls wait for one another.
   * @throws IimsError when the bundle cannot be read, or what `writeEntry` throws
   */
  bring(bundle: Uint8Array, by: Bringer): Promise<readonly WeighedDocument[]>;
  /** Attests that the document of `state` is fresh; `signer.holder` is the node id. At every start and every ATTEST_EVERY_MS. */
  attest(state: StateCode, signer: HolderSigner): Promise<void>;
  /** Every version of a State's document that was ever in force here, lowest first. */
  versions(state: StateCode): Promise<readonly StoredDocument[]>;
  /** Called after each change, with the new list in force. */
  onChange(listener: () => void): void;
  /** What was refused in this run of the node, beside what its entries say. */
  readonly refused: Pick<RefusedDocuments, 'broughtAgain' | 'leftOut'>;
}

/** @throws IimsError `trust.missing`, `trust.demo` */
export async function openTrust(sources: TrustSources): Promise<TrustInForce> {
  const { folder, now, writeEntry } = sources;
  let trust = await readTrustFolder(folder, now());
  checkDemo(trust.root.federation, sources.demo);
  await keepVersions(folder, trust);
  const listeners: (() => void)[] = [];
  const refused = new RefusedDocuments();
  const pace = new DocumentPace();
  const nothingNew = new BundlesInForce();
  let turn: Promise<unknown> = Promise.resolve();

  /** One change at a time: each is weighed against what the one before it left in force. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act);
    turn = result.catch(() => undefined);
    return result;
  };
  /** What cannot be read as a whole holds no document to name, and is a refusal all the same. */
  const weighOrEnter = async (bundle: Uint8Array, by: Bringer) => {
    try {
      const mayTake: DocumentBound = (state, { root }) => pace.mayTake(state, root.version, now());
      return weighTrustBundle(trust, bundle, now(), by === 'administrator' ? undefined : mayTake);
    } catch (fault) {
      if (!(fault instanceof IimsError)) throw fault;
      const about = { by, type: 'bundle', state: 'root', sha256: toHex(sha256(bundle)), code: fault.code };
      const entry = refused.entryOf(about, now());
      if (entry !== undefined) await writeEntry(entry);
      throw fault;
    }
  };
  const putInForce = (next: TrustList): void => {
    if (next === trust) return;
    trust = next;
    nothingNew.clear();
    for (const listener of listeners) listener();
  };

  return {
    current: () => trust,
    bring: (bundle, by) =>
      inTurn(async () => {
        const digest = toHex(sha256(bundle));
        if (nothingNew.has(digest)) return [];
        const weighed = await weighOrEnter(bundle, by);
        if (weighed.documents.length === 0) nothingNew.add(by, digest);
        // The entry comes first: dying after it leaves an entry for a version that is brought again; the other way round
        // a version would be in force that no log knows.
        for (const document of weighed.documents) {
          const entry = weighedEntry(document, by, refused, now());
          if (entry !== undefined) await writeEntry(entry);
        }
        for (const document of weighed.documents) {
          if (document.outcome !== 'accepted') continue;
          await saveDocument(folder, document);
          if (document.state !== undefined && document.type === 'state' && by !== 'administrator')
            pace.took(document.state, weighed.trust.root.version, now());
        }
        putInForce(weighed.trust);
        return weighed.documents;
      }),
    attest: (state, signer) =>
      inTurn(async () => {
        const { file, version, sha256 } = makeAttestation({ trust, state, signer, now: now() });
        const next = acceptAttestation(withoutAttestationAhead(trust, state, now()), state, file, now());
        if (next === trust) return;
        await writeEntry({ event: 'trust-list.attested', body: { state, version, sha256 } });
        await saveDocument(folder, { type: 'attestation', state, version, file });
        putInForce(next);
      }),
    versions: (state) => readVersions(folder, state),
    onChange: (listener) => void listeners.push(listener),
    refused,
  };
}

/** Attestations are daily news and no version, so they leave no entry when accepted. */
function weighedEntry(
  document: WeighedDocument,
  by: Bringer,
  refused: RefusedDocuments,
  now: number,
): EntryDraft | undefined {
  const { type, state = 'root', sha256, version } = document;
  const about = { by, type, state, sha256, ...(version === undefined ? {} : { version }) };
  if (document.outcome === 'refused') return refused.entryOf({ ...about, code: document.code }, now);
  return type === 'attestation' ? undefined : { event: 'trust-list.accepted', body: about };
}

/**
 * The list without an attestation of `state` from a time to which the clock has not come yet: it was ahead then, no partner took
 * that attestation, and beside it none of today would count.
 */
function withoutAttestationAhead(trust: TrustList, state: StateCode, now: number): TrustList {
  const held = trust.attestations.get(state);
  if (held === undefined || held.at <= now + CLOCK_DIFFERENCE_MAX_MS) return trust;
  const attestations = new Map(trust.attestations);
  attestations.delete(state);
  return { ...trust, attestations };
}

export const ATTEST_EVERY_MS = 6 * 3_600_000;
