// SPDX-License-Identifier: Apache-2.0
// The body of the next version of a State's document: the version in force with other nodes, other statements about the State, or
// rights for a State that joined (spec/trust-list.md, 3).

import type { TrustList } from '@iims/crypto/trust-list';
import { STATE_DOCUMENT_LIFE_MAX_MS } from '@iims/crypto/trust-state';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateAbout, StateBodyJson } from '@iims/wire/trust-documents';
import { type NodeEntry, requireReachable } from './node-entry.ts';
import { checkRights } from './state-about.ts';

export interface StateChanges {
  /** Entries that `iims node init` printed: each takes the place of the one with its node id, or is added. */
  readonly entries: readonly NodeEntry[];
  readonly dropNodes: readonly string[];
  readonly about: StateAbout;
  /** Where that was read, for faults. */
  readonly aboutFile: string | undefined;
  /** States that get every right that some State has. */
  readonly grant: readonly StateCode[];
  /** Says that the State never had a document: without it, no version 1 is made. */
  readonly isFirst: boolean;
  readonly now: number;
}

/** The next version, or version 1 where no document of the State was ever accepted. Throws `input.invalid`. */
export function nextStateBody(trust: TrustList, state: StateCode, changes: StateChanges): Uint8Array {
  const held = trust.states.get(state);
  const version = (trust.highest.get(state)?.version ?? 0) + 1;
  if ((version === 1) !== changes.isFirst) throw unlikeBasis(version);
  // Accepted before: it is read as the JSON it is, so that bytes stay base64.
  const before: StateBodyJson = held
    ? JSON.parse(fromUtf8(held.document.body))
    : { ...EMPTY, federation: trust.root.federation, state, name: changes.about.name ?? state };
  const body: StateBodyJson = {
    ...before,
    ...changes.about,
    version,
    createdAt: changes.now,
    expiresAt: changes.now + STATE_DOCUMENT_LIFE_MAX_MS,
    nodes: nodesWith(before.nodes, changes),
  };
  if (body.nodes.length === 0)
    throw refused('entry', 'at least one node; give the entry that `iims node init` printed');
  if (changes.aboutFile !== undefined) checkRights({ ...body, state }, changes.aboutFile);
  for (const node of body.nodes) requireReachable(node, `of node ${node.nodeId}`);
  return utf8(JSON.stringify({ ...body, rights: withGranted(body.rights, state, changes.grant) }));
}

function nodesWith(nodes: readonly NodeEntry[], { entries, dropNodes }: StateChanges): NodeEntry[] {
  const unknown = dropNodes.find((nodeId) => !nodes.some((node) => node.nodeId === nodeId));
  if (unknown !== undefined) throw refused('drop-node', 'a node of the document in force');
  const renewed = new Set([...entries.map(({ nodeId }) => nodeId), ...dropNodes]);
  return [...nodes.filter(({ nodeId }) => !renewed.has(nodeId)), ...entries];
}

function withGranted(
  rights: StateBodyJson['rights'],
  own: StateCode,
  grant: readonly StateCode[],
): StateBodyJson['rights'] {
  if (grant.includes(own)) throw refused('grant', 'another State');
  return rights.map((right) => ({ ...right, states: [...new Set([...right.states, ...grant])].sort() }));
}

/** A basis without the State's document, and one that holds it where there is to be none: either would give a second version. */
function unlikeBasis(version: number): IimsError {
  const isNew = version === 1;
  return new IimsError('input.invalid', {
    message: isNew
      ? 'The basis holds no document of this State, so that this would be version 1.'
      : 'The basis holds a document of this State, so that this is not its first.',
    field: 'first',
    rule: '--first with the first document of a State, and never after it',
    fix: isNew
      ? 'Give as --basis the directory of a running node, or what `iims trust bundle` wrote from it; --first only if the State never had a document.'
      : 'Leave --first out: what is left unsaid stays as it was.',
  });
}

function refused(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: "The next version of the State's document cannot be made like this.",
    field,
    rule,
    fix: 'See what the version in force says with `iims trust show`.',
  });
}

const EMPTY: Omit<StateBodyJson, 'federation' | 'state' | 'name'> = {
  format: 1,
  type: 'state',
  version: 1,
  createdAt: 0,
  expiresAt: 0,
  nodes: [],
  authorities: [],
  registers: [],
  rights: [],
  contactPoints: [],
};
