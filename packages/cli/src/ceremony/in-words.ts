// SPDX-License-Identifier: Apache-2.0
// What papers and documents say, in words, before anybody signs them: what changes, who signs, who has signed, the fingerprint.

import { sha256 } from '@iims/crypto/primitives';
import { openSignedDocument } from '@iims/crypto/trust-document';
import type { TrustList } from '@iims/crypto/trust-list';
import type { Delegation, TrustedRoot } from '@iims/crypto/trust-root';
import { readRoot } from '@iims/crypto/trust-root';
import { fromUtf8, toHex, utf8 } from '@iims/wire/bytes';
import { EVERY_OTHER_REGISTER, type StateBodyJson } from '@iims/wire/trust-documents';
import { bodyOf, type OpenDraft, whoSigned } from './draft.ts';
import { fingerprintLines, fingerprintOf } from './fingerprint.ts';
import type { HolderPaper } from './holder-file.ts';
import { readJoinBody, requestSigners } from './join-request.ts';
import type { NodeEntry } from './node-entry.ts';
import { paperFile } from './signed-paper.ts';

/** Everything a signer has to see of a draft. */
export function draftInWords(draft: OpenDraft): readonly string[] {
  return [
    ...contentInWords(draft),
    '',
    ...signersInWords(draft),
    '',
    'Fingerprint of what is signed:',
    ...indented(fingerprintLines(draft.sha256)),
  ];
}

/** What the draft says, and what it changes. */
export function contentInWords(draft: OpenDraft): readonly string[] {
  if (draft.type === 'join-request') return requestInWords(draft.body);
  if (draft.type === 'root') {
    const root = readRoot(openSignedDocument(paperFile(draft.body, [])));
    return rootInWords(root, draft.basis?.root);
  }
  return stateInWords(bodyOf<StateBodyJson>(draft), heldBody(draft));
}

/** Who has to sign, who has, and how many are missing. */
export function signersInWords(draft: OpenDraft): readonly string[] {
  return draft.groups.flatMap(({ title, threshold, holders }) => {
    const signed = new Set(whoSigned(draft, holders).map(({ holder }) => holder));
    const missing = Math.max(0, threshold - signed.size);
    const still = missing === 0 ? 'enough' : `${missing} more must sign`;
    return [
      `Of ${title}: ${signed.size} signed; ${threshold} of ${holders.length} have to: ${still}.`,
      ...holders.map(({ holder }) => `  [${signed.has(holder) ? 'x' : ' '}] ${holder}`),
    ];
  });
}

export function rootInWords(root: TrustedRoot, before?: TrustedRoot): readonly string[] {
  return [
    `Root ${root.version} of the federation ${root.federation}, from ${day(root.createdAt)} until ${day(root.expiresAt)}.`,
    ...(root.exercise ? ['EXERCISE: all traffic of this federation is an exercise.'] : []),
    `The next root has to be signed by ${countOf(root.signers)}: ${namesOf(root.signers)}.`,
    ...[...root.officers].map(([state, officers]) => `  ${state}: documents signed by ${countOf(officers)} officers.`),
    ...(before === undefined ? foundingInWords(root) : changesOfRoot(root, before)),
  ];
}

export function stateInWords(body: StateBodyJson, before?: StateBodyJson): readonly string[] {
  return [
    `Version ${body.version} of the document of ${body.state} (${body.name}) in the federation ${body.federation}, until ${day(body.expiresAt)}.`,
    ...body.nodes.flatMap((node) => entryInWords(node).map((line) => `  ${line}`)),
    ...body.rights.map(
      ({ register, purposes, states }) =>
        `  ${states.join(', ')} may ask ${registerInWords(register)} for ${purposes.join(', ')}.`,
    ),
    ...(before === undefined
      ? ['It is the first.']
      : [`Against version ${before.version}:`, ...changesOf(before, body)]),
  ];
}

export function requestInWords(bytes: Uint8Array): readonly string[] {
  const body = readJoinBody(bytes);
  return [
    `${body.state} (${body.name}) asks to join the federation ${body.federation}; written ${day(body.createdAt)}.`,
    `Its document is to be signed by ${body.officers.threshold} of ${body.officers.holders.length} officers.`,
    ...requestSigners(body).flatMap((holder) => holderLines(holder.holder, fingerprintOf(holder))),
    ...(body.node === null ? ['It names no node yet.'] : entryInWords(body.node as NodeEntry)),
  ];
}

export function holderInWords({ body, keys, fingerprint }: HolderPaper): readonly string[] {
  const custody = body.custody === 'shares' ? `in shares, set ${body.set}` : 'as seeds in a folder';
  return [
    `Holder ${keys.holder} of the federation ${body.federation}; its key is kept ${custody}; made ${day(body.createdAt)}.`,
    ...holderLines(keys.holder, fingerprint),
  ];
}

/** All documents of a list, each with its fingerprint. */
export function trustInWords(trust: TrustList): readonly string[] {
  return [
    ...trust.roots.flatMap((document) => [
      `Root ${readRoot(document).version}:`,
      ...indented(fingerprintLines(document.sha256)),
    ]),
    ...rootInWords(trust.root, trust.root),
    ...[...trust.states.values()].flatMap(({ state, version, document }) => [
      `Document of ${state}, version ${version}:`,
      ...indented(fingerprintLines(document.sha256)),
    ]),
  ];
}

/** Which node it is, where partners reach it, and the fingerprint of its entry. */
export function entryInWords(entry: NodeEntry): readonly string[] {
  const { nodeId, endpoint, log } = entry;
  return [
    `Node ${nodeId} at ${endpoint.host}, port ${endpoint.port}, log ${log.origin}; fingerprint of its entry:`,
    ...indented(fingerprintLines(entryFingerprint(entry))),
  ];
}

