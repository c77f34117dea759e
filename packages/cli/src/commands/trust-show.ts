// SPDX-License-Identifier: Apache-2.0
// `iims trust show`: what any file of a ceremony says, who signed it, who is missing, and its fingerprint.

import type { TrustList } from '@iims/crypto/trust-list';
import { fromBase64, fromUtf8, toBase64 } from '@iims/wire/bytes';
import { parseInvitation } from '@iims/wire/ceremony-documents';
import { IimsError } from '@iims/wire/errors';
import { parseSignedFile } from '@iims/wire/trust-documents';
import { kindOfFile, readBasis, trustOfBundle } from '../ceremony/basis.ts';
import { type Desk, readNamedFile, terminalDesk } from '../ceremony/desk.ts';
import { type DraftType, makeDraft, openDraft } from '../ceremony/draft.ts';
import { fingerprintLines } from '../ceremony/fingerprint.ts';
import { readHolderFile } from '../ceremony/holder-file.ts';
import {
  contentInWords,
  draftInWords,
  entryFingerprint,
  entryInWords,
  holderInWords,
  signersInWords,
  trustInWords,
} from '../ceremony/in-words.ts';
import { type NodeEntry, nodeEntryIn } from '../ceremony/node-entry.ts';
import { readTranscript } from '../ceremony/transcript.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption } from '../option-values.ts';

export interface ShowOptions {
  readonly basis?: readonly string[];
  readonly json: boolean;
}

/** Verifies what can be verified with the file alone and `--basis`; a fault says what does not hold. */
export async function show(file: string, options: ShowOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const bytes = readNamedFile(desk, 'file', file);
  const basis = options.basis === undefined ? undefined : await readBasis(desk, options.basis);
  const shown = describeFile(bytes, basis);
  if (options.json) desk.print(JSON.stringify(shown));
  else for (const line of shown.lines) desk.print(line);
  return EXIT.ok;
}

interface Shown {
  readonly kind: string;
  /** The fingerprint. */
  readonly sha256: string;
  readonly lines: readonly string[];
}

function describeFile(bytes: Uint8Array, basis: TrustList | undefined): Shown {
  const kind = kindOfFile(bytes);
  if (kind === 'draft') {
    const draft = openDraft(bytes);
    return { kind: `draft of a ${draft.type}`, sha256: draft.sha256, lines: draftInWords(draft) };
  }
  if (kind === 'bundle' || kind === 'invitation') {
    const trust = trustOfBundle(kind === 'bundle' ? bytes : fromBase64(parseInvitation(bytes).bundle));
    return { kind, sha256: trust.roots[0]!.sha256, lines: trustInWords(trust) };
  }
  if (kind === 'transcript') return describeTranscript(bytes);
  if (kind === 'signed') return describeSigned(bytes, basis);
  return describeEntry(bytes);
}

function describeSigned(bytes: Uint8Array, basis: TrustList | undefined): Shown {
  const signed = parseSignedFile(bytes);
  // Only what kind of paper it claims to be; what it says is read after, by the rules of that kind.
  const { type } = JSON.parse(fromUtf8(signed.body)) as { type?: string };
  if (type === 'holder') {
    const paper = readHolderFile(bytes);
    return { kind: 'holder', sha256: paper.fingerprint, lines: holderInWords(paper) };
  }
  if (type === 'state' && basis === undefined) throw badOption('basis', 'the list that says who signs for the State');
  const draft = makeDraft(type as DraftType, signed.body, basis);
  const signatures = signed.signatures.map(({ holder, ed25519, mldsa65 }) => ({
    holder,
    ed25519: toBase64(ed25519),
    mldsa65: toBase64(mldsa65),
  }));
  const fingerprint = [
    'Fingerprint of what is signed:',
    ...fingerprintLines(draft.sha256).map((line) => `    ${line}`),
  ];
  const lines = [...contentInWords(draft), '', ...signersInWords({ ...draft, signatures }), '', ...fingerprint];
  return { kind: draft.type, sha256: draft.sha256, lines };
}

function describeTranscript(bytes: Uint8Array): Shown {
  const { entries, link, isClosed, signers } = readTranscript(bytes);
  const lines = [
    ...entries.flatMap(({ index, at, title, outcome, tookMs, lines: said, fingerprints }) => [
      `${String(index).padStart(3)}  ${at}  ${title}${outcome === 'failed' ? '  FAILED' : ''}  (${(tookMs / 1000).toFixed(1)} s)`,
      ...said.map((line) => `       ${line}`),
      ...fingerprints.flatMap(({ of, sha256: digest }) => [
        `       ${of}:`,
        ...fingerprintLines(digest).map((line) => `         ${line}`),
      ]),
    ]),
    isClosed
      ? `Closed; signed by ${signers.map(({ keys }) => keys.holder).join(', ') || 'nobody yet'}.`
      : 'Not closed.',
    'Last link:',
    ...fingerprintLines(link).map((line) => `    ${line}`),
  ];
  return { kind: 'transcript', sha256: link, lines };
}

function describeEntry(bytes: Uint8Array): Shown {
  const entry = attemptEntry(bytes);
  if (entry !== undefined) {
    return { kind: 'node entry', sha256: entryFingerprint(entry), lines: entryInWords(entry) };
  }
  throw new IimsError('input.invalid', {
    message: 'This is no file of a ceremony.',
    field: 'file',
    rule: "a draft, a signed document or paper, a bundle, an invitation, a transcript, or a node's entry, as it was written",
    fix: 'Check the path; a file that was cut off or changed on its way is taken from its source again.',
  });
}

function attemptEntry(bytes: Uint8Array): NodeEntry | undefined {
  try {
    return nodeEntryIn(JSON.parse(fromUtf8(bytes)));
  } catch {
    return undefined;
  }
}
