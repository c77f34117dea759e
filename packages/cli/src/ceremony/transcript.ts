// SPDX-License-Identifier: Apache-2.0
// The transcript of a ceremony (spec/ceremony.md, 8): lines whose digests form a chain, signed at its end by the holders present.
// Changing, moving, leaving out or adding a line changes every link after it.

import { sha256 } from '@iims/crypto/primitives';
import type { HolderSigner } from '@iims/crypto/trust-document';
import { assert } from '@iims/wire/assert';
import { fromBase64, fromHex, lengthPrefixed, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { parseTranscriptLine, type TranscriptEntry, type TranscriptSignature } from '@iims/wire/ceremony-documents';
import { IimsError } from '@iims/wire/errors';
import { type HolderPaper, readHolderFile } from './holder-file.ts';
import { paperVerifies, signPaper } from './signed-paper.ts';

export interface Transcript {
  readonly entries: readonly TranscriptEntry[];
  /** The last link, hexadecimal: the fingerprint of everything so far. */
  readonly link: string;
  readonly isClosed: boolean;
  readonly signers: readonly HolderPaper[];
  /** The file so far; what comes next is appended to it. */
  readonly file: Uint8Array;
}

/** What a new line says; place, time and chain are added here. */
export type NewEntry = Omit<TranscriptEntry, 'index' | 'previous' | 'at'>;

/** Reads a transcript and verifies its chain and signatures. Throws `ceremony.transcript`, `ceremony.proof`, `json.*`. */
export function readTranscript(file: Uint8Array): Transcript {
  const lines = splitLines(file);
  const entries: TranscriptEntry[] = [];
  const signers: HolderPaper[] = [];
  let link = NONE;
  for (const [number, line] of lines.entries()) {
    const said = attemptLine(line, number);
    if ('holderFile' in said) {
      signers.push(signerOf(said, { entries, signers, link, number }));
      continue;
    }
    if (signers.length > 0) throw broken(number, 'nothing follows the signatures');
    if (entries.at(-1)?.kind === 'closed') throw broken(number, 'nothing follows the end');
    if (said.index !== entries.length) throw broken(number, `line ${entries.length} of the chain`);
    if (said.previous !== link) throw broken(number, 'it names the link before it');
    if ((said.kind === 'opened') !== (number === 0))
      throw broken(number, 'the first line opens the transcript, and no other');
    entries.push(said);
    link = nextLink(link, line);
  }
  if (entries.length === 0) throw broken(0, 'a transcript has a first line');
  return { entries, link, isClosed: entries.at(-1)?.kind === 'closed', signers, file };
}

/** The file with one more line. Without a transcript it begins one. */
export function appendEntry(transcript: Transcript | undefined, entry: NewEntry, now: number): Uint8Array {
  if (transcript?.isClosed) throw broken(transcript.entries.length, 'nothing follows the end');
  const line: TranscriptEntry = {
    index: transcript?.entries.length ?? 0,
    previous: transcript?.link ?? NONE,
    at: new Date(now).toISOString(),
    ...entry,
  };
  return withLine(transcript?.file ?? new Uint8Array(), JSON.stringify(line));
}

/** The file with a holder's signature over the last link. Throws `ceremony.transcript`. */
export function signTranscript(transcript: Transcript, signer: HolderSigner, holderFile: Uint8Array): Uint8Array {
  if (!transcript.isClosed) throw broken(transcript.entries.length, 'a transcript is closed before it is signed');
  const { ed25519, mldsa65 } = signPaper('transcript-signature', fromHex(transcript.link), signer);
  const line: TranscriptSignature = { holderFile: toBase64(holderFile), ed25519, mldsa65 };
  const file = withLine(transcript.file, JSON.stringify(line));
  readTranscript(file);
  return file;
}

/** A signature counts for a holder whom the chain names, once, and only below the end. */
function signerOf(
  signature: TranscriptSignature,
  so: Pick<Transcript, 'entries' | 'signers' | 'link'> & { readonly number: number },
): HolderPaper {
  if (so.entries.at(-1)?.kind !== 'closed') throw broken(so.number, 'signatures stand below the end');
  const paper = readHolderFile(fromBase64(signature.holderFile));
  const isNamed = so.entries.some(({ fingerprints }) =>
    fingerprints.some(({ sha256 }) => sha256 === paper.fingerprint),
  );
  if (!isNamed) throw broken(so.number, 'a line before the end names the fingerprint of the holder');
  if (so.signers.some(({ fingerprint }) => fingerprint === paper.fingerprint))
    throw broken(so.number, 'a holder signs once');
  const held = { ed25519: fromBase64(signature.ed25519), mldsa65: fromBase64(signature.mldsa65) };
  if (!paperVerifies('transcript-signature', fromHex(so.link), paper.keys, held)) {
    throw broken(so.number, 'both kinds of signature over the last link');
  }
  return paper;
}

function nextLink(previous: string, line: Uint8Array): string {
  const parts = previous === NONE ? [line] : [fromHex(previous), line];
  return toHex(sha256(lengthPrefixed(DOMAIN, ...parts)));
}

function splitLines(file: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < file.length; ) {
    const end = file.indexOf(LINE_FEED, start);
    // A line that a crash cut off is no line, and nothing may be appended to it.
    if (end < 0) throw broken(lines.length, 'every line ends with a line feed');
    lines.push(file.subarray(start, end));
    start = end + 1;
    if (lines.length > LINES_MAX) throw broken(lines.length, `at most ${LINES_MAX} lines`);
  }
  return lines;
}

function attemptLine(line: Uint8Array, number: number) {
  try {
    return parseTranscriptLine(line);
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
    throw broken(number, `it is a line of a transcript (${cause.code})`, cause);
  }
}

function withLine(file: Uint8Array, line: string): Uint8Array {
  assert(!line.includes('\n'), 'JSON without blanks is one line');
  return Buffer.concat([file, utf8(`${line}\n`)]);
}

function broken(number: number, rule: string, cause?: unknown): IimsError {
  return new IimsError('ceremony.transcript', {
    message: `Line ${number} of the transcript breaks a rule.`,
    field: `line ${number}`,
    rule,
    fix: 'Compare with the other copies of the transcript and with the paper.',
    cause,
  });
}

const NONE = 'none';
const DOMAIN = utf8('iims/ceremony/transcript');
const LINE_FEED = 0x0a;
const LINES_MAX = 2_000;
