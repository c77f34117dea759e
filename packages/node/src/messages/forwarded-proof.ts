// SPDX-License-Identifier: Apache-2.0
// Judges what another State passes on (spec/handling.md, 21 to 25): by what the originator signed, and by nothing that the forwarder
// says. A forwarder whose node was changed gets nothing past this.
import { type ProvedMessage, verifyMessageProof } from '@iims/crypto/message-proof';
import type { TrustList } from '@iims/crypto/trust-list';
import { signingPairOf } from '@iims/crypto/trust-lookup';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { mayDo } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import type { LargeAttachment } from '@iims/wire/large-attachment';
import { type Attachment, decodeMessage, isOfKind, type Message, type MessageOf } from '@iims/wire/message';
import type { Clock } from '../clock.ts';
import { dayOf } from './holding-note.ts';

export interface ForwardJudge {
  readonly own: StateCode;
  readonly exercise: boolean;
  readonly trust: () => TrustList;
  readonly clock: Clock;
}

/**
 * Nothing for a message of any other kind.
 * @throws IimsError `handling.not-released`, and what the proof throws: `proof.malformed`, `envelope.*`, `cbor.*`, `message.malformed`
 */
export function checkForwarded(judge: ForwardJudge, message: Message): void {
  if (!isOfKind(message, 'forwarded')) return;
  const { originator, messageId, purpose } = message.fields;
  const [original, release, ...others] = message.attachments;
  if (original === undefined || others.length > 0) throw notReleased('the message of the originator, and his release');
  const sent = provedBy(judge, originator, original);
  if (sent.id !== messageId) throw notReleased('the message that it names');
  if (sent.kind === 'forwarded') throw notReleased('the first message, and not one that was passed on');
  for (const file of message.largeAttachments ?? []) {
    if (!isNamedBy(sent, file)) throw notReleased('files that the originator named, as he named them');
  }
  const isAddressee = judge.own === originator || sent.to.some(({ state }) => state === judge.own);
  const decision = mayDo(sent.handling, 'forward', {
    today: dayOf(judge.clock.now()),
    isOriginator: message.from.state === originator,
    isReleased: release !== undefined && isReleasedBy(judge, message, provedBy(judge, originator, release)),
    audience: isAddressee ? 'addressees' : 'member-states',
    ...(purpose === undefined ? {} : { purpose }),
  });
  if (!decision.allowed) throw notReleased(decision.because);
}

/** A message that the originator's State signed, for this federation's real or exercised business as the own is. */
function provedBy({ trust, exercise }: ForwardJudge, originator: StateCode, { bytes }: Attachment): Message {
  const proved: ProvedMessage = verifyMessageProof(bytes, (keyId) => {
    const pair = signingPairOf(trust(), originator, keyId);
    return pair && { ed25519: pair.ed25519, mlDsa65: pair.mldsa65 };
  });
  const message = decodeMessage(proved.content);
  if (proved.header.exercise !== exercise) throw notReleased('exercises and real messages do not mix');
  if (message.from.state !== originator) throw notReleased('a message of the State that signed it');
  return message;
}

/** All that the originator signed of it; place and key are the forwarder's. */
function isNamedBy({ largeAttachments = [] }: Message, file: LargeAttachment): boolean {
  return largeAttachments.some(
    (named) =>
      named.envelope === file.envelope &&
      named.name === file.name &&
      named.mediaType === file.mediaType &&
      named.bytes === file.bytes &&
      named.sealedBytes === file.sealedBytes &&
      equalBytes(named.sha256, file.sha256) &&
      equalBytes(named.header, file.header) &&
      equalBytes(named.root, file.root),
  );
}

/** Exactly this message, from him to whom it was granted, to the own State, for this purpose. */
function isReleasedBy({ own }: ForwardJudge, { from, fields }: MessageOf<'forwarded'>, release: Message): boolean {
  if (!isOfKind(release, 'release-answer')) return false;
  const { messageId, granted = [], recipient, purpose } = release.fields;
  return (
    granted.includes('forward') &&
    messageId === fields.messageId &&
    recipient === own &&
    purpose === fields.purpose &&
    release.to.some(({ state }) => state === from.state)
  );
}

function notReleased(rule: string): IimsError {
  return new IimsError('handling.not-released', {
    message: 'What was passed on was not released by its originator.',
    field: 'attachments',
    rule,
  });
}
