// SPDX-License-Identifier: Apache-2.0
// The echo with which a partner is tested (spec/partner-test.md, 2): a message each way that says nothing, signed with both keys and
// sealed, so that it proves what a query needs: that each opens what the other seals, and trusts the keys with which the other signs.
import { type OpenedMessage, openMessage, sealMessage } from '@iims/crypto/envelope';
import { readHeader } from '@iims/crypto/envelope-header';
import type { KemPrivateKey } from '@iims/crypto/keys';
import type { SenderKeys } from '@iims/crypto/signed-message';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, signingKeyById, signingPairOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import type { SigningPair } from '../keys/node-keys.ts';

/** What either side of an echo works with. */
export interface EchoSide {
  readonly exercise: boolean;
  /** What signs at the moment of the call. */
  readonly signing: () => SigningPair;
  readonly kemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  readonly trust: () => TrustList;
  readonly clock: Clock;
  readonly random: Random;
  /** The release that this node runs. */
  readonly release: string;
}

/** What the tester keeps until the answer is here. */
export interface EchoSent {
  readonly bytes: Uint8Array;
  readonly id: Uint8Array;
  readonly nonce: Uint8Array;
}

/** What a partner's answer proves and says. */
export interface EchoAnswer {
  /** The signing key, in hexadecimal. */
  readonly keyId: string;
  /** The partner's clock when it answered, milliseconds since 1970. */
  readonly at: number;
  readonly trustListVersion: number;
  readonly release: string;
}

/** A fresh nonce, signed with both keys and sealed to the partner's node. @throws IimsError `frame.trust-list`, `keys.*` */
export function sealEcho(side: EchoSide, to: TrustedNode): EchoSent {
  const nonce = side.random(NONCE_BYTES);
  const id = uuidToBytes(uuidV7(side.clock.now(), side.random(10)));
  return { bytes: seal(side, to, { id, content: { nonce } }), id, nonce };
}

/**
 * The answer to a partner's echo: its nonce, signed and sealed by this node.
 * @throws IimsError `envelope.*`, `frame.*`, `keys.*`
 */
export function answerEcho(side: EchoSide, asker: StateCode, bytes: Uint8Array): Uint8Array {
  if (standingOf(side.trust(), asker, side.clock.now()).standing === 'expired') {
    throw untrusted('the testing State is current in the trust list');
  }
  const opened = open(side, asker, bytes);
  const { nonce } = contentOf(opened);
  if (opened.header.inReplyTo !== undefined) throw notAnEcho('an echo that answers nothing');
  const to = signingKeyById(side.trust(), opened.header.sender)!.node;
  const id = uuidToBytes(uuidV7(side.clock.now(), side.random(10)));
  const { release } = side;
  return seal(side, to, { id, inReplyTo: opened.header.id, content: { nonce, release } });
}

/** Opens a partner's answer. @throws IimsError `envelope.*`, `partner.answer-rejected` */
export function openEchoAnswer(side: EchoSide, from: StateCode, sent: EchoSent, bytes: Uint8Array): EchoAnswer {
  const opened = open(side, from, bytes);
  const { nonce, release } = contentOf(opened);
  const { inReplyTo, sender, createdAt, trustListVersion } = opened.header;
  const fits = inReplyTo !== undefined && equalBytes(inReplyTo, sent.id) && equalBytes(nonce, sent.nonce);
  if (!fits || release === undefined) {
    throw new IimsError('partner.answer-rejected', {
      message: "The partner's answer does not fit the echo.",
      rule: 'the nonce that was sealed to it, and its release',
    });
  }
  return { keyId: toHex(sender), at: createdAt, trustListVersion, release };
}

interface EchoToSeal {
  readonly id: Uint8Array;
  readonly inReplyTo?: Uint8Array;
  readonly content: { readonly nonce: Uint8Array; readonly release?: string };
}

function seal(side: EchoSide, to: TrustedNode, { content, ...ids }: EchoToSeal): Uint8Array {
  const now = side.clock.now();
  const recipient = kemKeyAt(to, now);
  if (recipient === undefined) throw untrusted('the other node has a current key to seal to');
  const { ed25519, mldsa65 } = side.signing();
  return sealMessage({
    header: {
      ...ids,
      createdAt: now,
      expiresAt: now + ECHO_LIFE_MS,
      exercise: side.exercise,
      trustListVersion: trustListVersion(side.trust()),
    },
    about: { kind: 'echo' },
    recipients: [recipient],
    signers: { ed25519, mlDsa65: mldsa65 },
    content: encodeCbor(content),
    random: side.random,
  });
}

/** An echo is judged by its own time: how far the clocks differ is what it is to find out, and one that is replayed does nothing. */
function open(side: EchoSide, from: StateCode, bytes: Uint8Array): OpenedMessage {
  const { createdAt } = readHeader(bytes);
  const verifyKeys = (keyId: Uint8Array): SenderKeys | undefined => {
    const pair = signingPairOf(side.trust(), from, keyId);
    return pair && { ed25519: pair.ed25519, mlDsa65: pair.mldsa65 };
  };
  const opened = openMessage(bytes, { now: createdAt, kemKey: side.kemKey, verifyKeys });
  if (opened.header.exercise === side.exercise) return opened;
  throw notAnEcho('exercise and real traffic do not mix');
}

function contentOf({ about, content }: OpenedMessage): { readonly nonce: Uint8Array; readonly release?: string } {
  if (about.kind !== 'echo') throw notAnEcho('an echo');
  const { nonce, release, ...others } = (decodeCbor(content) ?? {}) as Readonly<Record<string, unknown>>;
  const isWhole = nonce instanceof Uint8Array && nonce.length === NONCE_BYTES && Object.keys(others).length === 0;
  if (!isWhole) throw notAnEcho('a nonce of 32 bytes, and in the answer the release');
  if (release === undefined) return { nonce };
  if (typeof release !== 'string' || !RELEASE.test(release)) throw notAnEcho('a release such as 1.2.3');
  return { nonce, release };
}

function notAnEcho(rule: string): IimsError {
  return new IimsError('frame.kind', { message: 'The envelope is no echo.', field: 'kind', rule });
}

function untrusted(rule: string): IimsError {
  return new IimsError('frame.trust-list', { message: 'The trust list does not carry this exchange.', rule });
}

/** Header and stanza take 1,500 bytes, and 4 KiB hold both signatures. */
export const ECHO_BYTES_MAX = 16_384;
const NONCE_BYTES = 32;
const ECHO_LIFE_MS = 60_000;
const RELEASE = /^[0-9A-Za-z.+-]{1,40}$/u;
