// SPDX-License-Identifier: Apache-2.0
// A channel: the one message key under which frames travel from one node to another for at most ten minutes (spec/envelope.md, 9).
// Its stanza stands in every frame, so that a receiver that has forgotten the channel, or never knew it, opens it from any of them.

import { assert } from '@iims/wire/assert';
import { equalBytes, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import { CHANNEL_LIFE_MS, type ClearParts, type Header } from './envelope-header.ts';
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
  /** 32 bytes. */
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

  /** `sender` is the key id of the sender's Ed25519 key: a channel carries frames of this signer alone. */
  constructor(sender: Uint8Array, random: Random) {
    this.#sender = sender;
    this.#random = random;
  }

  /** The channel for a frame made at `now`, milliseconds since 1970. `key.malformed` for a recipient's key of small order. */
  to(recipient: KemPublicKey, now: number): Channel {
    const place = toHex(recipient.keyId);
    const known = this.#channels.get(place);
    // A clock that was set back would make the channel live longer than any receiver allows.
    if (known !== undefined && now <= known.until && known.until - now <= CHANNEL_LIFE_MS) return known;
    this.#forgetEnded(now);
    const channel = beginChannel(this.#sender, recipient, now, this.#random);
    this.#channels.set(place, channel);
    return channel;
  }

  #forgetEnded(now: number): void {
    for (const [place, channel] of this.#channels) {
      if (now <= channel.until) continue;
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
    const kept = [opened, ...channels].slice(0, CHANNELS_PER_SENDER_MAX);
    for (const dropped of channels.filter((channel) => !kept.includes(channel))) dropped.messageKey.fill(0);
    this.#bySender.set(sender, kept);
    this.#keepBound();
  }

  #keepBound(): void {
    if (this.#bySender.size <= SENDERS_MAX) return;
    const [oldest] = this.#bySender.keys();
    for (const channel of this.#bySender.get(oldest!)!) channel.messageKey.fill(0);
    this.#bySender.delete(oldest!);
  }
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
/** More signing keys than a trust list of fifty States holds at once. */
const SENDERS_MAX = 512;
const CHANNEL_LABEL = utf8('iims/e1/channel');
