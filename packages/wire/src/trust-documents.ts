// SPDX-License-Identifier: Apache-2.0
// The documents of the trust list as they stand in their files (spec/trust-list.md, 1 to 4): the signed wrapper and its three bodies.
// This file checks form only; who signed, and whether a version may come into force, is decided in `crypto`.
import { z } from 'zod';
import { fromBase64 } from './bytes.ts';
import { IimsError } from './errors.ts';
import { isStateCode, type StateCode } from './identifiers.ts';
import { parseStrictJson } from './strict-json.ts';

/** Reads the wrapper of a signed document. Nothing in it is verified. @throws IimsError `trust.malformed`, `json.*` */
export function parseSignedFile(bytes: Uint8Array): SignedFile {
  return parseWith(signedFile, bytes, TRUST_FILE_BYTES_MAX);
}

/** Reads the body of a root. @throws IimsError `trust.malformed`, `json.*` */
export function parseRootBody(bytes: Uint8Array): RootBody {
  return parseWith(rootBody, bytes, TRUST_FILE_BYTES_MAX);
}

/** Reads the body of a State's document. @throws IimsError `trust.malformed`, `json.*` */
export function parseStateBody(bytes: Uint8Array): StateBody {
  return parseWith(stateBody, bytes, TRUST_FILE_BYTES_MAX);
}

/** Reads what a State says of itself beside its nodes, as far as it is said. @throws IimsError `trust.malformed`, `json.*` */
export function parseStateAbout(bytes: Uint8Array): StateAbout {
  return parseWith(stateAbout, bytes, TRUST_FILE_BYTES_MAX) as StateAbout;
}

/** Reads the body of an attestation. @throws IimsError `trust.malformed`, `json.*` */
export function parseAttestationBody(bytes: Uint8Array): AttestationBody {
  return parseWith(attestationBody, bytes, TRUST_FILE_BYTES_MAX);
}

/** Reads what nodes hand each other: signed files of every kind (spec/trust-list.md, 7.3). @throws IimsError `trust.malformed`, `json.*` */
export function parseTrustBundle(bytes: Uint8Array): TrustBundle {
  return parseWith(trustBundle, bytes, TRUST_BUNDLE_BYTES_MAX, TRUST_BUNDLE_VALUES_MAX);
}

function parseWith<S extends z.ZodType>(
  schema: S,
  bytes: Uint8Array,
  bytesMax: number,
  valuesMax = TRUST_FILE_VALUES_MAX,
): z.infer<S> {
  const parsed = schema.safeParse(parseStrictJson(bytes, { bytesMax, valuesMax }));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new IimsError('trust.malformed', {
    message: 'A document of the trust list is malformed.',
    field: issue?.path.join('.') ?? '',
    rule: issue?.message ?? 'spec/trust-list.md',
  });
}

/** Base64 in its one spelling, of `length` bytes where a length is given. */
const bytes = (length?: number) =>
  z.string().transform((text, context): Uint8Array => {
    try {
      const decoded = fromBase64(text);
      if (length === undefined || decoded.length === length) return decoded;
      context.addIssue({ code: 'custom', message: `holds ${length} bytes` });
    } catch {
      context.addIssue({ code: 'custom', message: 'is base64' });
    }
    return z.NEVER;
  });

/** A checkpoint carries no more cosignatures (spec/witness.md). */
const COSIGNATURES_MAX = 30;
/** Weekly opening keys for the life of a document and those before it; other keys need a few. */
const KEYS_PER_USE_MAX = 20;
const count = z.int().min(1).max(64);
/** Bounded so that the snapshot number (6.1) stays exact. */
const version = z.int().min(1).max(1_000_000);
const time = z.int().min(0);
const name = z.string().min(1).max(80);
const stateCode = z.string().refine((text): text is StateCode => isStateCode(text), { message: 'is a State code' });
const federation = z.string().regex(/^[a-z0-9-]{3,40}$/u);
const nodeId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/u);
/** In a right: every register of alerts that the document does not name (spec/trust-list.md, 3.7). */
export const EVERY_OTHER_REGISTER = '*';

const code = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/u);
/** A register, or every other one: `EVERY_OTHER_REGISTER`. */
const registerOrOthers = z.string().regex(/^(?:[a-z0-9][a-z0-9-]{0,39}|\*)$/u);

/** The two keys of one holder, raw: Ed25519 and ML-DSA-65. */
const signingKeys = { ed25519: bytes(32), mldsa65: bytes(1952) };
/** From which moment, and until before which, the owner uses a key. */
const epoch = { notBefore: time, notAfter: time };

