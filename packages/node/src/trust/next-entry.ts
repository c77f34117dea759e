// SPDX-License-Identifier: Apache-2.0
// The next entry of a node for its State's document: with fresh keys, without those that are revoked or were succeeded, and with
// opening keys for as long as a document lives (spec/keys.md, life of keys). The officers sign it; until then nothing has changed.
import { keyId } from '@iims/crypto/keys';
import type { SignatureAlgorithm } from '@iims/crypto/primitives';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import { type Epoch, STATE_DOCUMENT_LIFE_MAX_MS } from '@iims/crypto/trust-state';
import { fromBase64, toHex } from '@iims/wire/bytes';
import type { KeyUse, PublicHalves } from '../keys/node-keys.ts';
import { KEM_EPOCH_MS, KEY_LIFE_MS, type NodeEntryJson } from './node-identity.ts';

export interface EntryChange {
  /** The node's entry in the document in force. */
  readonly entry: NodeEntryJson;
  /** Key ids in hexadecimal, of a pair that of its Ed25519 key, of a TLS key the pin. */
  readonly revoked: ReadonlySet<string>;
  readonly now: number;
}

/** A key that no document lists yet. */
export interface FreshKey {
  readonly use: KeyUse;
  readonly keyId: string;
  readonly publicHalf: PublicHalves[KeyUse];
}

/** How many opening keys are wanted, so that somebody can seal to the node on every day of the next document. */
export function kemEpochsWanted(change: EntryChange): number {
  return kemGaps(change).length;
}

/** The uses of which a key is revoked: each gets a fresh one, since whoever revokes does not want an older one back. */
export function usesRevoked({ entry, revoked }: EntryChange): readonly KeyUse[] {
  const concerned: Readonly<Record<Exclude<KeyUse, 'kem'>, boolean>> = {
    signing: entry.signing.some((key) => revoked.has(idOfSigning(key))),
    log: entry.log.keys.some((key) => revoked.has(idOfLog(key))),
    witness: entry.witness.some((key) => revoked.has(idOfWitness(key))),
    tls: entry.tls.some((key) => revoked.has(key.spkiSha256)),
  };
  return Object.entries(concerned).flatMap(([use, isConcerned]) => (isConcerned ? [use as KeyUse] : []));
}

/**
 * The next entry. Fresh keys begin `leadMs` after `now`, so that partners hold the document before anything is signed with them;
 * where a use is left without another key they begin at once. Opening keys follow those that are there, week by week.
 */
export function nextEntry(change: EntryChange, made: readonly FreshKey[], leadMs: number): NodeEntryJson {
  const { entry, revoked, now } = change;
  const halves = <U extends KeyUse>(use: U) =>
    made.filter((key) => key.use === use).map(({ publicHalf }) => publicHalf as PublicHalves[U]);
  const renewed = <H extends object>(listed: readonly (H & Epoch)[], fresh: readonly H[], idOf: (key: H) => string) => {
    const kept = withoutSucceeded(listed, now).filter((key) => !revoked.has(idOf(key)));
    const notBefore = kept.some((key) => key.notBefore <= now) ? now + leadMs : now;
    return [...kept, ...fresh.map((half) => ({ ...half, notBefore, notAfter: notBefore + KEY_LIFE_MS }))];
  };
  const gaps = kemGaps(change);
  const freshKem = halves('kem')
    .slice(0, gaps.length)
    .map((half, i) => ({ ...half, ...gaps[i]! }));
  const keptKem = entry.kem.filter(({ kid, notAfter }) => !revoked.has(kid) && now < notAfter + OPENED_AFTER_MS);
  return {
    ...entry,
    signing: renewed(entry.signing, halves('signing'), idOfSigning),
    log: { ...entry.log, keys: renewed(entry.log.keys, halves('log'), idOfLog) },
    witness: renewed(entry.witness, halves('witness'), idOfWitness),
    kem: [...keptKem, ...freshKem].sort((a, b) => a.notBefore - b.notBefore),
    tls: renewed(entry.tls, halves('tls'), ({ spkiSha256 }) => spkiSha256),
  };
}

/** A key that another has succeeded is listed until nothing signed with it can be under way. */
function withoutSucceeded<K extends Epoch>(listed: readonly K[], now: number): readonly K[] {
  const settled = listed.filter(({ notBefore }) => notBefore + SUCCEEDED_KEPT_MS <= now);
  const latest = Math.max(...settled.map(({ notBefore }) => notBefore));
  return listed.filter(({ notBefore }) => notBefore >= latest);
}

/**
 * The stretches, of a week at most, from now to the end of the next document in which nobody could seal to the node. One lies
 * between other keys where the key of a single week is revoked. The first begins so early that a clock that is behind seals too.
 */
function kemGaps({ entry, revoked, now }: EntryChange): readonly Epoch[] {
  const left = entry.kem.filter(({ kid }) => !revoked.has(kid));
  const end = now + STATE_DOCUMENT_LIFE_MAX_MS;
  const gaps: Epoch[] = [];
  for (let at = now - CLOCK_DIFFERENCE_MAX_MS; at < end; ) {
    const covered = left.filter(({ notBefore, notAfter }) => notBefore <= at && at < notAfter);
    if (covered.length > 0) {
      at = Math.max(...covered.map(({ notAfter }) => notAfter));
      continue;
    }
    const coming = left.map(({ notBefore }) => notBefore).filter((notBefore) => at < notBefore);
    const notAfter = Math.min(at + KEM_EPOCH_MS, ...coming);
    gaps.push({ notBefore: at, notAfter });
    at = notAfter;
  }
  return gaps;
}

const idOfSigning = (key: PublicHalves['signing']) => idOf('ed25519', key.ed25519);
const idOfLog = (key: PublicHalves['log']) => idOf('ed25519', key.ed25519);
const idOfWitness = (key: PublicHalves['witness']) => idOf('ml-dsa-44', key.mldsa44);

function idOf(algorithm: SignatureAlgorithm, publicKey: string): string {
  return toHex(keyId(algorithm, fromBase64(publicKey)));
}

/** Content expires 28 days after it was made: for so long a seed opens what comes late. With the week of its epoch it lives 35 days. */
export const OPENED_AFTER_MS = 28 * 24 * 3_600_000;
const SUCCEEDED_KEPT_MS = 24 * 3_600_000;
