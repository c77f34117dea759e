// SPDX-License-Identifier: Apache-2.0
// What else happens when a message of a kind has come. In the transaction that takes it: what it says of an own message (receive.ts,
// `tellsOf`). After that, and after the partner has its receipt: what stands here, once for each message that is taken; a node that
// dies between the two has not done it, so it must be something that can be made up for.
import type { StateCode } from '@iims/wire/identifiers';
import type { Message } from '@iims/wire/message';
import type { MessageKind } from '@iims/wire/message-kinds';

/** A message that is durable in the inbox. */
export interface ReceivedMessage {
  readonly message: Message;
  readonly from: StateCode;
  /** Of the entry `message.received`. */
  readonly index: number;
}

export type OnReceived = (received: ReceivedMessage) => Promise<void>;

/** Who is told of which kind; `every` of all of them. */
export interface ReceivedParts {
  readonly onReceived: Readonly<Partial<Record<MessageKind | 'every', OnReceived>>>;
  /** Told of a fault in one of those: the message is kept whatever it is. */
  readonly onFault: (fault: unknown) => void;
}

/** Does not wait: the partner has its receipt first. */
export function afterReceipt({ onReceived, onFault }: ReceivedParts, received: ReceivedMessage): void {
  for (const name of ['every', received.message.kind] as const) {
    void onReceived[name]?.(received).catch(onFault);
  }
}