const head = { format: z.literal(1), federation, version, createdAt: time, expiresAt: time };

const signedFile = z.strictObject({
  body: bytes(),
  signatures: z.array(z.strictObject({ holder: name, ed25519: bytes(), mldsa65: bytes() })).max(64),
});

const delegation = z.strictObject({
  threshold: count,
  officers: z
    .array(z.strictObject({ holder: name, ...signingKeys }))
    .min(1)
    .max(32),
});

const rootBody = z.strictObject({
  type: z.literal('root'),
  ...head,
  exercise: z.boolean(),
  suites: z.tuple([z.literal('Q1'), z.literal('S1')]),
  witnessQuorum: z.int().min(0).max(COSIGNATURES_MAX),
  threshold: count,
  holders: z
    .array(z.strictObject({ state: stateCode, ...signingKeys }))
    .min(1)
    .max(64),
  states: z.record(stateCode, delegation),
});

const epochsOf = <S extends z.ZodRawShape>(shape: S) =>
  z
    .array(z.strictObject({ ...shape, ...epoch }))
    .min(1)
    .max(KEYS_PER_USE_MAX);

const node = z.strictObject({
  nodeId,
  endpoint: z.strictObject({ host: z.string().min(1).max(253), port: z.int().min(1).max(65_535) }),
  signing: epochsOf(signingKeys),
  log: z.strictObject({
    origin: z.string().min(1).max(200),
    keys: epochsOf({ ed25519: bytes(32), mldsa44: bytes(1312) }),
  }),
  witness: epochsOf({ mldsa44: bytes(1312) }),
  kem: epochsOf({ kid: sha256Hex, publicKey: bytes(1216) }),
  tls: epochsOf({ spkiSha256: sha256Hex, certificate: bytes() }),
});

const stateBody = z.strictObject({
  type: z.literal('state'),
  ...head,
  state: stateCode,
  name,
  nodes: z.array(node).min(1).max(16),
  authorities: z.array(z.strictObject({ id: code, name })).max(256),
  registers: z.array(z.strictObject({ id: code, kind: code, title: name })).max(64),
  rights: z
    .array(
      z.strictObject({
        register: registerOrOthers,
        purposes: z.array(code).max(64),
        states: z.array(stateCode).max(64),
      }),
    )
    .max(256),
  contactPoints: z.array(z.strictObject({ id: code, title: name, email: z.string().max(254) })).max(64),
});

const stateAbout = stateBody
  .pick({ name: true, authorities: true, registers: true, rights: true, contactPoints: true })
  .partial();

const attestationBody = z.strictObject({
  format: z.literal(1),
  type: z.literal('attestation'),
  federation,
  state: stateCode,
  documentVersion: version,
  documentSha256: sha256Hex,
  at: time,
});

const trustBundle = z.strictObject({
  roots: z.array(bytes()).max(256),
  states: z.record(stateCode, bytes()),
  attestations: z.record(stateCode, bytes()),
});

/** A document of the trust list as it travels: bytes of the body, and signatures over them (spec/trust-list.md, 1). */
export type SignedFile = z.infer<typeof signedFile>;
/** The body of a root. */
export type RootBody = z.infer<typeof rootBody>;
/** The body of a State's document. */
export type StateBody = z.infer<typeof stateBody>;
/** JSON knows no `undefined`: what is not said is not there. */
export type StateAbout = Partial<Pick<StateBody, keyof z.infer<typeof stateAbout>>>;
/** The body of an attestation. */
export type AttestationBody = z.infer<typeof attestationBody>;
/** What nodes hand each other: signed files by place. */
export type TrustBundle = z.infer<typeof trustBundle>;
/** The bodies as JSON, for those who write them: bytes are base64. */
export type RootBodyJson = z.input<typeof rootBody>;
export type StateBodyJson = z.input<typeof stateBody>;
export type AttestationBodyJson = z.input<typeof attestationBody>;

/** Bytes of one signed file (1 MiB). */
export const TRUST_FILE_BYTES_MAX = 1_048_576;
/** Bytes of one bundle (16 MiB). */
export const TRUST_BUNDLE_BYTES_MAX = 16_777_216;
/** Values of one file, or of its body: those of a root that names all States, or of a document with all rights that it may hold. */
const TRUST_FILE_VALUES_MAX = 65_536;
/** Values of one bundle: 256 roots, and a document and an attestation of each State that there is. */
export const TRUST_BUNDLE_VALUES_MAX = 1_024;
