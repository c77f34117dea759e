// SPDX-License-Identifier: Apache-2.0
// The seal of a container (spec/case-export.md, 12): the node's Ed25519 and ML-DSA-65 over the hash of the manifest and over the
// certificate of the P-256 signature, and the documents by which those keys are known. JSON in one spelling, read strictly.
import {
  type BatchSigners,
  decodeBatchProof,
  encodeBatchProof,
  proveInBatch,
  signBatch,
  verifyBatchProof,
} from '@iims/crypto/batch-signature';
import { sha256 } from '@iims/crypto/primitives';
import { equalBytes, lengthPrefixed, toBase64, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import type { Random } from '../clock.ts';
import {
  base64,
  documentsSchema,
  RECEIPT_BYTES_MAX,
  type ReceiptDocument,
  rootsSchema,
  type SignedBody,
  signedBodyJson,
} from '../receipts/receipt-file.ts';
import type { ReceiptTrust, Signer } from '../receipts/receipt-trust.ts';

/** What a node says of a container. */
export interface SealStatement {
  readonly state: StateCode;
  readonly nodeId: string;
  readonly exercise: boolean;
  /** By the node's clock, milliseconds since 1970; the P-256 signature names the same second. */
  readonly exportedAt: number;
  /** SHA-256. */
  readonly manifest: Uint8Array;
  /** Of the P-256 key, DER. */
  readonly certificate: Uint8Array;
  /** Key id of the Ed25519 key of the pair that signed. */
  readonly signer: Uint8Array;
}

export interface ContainerSeal {
  readonly statement: Uint8Array;
  /** The proof that both keys signed it (spec/batch-signature.md, 5). */
  readonly batch: Uint8Array;
  readonly documents: readonly ReceiptDocument[];
  /** After root 1, in order. */
  readonly roots: readonly SignedBody[];
}

export async function signStatement(
  said: Omit<SealStatement, 'signer'>,
  signers: BatchSigners,
  random: Random,
): Promise<Pick<ContainerSeal, 'statement' | 'batch'>> {
  const statement = encodeCbor({ version: 1, type: SEAL_TYPE, ...said, signer: signers.ed25519.keyId });
  const batch = await signBatch({ digests: [digestOf(statement)], signers, signedAt: said.exportedAt, random });
  return { statement, batch: encodeBatchProof(proveInBatch(batch, 0)) };
}

export function formatSeal({ statement, batch, documents, roots }: ContainerSeal): Uint8Array {
  const json: z.input<typeof schema> = {
    type: SEAL_TYPE,
    statement: toBase64(statement),
    batch: toBase64(batch),
    documents: documents.map(({ state, ...signed }) => ({ state, ...signedBodyJson(signed) })),
    roots: roots.map(signedBodyJson),
  };
  return utf8(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** Nothing of it is verified but the form. @throws IimsError `container.malformed` */
export function parseSeal(bytes: Uint8Array): ContainerSeal {
  let json: unknown;
  try {
    json = parseStrictJson(bytes, { bytesMax: RECEIPT_BYTES_MAX });
  } catch (cause) {
    throw malformed('a seal in strict JSON', cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw malformed('a seal with its fields and no other');
  const { type: _type, ...seal } = parsed.data;
  if (!equalBytes(formatSeal(seal), bytes)) throw malformed('a seal in its one spelling');
  return seal;
}

/** @throws IimsError `container.malformed`, `container.seal` */
export function verifySeal(
  trust: ReceiptTrust,
  { statement, batch }: ContainerSeal,
): { readonly said: SealStatement; readonly signer: Signer } {
  const said = readStatement(statement);
  const signer = trust.signerAt(said.signer, said.exportedAt);
  if (signer?.node.state !== said.state || signer.node.nodeId !== said.nodeId) {
    throw broken('by a node that a document of its State listed at the time of the export');
  }
  try {
    verifyBatchProof(decodeBatchProof(batch), digestOf(statement), signer.keys);
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
    throw broken('both signatures of the node cover what it says', cause);
  }
  return { said, signer };
}

function readStatement(bytes: Uint8Array): SealStatement {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw malformed('a statement in deterministic CBOR', cause);
  }
  const parsed = statementSchema.safeParse(value);
  if (!parsed.success) throw malformed('a statement with its fields and no other');
  const { version: _version, type: _type, ...said } = parsed.data;
  return said;
}

function digestOf(statement: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(SEAL_LABEL, statement));
}

function malformed(rule: string, cause?: unknown): IimsError {
  return new IimsError('container.malformed', { message: 'The file is no container of a case.', rule, cause });
}

function broken(rule: string, cause?: unknown): IimsError {
  return new IimsError('container.seal', { message: 'The seal of the container does not hold.', rule, cause });
}

const SEAL_TYPE = 'iims/case-container/1';
const SEAL_LABEL = utf8('iims/case-container');
const hash = z.instanceof(Uint8Array).refine(({ length }) => length === 32);
const statementSchema = z.strictObject({
  version: z.literal(1),
  type: z.literal(SEAL_TYPE),
  state: z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value)),
  nodeId: z.string().min(1).max(64),
  exercise: z.boolean(),
  exportedAt: z.int().min(0),
  manifest: hash,
  certificate: z.instanceof(Uint8Array).refine(({ length }) => length > 0 && length <= 4_096),
  signer: hash,
});
const schema = z.strictObject({
  type: z.literal(SEAL_TYPE),
  statement: base64,
  batch: base64,
  documents: documentsSchema,
  roots: rootsSchema,
});
