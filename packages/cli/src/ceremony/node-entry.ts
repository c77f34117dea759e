// SPDX-License-Identifier: Apache-2.0
// A node's entry as it comes in a file of its own, from `iims node init` or `iims keys rotate`, before a State's document or a
// request holds it. Whether it is the right node's, people compare by its fingerprint.

import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { parseStateBody, type StateBodyJson } from '@iims/wire/trust-documents';
import { isAnyAddress } from '../published-address.ts';

export type NodeEntry = StateBodyJson['nodes'][number];

/** The entry, or undefined where this is none: form only. */
export function nodeEntryIn(value: unknown): NodeEntry | undefined {
  return breachOf(value) === undefined ? (value as NodeEntry) : undefined;
}

/** `file` is named in faults. Throws `input.invalid` for what is no entry, an address nobody can reach, and another State's node. */
export function requireNodeEntry(value: unknown, file: string, state: StateCode): NodeEntry {
  const breach = breachOf(value);
  if (breach !== undefined) throw refused(file, breach.field, breach.rule);
  const entry = value as NodeEntry;
  requireReachable(entry, file);
  if (!entry.log.origin.startsWith(`iims/${state}/`))
    throw refused(file, 'log.origin', `the log of a node of ${state}`);
  return entry;
}

/** Throws `input.invalid`. */
export function requireReachable({ endpoint }: NodeEntry, file: string): void {
  if (!isAnyAddress(endpoint.host)) return;
  throw refused(file, 'endpoint.host', 'the name or address at which partners reach the node, never 0.0.0.0 or ::');
}

/** The first rule of form that is broken. The document around the entry is made up for the check. */
function breachOf(entry: unknown): { readonly field: string; readonly rule: string } | undefined {
  const times = { version: 1, createdAt: 0, expiresAt: 1 };
  const about = { state: 'UTO', name: 'Utopia', authorities: [], registers: [], rights: [], contactPoints: [] };
  const around = { format: 1, type: 'state', federation: 'demo-form', ...times, ...about, nodes: [entry] };
  try {
    parseStateBody(utf8(JSON.stringify(around)));
    return undefined;
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    return { field: (fault.field ?? '').replace(/^nodes\.0\.?/u, ''), rule: fault.rule ?? 'spec/trust-list.md, 3' };
  }
}

function refused(file: string, field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: "The entry of a node cannot stand in the State's document.",
    field: field === '' ? `entry ${file}` : `entry ${file}: ${field}`,
    rule,
    fix: 'Take the entry that `iims node init` printed for this node; its address is that of --public-host.',
  });
}
