// SPDX-License-Identifier: Apache-2.0
// A channel: the one message key under which frames travel from one node to another for at most ten minutes (spec/envelope.md, 9).
// Its stanza stands in every frame, so that a receiver that has forgotten the channel, or never knew it, opens it from any of them.

import { assert } from '@iims/wire/assert';
import { equalBytes, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import { CHANNEL_LIFE_MS, CLOCK_SKEW_MAX_MS, type ClearParts, type Header } from './envelope-header.ts';
import type { KemPublicKey } from './keys.ts';
import { AEAD_KEY_BYTES, type Random } from './primitives.ts';
import { openStanza, type Recipient, sealStanzas } from './stanza.ts';

/** What a sender needs to seal a frame. */
export interface Channel {
  /** Key id of the recipient's KEM key, 32 bytes. */
  readonly recipient: Uint8Array;
  /** No frame is made after this time, milliseconds since 1970. */
  readonly until: number;
  /** The message key, sealed to the recipient: `STANZA_BYTES`. */
  readonly stanza: Uint8Array;
  /** 32 bytes; overwritten with zeros when the channel is forgotten. */
  readonly messageKey: Uint8Array;
}

/** Both halves of a node's channels. */
export interface Channels {
  readonly sending: SendingChannels;
  readonly receiving: ReceivingChannels;
}

/** The channels of a node that signs its frames with the key of this id. */
export function channelsOf(sender: Uint8Array, random: Random): Channels {
  return { sending: new SendingChannels(sender, random), receiving: new ReceivingChannels() };
}

/** The channels of one sender, one to each recipient; a fresh one is begun when the last has ended. */
export class SendingChannels {
  readonly #sender: Uint8Array;
  readonly #random: Random;
  readonly #channels = new Map<string, Channel>();
  /** The clock as it was last: a lesser time means that it was set back. */
  #latest = 0;

  /** `sender` is the key id of the sender's Ed25519 key: a channel carries frames of this signer alone. */
  constructor(sender: Uint8Array, random: Random) {
    this.#sender = sender;
    this.#random = random;
  }

  /**
   * The channel for a frame that is sealed now, `now` being milliseconds since 1970; it is not kept for another frame.
   * `key.malformed` for a recipient's key of small order.
   */
  to(recipient: KemPublicKey, now: number): Channel {
    this.forgetEnded(now);
    const place = toHex(recipient.keyId);
    const known = this.#channels.get(place);
    if (known !== undefined) return known;
    const channel = beginChannel(this.#sender, recipient, now, this.#random);
    this.#channels.set(place, channel);
    return channel;
  }

  /**
   * Overwrites the keys of the channels that have ended at `now`; of all of them when the clock was set back, since then
   * no time tells how long they have lived. To be called now and then, for a sender that has nothing more to say.
   */
  forgetEnded(now: number): void {
    const isSetBack = now < this.#latest;
    this.#latest = now;
    for (const [place, channel] of this.#channels) {
      if (!isSetBack && now <= channel.until) continue;
      channel.messageKey.fill(0);
      this.#channels.delete(place);
    }
  }
}

/** Begins a channel that may carry frames from `now` on. `key.malformed` for a recipient's key of small order. */
export function beginChannel(sender: Uint8Array, recipient: KemPublicKey, now: number, random: Random): Channel {
  const until = now + CHANNEL_LIFE_MS;
  const messageKey = random(AEAD_KEY_BYTES);
  const stanza = sealStanzas([recipient], channelInfo(sender, until), messageKey);
  return { recipient: recipient.keyId, until, stanza, messageKey };
}

/**
 * The channels that a receiver has opened: memory that spares a decapsulation and that may be lost at any time.
 * Bounded for each sender, so that no partner can drive out the channels of another.
 */
export class ReceivingChannels {
  readonly #bySender = new Map<string, readonly Channel[]>();

  /** The message key of a frame's channel: remembered, or opened from its stanza; `undefined` when that does not open. */
  messageKey(parts: ClearParts, recipient: Recipient): Uint8Array | undefined {
    const channels = this.#bySender.get(toHex(parts.header.sender)) ?? [];
    const known = channels.find((channel) => isSame(channel, parts, recipient));
    return known?.messageKey ?? openStanza(recipient, infoOf(parts.header));
  }

  /** Keeps the key of a frame whose signature verified: only then is the sender the one that its header names. */
  remember(parts: ClearParts, recipient: Recipient, messageKey: Uint8Array): void {
    const sender = toHex(parts.header.sender);
    const channels = this.#bySender.get(sender) ?? [];
    if (channels.some((channel) => channel.messageKey === messageKey)) return;
    const opened = {
      recipient: recipient.key.keyId,
      until: untilOf(parts.header),
      stanza: recipient.stanza.slice(),
      messageKey,
    };
    this.#keep(sender, [opened, ...channels].slice(0, CHANNELS_PER_SENDER_MAX));
    const [oldest] = this.#bySender.keys();
    if (this.#bySender.size > SENDERS_MAX) this.#keep(oldest!, []);
  }

  /**
   * Overwrites the keys of the channels that have ended at `now`. To be called now and then: a sender that falls silent,
   * or whose key is revoked, sends nothing that would displace them.
   */
  forgetEnded(now: number): void {
    for (const [sender, channels] of this.#bySender) {
      this.#keep(
        sender,
        channels.filter((channel) => isLive(channel, now)),
      );
    }
  }

  /** Keeps these of the sender's channels, newest first, and overwrites the keys of its others. */
  #keep(sender: string, kept: readonly Channel[]): void {
    const channels = this.#bySender.get(sender) ?? [];
    for (const dropped of channels.filter((channel) => !kept.includes(channel))) dropped.messageKey.fill(0);
    if (kept.length > 0) this.#bySender.set(sender, kept);
    else this.#bySender.delete(sender);
  }
}

/** A channel whose end is further off than any sender may say was opened before the receiver's clock was set back. */
function isLive({ until }: Channel, now: number): boolean {
  return now <= until && until - now <= CHANNEL_LIFE_MS + CLOCK_SKEW_MAX_MS;
}

/** All that the stanza's sealing bound: another sender, time or recipient beside the same stanza is no frame of this channel. */
function isSame(channel: Channel, { header }: ClearParts, { key, stanza }: Recipient): boolean {
  return (
    channel.until === header.channelUntil &&
    equalBytes(channel.recipient, key.keyId) &&
    equalBytes(channel.stanza, stanza)
  );
}

function infoOf(header: Header): Uint8Array {
  return channelInfo(header.sender, untilOf(header));
}

function untilOf({ channelUntil }: Header): number {
  assert(channelUntil !== undefined, 'the header of a frame names the end of its channel');
  return channelUntil;
}

/** What a channel's stanza is bound to, beside the recipient's key id. */
function channelInfo(sender: Uint8Array, until: number): Uint8Array {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(until));
  return lengthPrefixed(CHANNEL_LABEL, sender, time);
}

/** Two live at once when one follows the other; the others are room for a sender that restarts. */
const CHANNELS_PER_SENDER_MAX = 4;
/** As many signing keys as 64 States list with 16 nodes each. */
const SENDERS_MAX = 1_024;
const CHANNEL_LABEL = utf8('iims/e1/channel');