/** SHA-256 of a node's entry, written as the document writes it. */
export function entryFingerprint(entry: unknown): string {
  return toHex(sha256(utf8(JSON.stringify(entry))));
}

function foundingInWords(root: TrustedRoot): readonly string[] {
  return [
    'It is the first: whoever gets it compares this fingerprint in person.',
    ...root.signers.holders.flatMap((holder) => holderLines(holder.holder, fingerprintOf(holder))),
  ];
}

function changesOfRoot(root: TrustedRoot, before: TrustedRoot): readonly string[] {
  if (root.version === before.version) return [];
  const [was, is] = [keysByName(before.signers), keysByName(root.signers)];
  const lines = [
    ...[...is.keys()]
      .filter((name) => !was.has(name))
      .flatMap((name) => [`+ ${name} JOINS. Its root holder:`, ...indented(fingerprintLines(is.get(name)!))]),
    ...[...was.keys()].filter((name) => !is.has(name)).map((name) => `- ${name} LEAVES.`),
    ...[...is]
      .filter(([name, key]) => was.has(name) && was.get(name) !== key)
      .flatMap(([name, key]) => [`~ ${name} has a NEW ROOT HOLDER'S KEY:`, ...indented(fingerprintLines(key))]),
    ...[...root.officers].flatMap(([state, officers]) =>
      changesOfOfficers(state, officers, before.officers.get(state)),
    ),
  ];
  const weaker = root.signers.threshold < before.signers.threshold ? '! FEWER MUST SIGN: ' : '';
  if (
    root.signers.threshold !== before.signers.threshold ||
    root.signers.holders.length !== before.signers.holders.length
  ) {
    lines.push(`${weaker}the next root is signed by ${countOf(root.signers)}, before by ${countOf(before.signers)}.`);
  }
  return [`Against root ${before.version}:`, ...(lines.length === 0 ? ['  nothing but its dates'] : indented(lines))];
}

function changesOfOfficers(state: string, officers: Delegation, before: Delegation | undefined): readonly string[] {
  if (before === undefined)
    return [...keysByName(officers)].flatMap(([name, key]) => [`+ officer of ${state}:`, ...holderLines(name, key)]);
  const [was, is] = [keysByName(before), keysByName(officers)];
  return [
    ...[...is]
      .filter(([name, key]) => was.get(name) !== key)
      .flatMap(([name, key]) => [`~ officer of ${state}, NEW KEY:`, ...holderLines(name, key)]),
    ...[...was.keys()].filter((name) => !is.has(name)).map((name) => `- officer ${name} of ${state}`),
    ...(officers.threshold < before.threshold ? [`! FEWER OFFICERS of ${state} must sign: ${countOf(officers)}`] : []),
  ];
}

/** Elements of lists are told apart by their names, so that the words stay short whatever a document comes to hold. */
function changesOf(before: StateBodyJson, after: StateBodyJson): readonly string[] {
  const fields = Object.keys(after).filter((field) => !['version', 'createdAt', 'expiresAt'].includes(field));
  const lines = fields.flatMap((field) => {
    const [was, is] = [before, after].map((body) => (body as unknown as Record<string, unknown>)[field]);
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return Array.isArray(was) && Array.isArray(is) ? changesOfList(field, was, is) : [`~ ${field}`];
  });
  return lines.length === 0 ? ['  nothing but its dates'] : indented(lines);
}

function changesOfList(field: string, was: readonly object[], is: readonly object[]): readonly string[] {
  const [old, current] = [byName(was), byName(is)];
  return [
    ...[...current.keys()].filter((name) => !old.has(name)).map((name) => `+ ${field}: ${name}`),
    ...[...old.keys()].filter((name) => !current.has(name)).map((name) => `- ${field}: ${name}`),
    ...[...current].flatMap(([name, value]) => {
      const held = old.get(name);
      if (held === undefined || JSON.stringify(held) === JSON.stringify(value)) return [];
      const changed = Object.keys({ ...held, ...value }).filter((key) => partOf(held, key) !== partOf(value, key));
      return [`~ ${field}: ${name}: ${changed.join(', ')}`];
    }),
  ];
}

function byName(list: readonly object[]): ReadonlyMap<string, object> {
  return new Map(
    list.map((element) => {
      const { nodeId, id, register } = element as { nodeId?: string; id?: string; register?: string };
      return [nodeId ?? id ?? register ?? JSON.stringify(element), element];
    }),
  );
}

const partOf = (value: object, key: string): string => JSON.stringify((value as Record<string, unknown>)[key]) ?? '';

function heldBody({ type, body, basis }: OpenDraft): StateBodyJson | undefined {
  if (type !== 'state' || basis === undefined) return undefined;
  const { state } = JSON.parse(fromUtf8(body)) as StateBodyJson;
  const held = basis.states.get(state as never);
  return held && (JSON.parse(fromUtf8(held.document.body)) as StateBodyJson);
}

function keysByName({ holders }: Delegation): ReadonlyMap<string, string> {
  return new Map(holders.map((holder) => [holder.holder, fingerprintOf(holder)]));
}

function registerInWords(register: string): string {
  return register === EVERY_OTHER_REGISTER ? 'every register of alerts that is not named here' : register;
}

function holderLines(name: string, fingerprint: string): readonly string[] {
  return [`  ${name}`, ...indented(fingerprintLines(fingerprint))];
}

const countOf = ({ threshold, holders }: Delegation): string => `${threshold} of ${holders.length}`;
const namesOf = ({ holders }: Delegation): string => holders.map(({ holder }) => holder).join(', ');
const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `    ${line}`);
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
