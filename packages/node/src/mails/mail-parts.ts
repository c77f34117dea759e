// SPDX-License-Identifier: Apache-2.0
// A mail as the parts of which it is made (RFC 2046, 5.1), the leaves in their order. What is no multipart is a leaf, a mail in the mail
// too: so depth is bounded by what a mail may nest, and not by what may be in a mail.
import { tooComplex } from './mail-fault.ts';
import { type FieldWithParameters, fieldWithParameters, type MailHead, readHead } from './mail-head.ts';
import type { Remarks } from './mail-text.ts';

/** One part that holds no others. */
export interface MailLeaf {
  readonly head: MailHead;
  readonly type: FieldWithParameters;
  /** One character a byte, in its transfer encoding. */
  readonly body: string;
  /** Whether its nearest multipart has plain text for the same: then this one is not shown as text. */
  readonly isAlternative: boolean;
}

/** @throws IimsError `mail.too-complex`, `mail.malformed` */
export function leavesOf(raw: string, top: { readonly head: MailHead; readonly body: number }, remarks: Remarks) {
  const leaves: MailLeaf[] = [];
  const counted = { parts: 0 };
  gather({ raw, head: top.head, from: top.body, end: raw.length, depth: 0, digest: false }, leaves, counted, remarks);
  return leaves;
}

interface Stretch {
  readonly raw: string;
  readonly head: MailHead;
  readonly from: number;
  readonly end: number;
  readonly depth: number;
  readonly digest: boolean;
}

function gather(part: Stretch, leaves: MailLeaf[], counted: { parts: number }, remarks: Remarks): void {
  counted.parts += 1;
  if (counted.parts > PARTS_MAX) throw tooComplex(`at most ${PARTS_MAX} parts`);
  const { raw, head, from, end, depth } = part;
  const type = fieldWithParameters(head, 'content-type') ?? (part.digest ? MAIL_TYPE : TEXT_TYPE);
  const boundary = type.value.startsWith('multipart/') ? type.parameters.get('boundary')?.bytes : undefined;
  if (type.value === 'multipart/encrypted' || type.value === 'application/pkcs7-mime') remarks.add('encrypted');
  if (type.value === 'multipart/signed') remarks.add('signed');
  const isDivided = boundary !== undefined && boundary !== '' && boundary.length <= BOUNDARY_CHARACTERS_MAX;
  const stretches = isDivided ? stretchesOf(raw, from, end, boundary, remarks) : [];
  // One that says it has parts, and has none, is kept whole.
  if (stretches.length === 0) {
    leaves.push({ head, type, body: raw.slice(from, end), isAlternative: false });
    return;
  }
  if (depth === DEPTH_MAX) throw tooComplex(`parts within parts to a depth of ${DEPTH_MAX}`);
  const first = leaves.length;
  for (const [begin, stop] of stretches) {
    const { head: inner, body } = readHead(raw, begin, stop);
    const digest = type.value === 'multipart/digest';
    gather({ raw, head: inner, from: body, end: stop, depth: depth + 1, digest }, leaves, counted, remarks);
  }
  if (type.value === 'multipart/alternative') markAlternatives(leaves, first);
}

/** Between the lines that divide a multipart. What stands before the first and behind the last is for nobody. */
function stretchesOf(raw: string, from: number, end: number, boundary: string, remarks: Remarks) {
  const stretches: (readonly [number, number])[] = [];
  const mark = `--${boundary}`;
  let begin: number | undefined;
  let at = from;
  for (;;) {
    const place = raw.indexOf(mark, at);
    if (place === -1 || place >= end) break;
    at = place + mark.length;
    if (place !== from && raw[place - 1] !== '\n') continue;
    const feed = raw.indexOf('\n', at);
    const lineEnd = feed === -1 || feed >= end ? end : feed;
    // Of a line that has more than its boundary no more is looked at than one that has none may have.
    const rest = lineEnd - at > LINE_REST_MAX ? 'more' : raw.slice(at, lineEnd).trimEnd();
    if (rest !== '' && rest !== '--') continue;
    if (begin !== undefined) stretches.push([begin, withoutLastEnd(raw, begin, place)]);
    if (stretches.length > PARTS_MAX) throw tooComplex(`at most ${PARTS_MAX} parts`);
    if (rest === '--') return stretches;
    begin = Math.min(lineEnd + 1, end);
    at = begin;
  }
  if (begin !== undefined) stretches.push([begin, end]);
  remarks.add('unended-part');
  return stretches;
}

/** The end of the line before a boundary belongs to the boundary. */
function withoutLastEnd(raw: string, begin: number, place: number): number {
  const crLf = raw[place - 2] === '\r' ? 2 : 1;
  return Math.max(begin, place - crLf);
}

/** Where one of them is plain text, the others are not shown in its place. */
function markAlternatives(leaves: MailLeaf[], first: number): void {
  const hasPlain = leaves.slice(first).some(({ type }) => type.value === 'text/plain');
  if (!hasPlain) return;
  for (let place = first; place < leaves.length; place += 1) {
    const leaf = leaves[place]!;
    if (leaf.type.value !== 'text/plain') leaves[place] = { ...leaf, isAlternative: true };
  }
}

const NO_PARAMETERS = new Map();
/** RFC 2045, 5.2, and RFC 2046, 5.1.5. */
const TEXT_TYPE: FieldWithParameters = { value: 'text/plain', parameters: NO_PARAMETERS };
const MAIL_TYPE: FieldWithParameters = { value: 'message/rfc822', parameters: NO_PARAMETERS };
/** Of all depths, the mail itself among them. */
const PARTS_MAX = 256;
const DEPTH_MAX = 8;
/** RFC 2046 lets it have 70; some programs write more. */
const BOUNDARY_CHARACTERS_MAX = 200;
/** Blanks behind a boundary. */
const LINE_REST_MAX = 200;
