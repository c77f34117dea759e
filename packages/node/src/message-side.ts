// SPDX-License-Identifier: Apache-2.0
// Puts together the road of messages: what sends them, the pumps that carry them, and what takes those of partners.
import { VerifiedBatches } from '@iims/crypto/message-batch';
import { standingOf } from '@iims/crypto/trust-standing';
import { IimsError } from '@iims/wire/errors';
import { pseudonymsUnder } from './access/pseudonym.ts';
import { printUnknownFault } from './api/officer/fault.ts';
import { systemClock, systemRandom } from './clock.ts';
import { type DeliveryParts, MessageDelivery } from './messages/deliver.ts';
import type { OnReceived } from './messages/on-received.ts';
import type { ReceivingSide } from './messages/receive.ts';
import type { MessageDoor } from './messages/send.ts';
import { MessageSigning } from './messages/sign-together.ts';
import type { NodeParts } from './node-parts.ts';
import type { PartnerLinks } from './partner/links.ts';

export interface MessageSide {
  /** For whoever sends. */
  readonly door: MessageDoor;
  readonly delivery: MessageDelivery;
  /** For the partners' edge. */
  readonly receiving: ReceivingSide;
}

/** The pumps rest until `delivery.start`. `onSigned` is told whose receipt is kept, and who said that content is gone. */
export function openMessages(
  parts: NodeParts,
  links: PartnerLinks,
  onSigned: DeliveryParts['onReceipted'],
): MessageSide {
  const { config, state, store, trust, ownKeys, suspensions } = parts;
  const common = {
    own: state,
    exercise: config.exercise,
    store,
    trust: trust.current,
    isSuspended: suspensions.isSuspended.bind(suspensions),
    signing: () => ownKeys.inUse().signing,
    kemKey: ownKeys.kemKey.bind(ownKeys),
    clock: systemClock,
    random: systemRandom,
  };
  const delivery = new MessageDelivery({
    ...common,
    onReceipted: onSigned,
    async call(partner, call) {
      const { standing } = standingOf(trust.current(), partner, systemClock.now());
      if (standing !== 'expired') return links.call(partner, call);
      throw new IimsError('partner.not-trusted', { message: 'The partner’s part of the trust list has expired.' });
    },
  });
  suspensions.onChange(() => void delivery.start());
  const signing = new MessageSigning(systemClock);
  const door: MessageDoor = {
    ...common,
    authority: config.authority,
    seal: (message) => signing.seal(message),
    pseudonym: pseudonymsUnder(ownKeys.secrets().pseudonym),
    wake: (states) => delivery.wake(states),
  };
  const batches = new VerifiedBatches();
  const onDeleted: OnReceived = async ({ from }) => onSigned(from);
  const receiving = { ...common, batches, onReceived: { deleted: onDeleted }, onFault: printUnknownFault };
  return { door, delivery, receiving };
}
