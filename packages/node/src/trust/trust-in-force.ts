// SPDX-License-Identifier: Apache-2.0
// The trust list that this node goes by, and the one road by which it changes: weigh, write the entry, save the file, put in force.

import { sha256 } from '@iims/crypto/primitives';
import { type WeighedDocument, weighTrustBundle } from '@iims/crypto/trust-bundle';
import type { HolderSigner } from '@iims/crypto/trust-document';
import { acceptAttestation, type TrustList } from '@iims/crypto/trust-list';
import { toHex } from '@iims/wire/bytes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { EntryDraft } from '../store/store.ts';
import { makeAttestation } from './attest.ts';
import { checkDemo } from './demo-federation.ts';
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
   * Weighs a bundle, whoever brought it. Resolves when what it accepts is entered, on disk and in force.
   * Concurrent calls wait for one another. @throws IimsError when the bundle cannot be read, or what `writeEntry` throws
   */
  bring(bundle: Uint8Array): Promise<readonly WeighedDocument[]>;
  /** Attests that the document of `state` is fresh; `signer.holder` is the node id. At every start and every ATTEST_EVERY_MS. */
  attest(state: StateCode, signer: HolderSigner): Promise<void>;
  /** Every version of a State's document that was ever in force here, lowest first. */
  versions(state: StateCode): Promise<readonly StoredDocument[]>;
  /** Called after each change, with the new list in force. */
  onChange(listener: () => void): void;
}

/** @throws IimsError `trust.missing`, `trust.demo` */
export async function openTrust(sources: TrustSources): Promise<TrustInForce> {
  const { folder, now, writeEntry } = sources;
  let trust = await readTrustFolder(folder, now());
  checkDemo(trust.root.federation, sources.demo);
  await keepVersions(folder, trust);
  const listeners: (() => void)[] = [];
  const refusedBefore = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();

  /** One change at a time: each is weighed against what the one before it left in force. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act);
    turn = result.catch(() => undefined);
    return result;
  };
  /** What cannot be read as a whole holds no document to name, and is a refusal all the same. */
  const weighOrEnter = async (bundle: Uint8Array) => {
    try {
      return weighTrustBundle(trust, bundle, now());
    } catch (fault) {
      if (!(fault instanceof IimsError)) throw fault;
      const sha256Hex = toHex(sha256(bundle));
      if (isFirstRefusal(sha256Hex, fault.code, refusedBefore)) {
        const body = { type: 'bundle', state: 'root', sha256: sha256Hex, code: fault.code };
        await writeEntry({ event: 'trust-list.refused', body });
      }
      throw fault;
    }
  };
  const putInForce = (next: TrustList): void => {
    if (next === trust) return;
    trust = next;
    for (const listener of listeners) listener();
  };

  return {
    current: () => trust,
    bring: (bundle) =>
      inTurn(async () => {
        const weighed = await weighOrEnter(bundle);
        const worthAnEntry = weighed.documents.filter((document) => isWorthAnEntry(document, refusedBefore));
        // The entry comes first: dying after it leaves an entry for a version that is brought again; the other way round
        // a version would be in force that no log knows.
        for (const document of worthAnEntry) await writeEntry(weighedEntry(document));
        for (const document of weighed.documents) {
          if (document.outcome === 'accepted') await saveDocument(folder, document);
        }
        putInForce(weighed.trust);
        return weighed.documents;
      }),
    attest: (state, signer) =>
      inTurn(async () => {
        const { file, version, sha256 } = makeAttestation({ trust, state, signer, now: now() });
        const next = acceptAttestation(trust, state, file, now());
        if (next === trust) return;
        await writeEntry({ event: 'trust-list.attested', body: { state, version, sha256 } });
        await saveDocument(folder, { type: 'attestation', state, version, file });
        putInForce(next);
      }),
    versions: (state) => readVersions(folder, state),
    onChange: (listener) => void listeners.push(listener),
  };
}

/**
 * Attestations are daily news and no version, so they leave no entry when accepted. A refusal is entered once for each
 * document and reason, so that a partner who offers the same again and again does not fill the log.
 */
function isWorthAnEntry(document: WeighedDocument, refusedBefore: Set<string>): boolean {
  if (document.outcome === 'accepted') return document.type !== 'attestation';
  return isFirstRefusal(document.sha256, document.code, refusedBefore);
}

function isFirstRefusal(sha256Hex: string, code: ErrorCode, refusedBefore: Set<string>): boolean {
  const key = `${sha256Hex} ${code}`;
  if (refusedBefore.has(key)) return false;
  if (refusedBefore.size >= REFUSALS_REMEMBERED_MAX) refusedBefore.clear();
  refusedBefore.add(key);
  return true;
}

function weighedEntry(document: WeighedDocument): EntryDraft {
  const { type, state = 'root', sha256 } = document;
  return document.outcome === 'accepted'
    ? { event: 'trust-list.accepted', body: { type, state, sha256, version: document.version } }
    : { event: 'trust-list.refused', body: { type, state, sha256, code: document.code } };
}

export const ATTEST_EVERY_MS = 6 * 3_600_000;
const REFUSALS_REMEMBERED_MAX = 256;
