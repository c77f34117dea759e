// SPDX-License-Identifier: Apache-2.0
// POST /v1/frames: opens a partner's frame of questions and lets the sealed answers leave on the 2 ms grid.
import { type OpenedFrame, openFrame, type SealedFrame, sealFrame } from '@iims/crypto/envelope';
import { checkTimes } from '@iims/crypto/envelope-header';
import type { KemPrivateKey, KemPublicKey } from '@iims/crypto/keys';
import type { TrustedKey, TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, signingKeyById, trustListVersion } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import { FRAME_ITEMS_MAX } from '@iims/exchange/coalesce';
import { IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { Clock, Random } from '../../clock.ts';
import type { FrameSigning } from '../../partner/frame-signing.ts';
import { type Answering, answerFrame } from '../../query/answer.ts';
import { nextLine } from './release-grid.ts';

export interface FrameDoor {
  readonly answering: Answering;
  readonly exercise: boolean;
  /** With what frames are signed and sealed at the moment of the call. */
  readonly signing: () => FrameSigning;
  readonly kemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  readonly trust: () => TrustList;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of each frame as it is signed, with the log indexes of its answers, so that it gets its batch signature. */
  readonly onSigned: (frame: SealedFrame, entries: readonly number[]) => void;
}

/**
 * Answers one frame for the State at the other end of the connection. Throws `frame.*` or `envelope.*` for a frame that
 * is refused as a whole; a question that is refused alone is an answer.
 */
export async function exchangeFrame(
  door: FrameDoor,
  connectedState: StateCode,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const { monotonic } = door.clock;
  const arrivedAt = monotonic();
  const sealed = await answerSealed(door, connectedState, bytes);
  await nextLine(arrivedAt, monotonic);
  return sealed;
}

async function answerSealed(door: FrameDoor, connectedState: StateCode, bytes: Uint8Array): Promise<Uint8Array> {
  checkStanding(door, connectedState);
  const opened = openFrame(bytes, {
    kemKey: door.kemKey,
    verifyKey: (keyId) => signerAt(door, connectedState, keyId)?.key,
    channels: door.signing().channels.receiving,
    now: door.clock.now(),
  });
  checkFrame(opened, door.exercise);
  // Nobody works for an asker to whom nothing could be sealed.
  recipientOf(door, connectedState, opened);

  const answers = await answerFrame(door.answering, {
    id: uuidFromBytes(opened.header.id) as QueryId,
    asker: connectedState,
    exercise: door.exercise,
    items: opened.items,
  });

  const sealed = sealAnswers(
    door,
    connectedState,
    opened,
    answers.map(({ slot }) => slot),
  );
  door.onSigned(
    sealed,
    answers.map(({ logIndex }) => logIndex),
  );
  return sealed.bytes;
}

/** By the list that is in force when the answers leave: what was revoked meanwhile is told nothing and sealed to no more. */
function sealAnswers(
  door: FrameDoor,
  connectedState: StateCode,
  opened: OpenedFrame,
  slots: readonly Uint8Array[],
): SealedFrame {
  const now = door.clock.now();
  checkTimes(opened.header, now);
  checkStanding(door, connectedState);
  const recipient = recipientOf(door, connectedState, opened);
  const { signer, channels } = door.signing();
  return sealFrame({
    header: {
      id: uuidToBytes(uuidV7(now, door.random(10))),
      createdAt: now,
      expiresAt: opened.header.expiresAt,
      exercise: door.exercise,
      trustListVersion: trustListVersion(door.trust()),
      inReplyTo: opened.header.id,
    },
    about: { kind: 'answer-frame' },
    items: slots,
    signer,
    channel: channels.sending.to(recipient, now),
    random: door.random,
  });
}

function checkStanding({ trust, clock }: FrameDoor, connectedState: StateCode): void {
  if (standingOf(trust(), connectedState, clock.now()).standing !== 'expired') return;
  throw untrusted('the asking State is current in the trust list');
}

/** The key under this id, if the connected State signs with it. */
function signerAt({ trust }: FrameDoor, connectedState: StateCode, keyId: Uint8Array): TrustedKey | undefined {
  const signer = signingKeyById(trust(), keyId);
  return signer?.node.state === connectedState ? signer : undefined;
}

/** The key to which answers to this frame are sealed: of the node that signed it. */
function recipientOf(door: FrameDoor, connectedState: StateCode, { header }: OpenedFrame): KemPublicKey {
  const asker = signerAt(door, connectedState, header.sender)?.node;
  const recipient = asker && kemKeyAt(asker, door.clock.now());
  if (!recipient) throw untrusted('the asking node has a current key to seal to');
  return recipient;
}

function checkFrame({ about, header, items }: OpenedFrame, exercise: boolean): void {
  if (about.kind !== 'query-frame') {
    throw new IimsError('frame.kind', {
      message: 'The envelope is no frame of questions.',
      field: 'kind',
      rule: 'query-frame',
    });
  }
  if (header.exercise !== exercise) {
    throw new IimsError('frame.kind', {
      message: 'Exercise and real traffic do not mix.',
      field: 'exercise',
      rule: `${exercise}`,
    });
  }
  if (items.length > FRAME_ITEMS_MAX) {
    throw new IimsError('frame.too-large', {
      message: 'The frame holds too many questions.',
      field: 'items',
      rule: `at most ${FRAME_ITEMS_MAX} questions`,
    });
  }
}

function untrusted(rule: string): IimsError {
  return new IimsError('frame.trust-list', { message: 'The trust list does not carry this exchange.', rule });
}
