// SPDX-License-Identifier: Apache-2.0
// The papers of a ceremony as they stand in their files (spec/ceremony.md): holder files, join requests, drafts, invitations, and
// the lines of a transcript. This file checks form only; who signed is decided where the papers are used.
import { z } from 'zod';
import { fromBase64, utf8 } from './bytes.ts';
import { IimsError } from './errors.ts';
import { isStateCode, type StateCode } from './identifiers.ts';
import { parseStrictJson } from './strict-json.ts';
import { parseStateBody, type StateBodyJson, TRUST_BUNDLE_BYTES_MAX, TRUST_FILE_BYTES_MAX } from './trust-documents.ts';

/** What a signed paper says. The signatures over it are checked by the caller, before. @throws IimsError `ceremony.malformed`, `json.*` */
export function parsePaperBody(bytes: Uint8Array): HolderBody | JoinRequestBody {
  const body = parseWith(paperBody, bytes, TRUST_FILE_BYTES_MAX);
  if (body.type === 'join-request' && body.node !== null) checkNodeEntry(body.federation, body.state, body.node);
  return body;
}

/** Reads a draft: a body and the signatures gathered so far. @throws IimsError `ceremony.malformed`, `json.*` */
export function parseDraft(bytes: Uint8Array): Draft {
  return parseWith(draft, bytes, TRUST_BUNDLE_BYTES_MAX);
}

/** @throws IimsError `ceremony.malformed`, `json.*` */
export function parseInvitation(bytes: Uint8Array): Invitation {
  return parseWith(invitation, bytes, TRUST_BUNDLE_BYTES_MAX);
}

/** Reads one line of a transcript: a link of the chain, or a signature below its end. @throws IimsError `ceremony.malformed`, `json.*` */
export function parseTranscriptLine(bytes: Uint8Array): TranscriptLine {
  return parseWith(transcriptLine, bytes, TRUST_FILE_BYTES_MAX);
}

/** A node's entry has the form that a State's document demands; the document around it is made up for the check. */
function checkNodeEntry(federation: string, state: StateCode, node: unknown): void {
  const times = { createdAt: 0, expiresAt: 1 };
  const empty = { name: state, authorities: [], registers: [], rights: [], contactPoints: [] };
  const around = { format: 1, type: 'state', federation, version: 1, ...times, state, ...empty, nodes: [node] };
  parseStateBody(utf8(JSON.stringify(around)));
}

function parseWith<S extends z.ZodType>(schema: S, bytes: Uint8Array, bytesMax: number): z.infer<S> {
  const parsed = schema.safeParse(parseStrictJson(bytes, { bytesMax }));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new IimsError('ceremony.malformed', {
    message: 'A paper of the ceremony is malformed.',
    field: issue?.path.join('.') ?? '',
    rule: issue?.message ?? 'spec/ceremony.md',
    fix: 'Ask whoever made the file for another copy.',
  });
}

const base64 = (length?: number) =>
  z.string().refine(
    (text) => {
      try {
        const { length: held } = fromBase64(text);
        return length === undefined || held === length;
      } catch {
        return false;
      }
    },
    { message: length === undefined ? 'is base64' : `is base64 of ${length} bytes` },
  );

const time = z.int().min(0);
const stateCode = z.string().refine((text): text is StateCode => isStateCode(text), { message: 'is a State code' });
const federation = z.string().regex(/^[a-z0-9-]{3,40}$/u);
const holderName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,78}$/u);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/u);
const publicKeys = { ed25519: base64(32), mldsa65: base64(1952) };
const namedHolder = z.strictObject({ holder: holderName, ...publicKeys });

const holderBody = z.strictObject({
  format: z.literal(1),
  type: z.literal('holder'),
  federation,
  holder: holderName,
  custody: z.enum(['seeds', 'shares']),
  /** Id of the set of shares, hexadecimal. */
  set: z.nullable(z.string().regex(/^[0-9a-f]{14}$/u)),
  ...publicKeys,
  createdAt: time,
});

const joinRequestBody = z.strictObject({
  format: z.literal(1),
  type: z.literal('join-request'),
  federation,
  state: stateCode,
  name: z.string().min(1).max(80),
  createdAt: time,
  holder: z.strictObject(publicKeys),
  officers: z.strictObject({ threshold: z.int().min(1).max(32), holders: z.array(namedHolder).min(1).max(32) }),
  node: z.nullable(z.custom<StateBodyJson['nodes'][number]>((value) => typeof value === 'object')),
});

const paperBody = z.discriminatedUnion('type', [holderBody, joinRequestBody]);

const draft = z.strictObject({
  format: z.literal(1),
  draft: z.enum(['root', 'state', 'join-request']),
  body: base64(),
  signatures: z
    .array(z.strictObject({ holder: z.string().min(1).max(80), ed25519: base64(), mldsa65: base64() }))
    .max(64),
  /** The bundle against which the draft is judged; null where it founds a federation, and for a join request. */
  basis: z.nullable(base64()),
});

const invitation = z.strictObject({
  format: z.literal(1),
  type: z.literal('invitation'),
  federation,
  state: stateCode,
  bundle: base64(),
});

const shortText = z.string().max(400);
const transcriptEntry = z.strictObject({
  index: z.int().min(0),
  /** The link before: 64 hexadecimal digits; of line 0 the word `none`. */
  previous: z.union([sha256Hex, z.literal('none')]),
  /** ISO 8601, UTC. */
  at: z.iso.datetime({ precision: 3 }),
  kind: z.enum(['opened', 'command', 'note', 'closed']),
  title: shortText,
  outcome: z.enum(['done', 'failed', 'said']),
  tookMs: z.int().min(0),
  lines: z.array(shortText).max(64),
  fingerprints: z.array(z.strictObject({ of: shortText, sha256: sha256Hex })).max(64),
});

const transcriptSignature = z.strictObject({
  /** The holder file, which carries the public keys. */
  holderFile: base64(),
  ed25519: base64(),
  mldsa65: base64(),
});

const transcriptLine = z.union([transcriptEntry, transcriptSignature]);

/** What a holder file says. */
export type HolderBody = z.infer<typeof holderBody>;
/** What a State says that wants to join. */
export type JoinRequestBody = z.infer<typeof joinRequestBody>;
/** A document on its way from signer to signer. */
export type Draft = z.infer<typeof draft>;
/** What the federation hands to a State that is to join. */
export type Invitation = z.infer<typeof invitation>;
/** One link of a transcript's chain. */
export type TranscriptEntry = z.infer<typeof transcriptEntry>;
/** A holder's signature over the last link. */
export type TranscriptSignature = z.infer<typeof transcriptSignature>;
export type TranscriptLine = z.infer<typeof transcriptLine>;
