// SPDX-License-Identifier: Apache-2.0
// The body of a root that is to be signed: the first one, from the requests of the founding States; the next one, from the root in
// force with States added and removed, officers changed and keys replaced (spec/ceremony.md, 6.6 and 7).

import type { TrustList } from '@iims/crypto/trust-list';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { RootBodyJson } from '@iims/wire/trust-documents';
import type { HolderPaper } from './holder-file.ts';
import type { JoinRequest } from './join-request.ts';

export interface RootChanges {
  readonly add: readonly JoinRequest[];
  readonly remove: readonly StateCode[];
  /** Requests of members: who their officers are from this root on. */
  readonly officers: readonly JoinRequest[];
  /** New keys under names that the root knows. */
  readonly replace: readonly HolderPaper[];
  /** How many root holders must sign the next root; by rule where absent. */
  readonly threshold: number | undefined;
  /** How many partners' cosignatures make a checkpoint witnessed; by rule where absent. */
  readonly witnessQuorum: number | undefined;
  readonly now: number;
}

/** Root 1. A federation for demonstrations marks all its traffic as an exercise where its id says that it rehearses. */
export function firstRootBody(federation: string, changes: RootChanges): Uint8Array {
  const empty: RootBodyJson = {
    format: 1,
    type: 'root',
    federation,
    version: 1,
    ...timesFrom(changes.now),
    exercise: isRehearsal(federation),
    suites: ['Q1', 'S1'],
    witnessQuorum: 0,
    threshold: 0,
    holders: [],
    states: {},
  };
  return changedBody(empty, changes);
}

/** Root N+1 upon the root in force. */
export function nextRootBody({ root }: TrustList, changes: RootChanges): Uint8Array {
  // Accepted before: it is read as the JSON it is, so that bytes stay base64.
  const body: RootBodyJson = JSON.parse(fromUtf8(root.document.body));
  return changedBody({ ...body, ...timesFrom(changes.now), version: body.version + 1 }, changes);
}

/** Federations that live for a rehearsal: keys made for demonstrations, traffic marked as an exercise. */
function isRehearsal(federation: string): boolean {
  return isDemoFederation(federation) && federation.startsWith(REHEARSAL_PREFIX);
}

function changedBody(before: RootBodyJson, changes: RootChanges): Uint8Array {
  let body = before;
  for (const state of changes.remove) body = without(body, state);
  for (const request of changes.add) body = withMember(body, request);
  for (const paper of changes.replace) body = withNewKey(body, paper);
  for (const request of changes.officers) body = withOfficers(body, request);
  const count = body.holders.length;
  // Not lower than before, but never everybody: then one lost key would end the federation.
  const kept = Math.min(before.threshold, count - 1);
  const threshold = changes.threshold ?? Math.max(Math.floor(count / 2) + 1, kept);
  const witnessQuorum =
    changes.witnessQuorum ?? Math.min(Math.max(before.witnessQuorum, Math.floor(count / 2)), count - 1);
  return utf8(JSON.stringify({ ...body, threshold, witnessQuorum }));
}

function withMember(body: RootBodyJson, { body: request }: JoinRequest): RootBodyJson {
  const { state, federation, holder, officers } = request;
  if (federation !== body.federation) throw refused('add', `requests to join ${body.federation}`);
  if (body.states[state] !== undefined)
    throw refused('add', 'States that are no members yet; keys change with --replace');
  return {
    ...body,
    holders: [...body.holders, { state, ...holder }],
    states: { ...body.states, [state]: { threshold: officers.threshold, officers: officers.holders } },
  };
}

function without(body: RootBodyJson, state: StateCode): RootBodyJson {
  if (body.states[state] === undefined) throw refused('remove', 'a State that the root names');
  const { [state]: _gone, ...states } = body.states;
  return { ...body, states, holders: body.holders.filter((holder) => holder.state !== state) };
}

/** The root holder's signature under the request is what says that the State itself wants these officers. */
function withOfficers(body: RootBodyJson, { body: request }: JoinRequest): RootBodyJson {
  const { state, federation, holder, officers } = request;
  if (federation !== body.federation) throw refused('officers', `requests made for ${body.federation}`);
  if (body.states[state] === undefined) throw refused('officers', 'requests of members; others join with --add');
  const held = body.holders.find((each) => each.state === state);
  if (held?.ed25519 !== holder.ed25519 || held.mldsa65 !== holder.mldsa65) {
    throw refused('officers', "requests signed by the member's root holder; the holder's key changes with --replace");
  }
  const delegation = { threshold: officers.threshold, officers: officers.holders };
  return { ...body, states: { ...body.states, [state]: delegation } };
}

/** The name in the holder file says whose key it takes the place of: a State's root holder, or one officer. */
function withNewKey(body: RootBodyJson, { body: paper, keys }: HolderPaper): RootBodyJson {
  if (paper.federation !== body.federation) throw refused('replace', `holder files made for ${body.federation}`);
  const renewed = { ed25519: toBase64(keys.ed25519), mldsa65: toBase64(keys.mldsa65) };
  const holders = body.holders.map((each) => (each.state === keys.holder ? { ...each, ...renewed } : each));
  const states = Object.fromEntries(
    Object.entries(body.states).map(([state, delegation]) => [
      state,
      {
        ...delegation,
        officers: delegation.officers.map((each) => (each.holder === keys.holder ? { ...each, ...renewed } : each)),
      },
    ]),
  );
  const places = [
    ...body.holders.filter(({ state }) => state === keys.holder),
    ...Object.values(body.states).flatMap(({ officers }) => officers.filter(({ holder }) => holder === keys.holder)),
  ];
  if (places.length !== 1) throw refused('replace', 'a name that the root holds once');
  return { ...body, holders, states };
}

function timesFrom(now: number): { readonly createdAt: number; readonly expiresAt: number } {
  return { createdAt: now, expiresAt: now + ROOT_LIFE_MS };
}

function refused(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'The next root cannot be made like this.',
    field,
    rule,
    fix: 'See what the root in force says with `iims trust show`.',
  });
}

const REHEARSAL_PREFIX = 'demo-rehearsal-';
const ROOT_LIFE_MS = 365 * 24 * 3_600_000;
