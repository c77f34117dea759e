// SPDX-License-Identifier: Apache-2.0
// POST /v1/frames: opens a partner's frame of questions and lets the sealed answers leave on the 2 ms grid.
import type { Channels } from '@iims/crypto/channel';
import { type OpenedFrame, openFrame, sealFrame } from '@iims/crypto/envelope';
import type { KemPrivateKey, SigningKey } from '@iims/crypto/keys';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, signingKeyById, trustListVersion } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import { FRAME_ITEMS_MAX } from '@iims/exchange/coalesce';
import { IimsError } from '@iims/wire/errors';
import { type QueryId, type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { Clock, Random } from '../../clock.ts';
import { type Answering, answerFrame } from '../../query/answer.ts';
import { ReleaseGrid } from './release-grid.ts';

export interface FrameDoor {
  readonly answering: Answering;
  readonly exercise: boolean;
  readonly signer: SigningKey;
  /** The signer's, shared with all that seals and opens frames in this node. */
  readonly channels: Channels;
  readonly kemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  readonly trust: () => TrustList;
  readonly clock: Clock;
  readonly random: Random;
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
  const grid = new ReleaseGrid();
  try {
    const sealed = await answerSealed(door, connectedState, bytes);
    await grid.nextLine();
    return sealed;
  } finally {
    grid.end();
  }
}

async function answerSealed(door: FrameDoor, connectedState: StateCode, bytes: Uint8Array): Promise<Uint8Array> {
  const trust = door.trust();
  const now = door.clock.now();
  if (standingOf(trust, connectedState, now).standing === 'expired')
    throw untrusted('the asking State is current in the trust list');
  const opened = openFrame(bytes, {
    kemKey: door.kemKey,
    verifyKey: (keyId) => {
      const signer = signingKeyById(trust, keyId);
      return signer?.node.state === connectedState ? signer.key : undefined;
    },
    channels: door.channels.receiving,
    now,
  });
  checkFrame(opened, door.exercise);
  const asker = signingKeyById(trust, opened.header.sender)?.node;
  const recipient = asker && kemKeyAt(asker, now);
  if (!recipient) throw untrusted('the asking node has a current key to seal to');

  const slots = await answerFrame(door.answering, {
    id: uuidFromBytes(opened.header.id) as QueryId,
    asker: connectedState,
    exercise: door.exercise,
    items: opened.items,
  });

  const sealed = sealFrame({
    header: {
      id: uuidToBytes(uuidV7(now, door.random(10))),
      createdAt: now,
      expiresAt: opened.header.expiresAt,
      exercise: door.exercise,
      trustListVersion: trustListVersion(trust),
      inReplyTo: opened.header.id,
    },
    about: { kind: 'answer-frame' },
    items: slots,
    signer: door.signer,
    channel: door.channels.sending.to(recipient, now),
    random: door.random,
  });
  return sealed.bytes;
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
