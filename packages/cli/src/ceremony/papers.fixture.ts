// SPDX-License-Identifier: Apache-2.0
// A small federation for tests of the ceremony: three States with three officers each, root 1 finished, every key from a label.

import { sha256 } from '@iims/crypto/primitives';
import type { HolderSigner } from '@iims/crypto/trust-document';
import type { TrustList } from '@iims/crypto/trust-list';
import { type HolderSeeds, holderSigner } from '@iims/node/keys/seed-files';
import { utf8 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { finishDraft, makeDraft, type OpenDraft, signDraft } from './draft.ts';
import { type HolderPaper, makeHolderFile, readHolderFile } from './holder-file.ts';
import { type JoinRequest, makeJoinBody, readJoinRequest } from './join-request.ts';
import { firstRootBody, type RootChanges } from './root-draft.ts';

export const FEDERATION = 'demo-test';
export const NOW = Date.UTC(2026, 10, 22);
export const [GEO, UKR, MDA, UTO] = ['GEO', 'UKR', 'MDA', 'UTO'] as [StateCode, StateCode, StateCode, StateCode];

export function seedsOf(name: string, generation = 1): HolderSeeds {
  const seed = (kind: string): Uint8Array => sha256(utf8(`${kind} ${name} ${generation}`));
  return { holder: name, ed25519: seed('ed25519'), mldsa65: seed('ml-dsa-65') };
}

export function signerOf(name: string, generation = 1): HolderSigner {
  return holderSigner(seedsOf(name, generation));
}

export function paperOf(name: string, generation = 1): HolderPaper {
  const about = { federation: FEDERATION, custody: 'seeds', set: null, createdAt: NOW } as const;
  return readHolderFile(makeHolderFile(signerOf(name, generation), about));
}

export function officersOf(state: StateCode): readonly string[] {
  return [1, 2, 3].map((number) => `${state}-officer-${number}`);
}

/** The draft of a State's request, signed by nobody yet; of its three officers the first so many. */
export function requestDraft(state: StateCode, officers = 3): OpenDraft {
  const body = makeJoinBody({
    about: { federation: FEDERATION, state, name: `State of ${state}`, createdAt: NOW, node: null },
    holder: paperOf(state),
    officers: officersOf(state)
      .slice(0, officers)
      .map((name) => paperOf(name)),
    threshold: 2,
  });
  return makeDraft('join-request', body, undefined);
}

export function requestFile(state: StateCode, officers = 3): Uint8Array {
  const signers = [state, ...officersOf(state).slice(0, officers)];
  return finishDraft(signedBy(requestDraft(state, officers), signers), NOW).file;
}

export function requestOf(state: StateCode, officers = 3): JoinRequest {
  return readJoinRequest(requestFile(state, officers));
}

export function signedBy(draft: OpenDraft, names: readonly string[]): OpenDraft {
  return names.reduce((signed, name) => signDraft(signed, signerOf(name)).draft, draft);
}

export function rootChanges(changes: Partial<RootChanges> = {}): RootChanges {
  const none = { add: [], remove: [], officers: [], replace: [], threshold: undefined, witnessQuorum: undefined };
  return { ...none, now: NOW, ...changes };
}

export function firstRootDraft(): OpenDraft {
  const add = [GEO, UKR, MDA].map((state) => requestOf(state));
  return makeDraft('root', firstRootBody(FEDERATION, rootChanges({ add })), undefined);
}

/** The list with root 1, signed by two of three. */
export function foundedList(): TrustList {
  return finishDraft(signedBy(firstRootDraft(), [GEO, UKR]), NOW).trust!;
}
