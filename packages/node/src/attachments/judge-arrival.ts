// SPDX-License-Identifier: Apache-2.0
// Judges a file that has its announced length: who signed it, whether it is sealed to this node, and whether it is what was announced
// (spec/attachment.md, 13). The long part runs in a thread of its own.
import { open } from 'node:fs/promises';
import type { KemPrivateKey } from '@iims/crypto/keys';
import { readClear } from '@iims/crypto/opened-stream';
import { messageKeyOf } from '@iims/crypto/signed-message';
import type { TrustList } from '@iims/crypto/trust-list';
import { signingPairOf } from '@iims/crypto/trust-lookup';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes } from '@iims/wire/identifiers';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import type { AttachmentSigner } from '../store/attachment-signers.ts';
import type { AttachmentRow } from '../store/attachments.ts';
import type { SealedBy } from './sealed-by.ts';
import { differs, fileSource } from './verify-attachment.ts';
import { verifyInThread } from './verify-in-thread.ts';

export interface Arrival {
  readonly row: AttachmentRow;
  readonly path: string;
  readonly announced: LargeAttachment;
  readonly by: SealedBy;
}

/** What opens it from now on, and who signed it. */
export interface ArrivedKey {
  readonly messageKey: Uint8Array;
  readonly signer: AttachmentSigner;
}

export interface ArrivalJudge {
  readonly exercise: boolean;
  readonly trust: () => TrustList;
  readonly kemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  /** What the verifying gives way to. */
  readonly queries: Pick<QueriesUnderWay, 'shared'>;
  readonly clock: { readonly now: () => number };
}

/** @throws IimsError `attachment.differs`, `envelope.*` */
export async function judgeArrival(
  { exercise, trust, kemKey, queries, clock }: ArrivalJudge,
  { row, path, announced, by }: Arrival,
  signal: AbortSignal,
): Promise<ArrivedKey> {
  const at = by.at ?? clock.now();
  const clear = await readClearOf(path, at, announced.sealedBytes);
  const { header } = clear;
  if (!equalBytes(header.id, uuidToBytes(row.envelope))) throw differs('id', 'the id that was announced');
  if (header.exercise !== exercise) throw differs('exercise', `${exercise}`);
  const pair = signingPairOf(trust(), by.state, header.sender);
  // The trust list may lag behind: another hour may bring the key.
  if (pair === undefined) {
    throw new IimsError('envelope.unknown-sender', {
      message: 'The signing key is none of the State’s.',
      field: 'sender',
    });
  }
  const { ed25519, mldsa65 } = pair;
  const signer = { state: by.state, keyId: ed25519.keyId, ed25519: ed25519.publicKey, mldsa65: mldsa65.publicKey };
  // What was passed on is sealed to others, and came with its key.
  const messageKey = announced.key?.slice() ?? messageKeyOf(clear, kemKey);
  await verifyInThread({ path, announced, messageKey, signer, at }, queries, signal);
  return { messageKey, signer };
}

async function readClearOf(path: string, now: number, bytes: number) {
  const file = await open(path, 'r');
  try {
    return await readClear(fileSource(file), now, bytes);
  } finally {
    await file.close();
  }
}
