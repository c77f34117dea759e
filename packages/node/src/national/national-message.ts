// SPDX-License-Identifier: Apache-2.0
// A message with what its two States agreed to add: signed and wrapped by their own algorithms first, then signed and sealed by E1
// as every other (spec/national.md). Whoever opens it demands exactly what was agreed with the sender's State.
import { type MessageToSeal, type OpenedMessage, openMessage, sealMessage } from '@iims/crypto/envelope';
import type { Header } from '@iims/crypto/envelope-header';
import { sha256 } from '@iims/crypto/primitives';
import type { MessageKeys } from '@iims/crypto/signed-message';
import { concatBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import type { NationalConfig } from '../config.ts';
import { openPlugIn, type PlugIn } from './plug-in.ts';

/** What was agreed with a partner: the plug-in that wraps, the plug-in that signs. */
interface Agreed {
  readonly layer?: string | undefined;
  readonly signature?: string | undefined;
}

const NOTHING_AGREED: NationalConfig = { partners: {}, plugIns: [] };

/** The plug-ins of a node, and what it agreed with whom. */
export class NationalAlgorithms {
  readonly #partners: NationalConfig['partners'];
  readonly #plugIns: ReadonlyMap<string, PlugIn>;

  constructor(config: NationalConfig | undefined, clock: Clock) {
    const { partners, plugIns } = config ?? NOTHING_AGREED;
    this.#partners = partners;
    this.#plugIns = new Map(plugIns.map((one) => [one.name, openPlugIn(one, clock)]));
  }

  agreedWith(state: StateCode): Agreed {
    return this.#partners[state] ?? {};
  }

  /** The configuration is checked to list what its agreements name. */
  plugIn(name: string): PlugIn {
    const plugIn = this.#plugIns.get(name);
    if (plugIn !== undefined) return plugIn;
    throw new IimsError('national.missing', {
      message: 'A national plug-in is not configured.',
      field: name,
      rule: 'each plug-in that is agreed with a partner is listed',
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#plugIns.values()].map((plugIn) => plugIn.close()));
  }
}

/**
 * Seals a message to the nodes of these States, with what was agreed with all of them.
 * @throws IimsError as `sealMessage`; `national.mixed` when they agreed to different things; `national.*` when a plug-in fails
 */
export async function sealNationalMessage(
  message: MessageToSeal,
  to: readonly StateCode[],
  national: NationalAlgorithms,
): Promise<Uint8Array> {
  const agreed = agreedWithAll(to, national);
  if (isNothing(agreed)) return sealMessage(message);
  const { layer, signature } = agreed;
  const place = {
    sender: message.signers.ed25519.keyId,
    id: message.header.id,
    recipients: message.recipients.map(({ keyId }) => keyId),
  };
  const signed =
    signature && (await national.plugIn(signature).sign(signatureInput(signature, place, message.content)));
  const inner = encodeCbor({ content: message.content, ...(signed ? { signature: signed } : {}) });
  const content = layer ? await national.plugIn(layer).wrap(layerContext(layer, place), inner) : inner;
  return sealMessage({ ...message, about: { ...message.about, national: present(agreed) }, content });
}

/**
 * Opens a message; its content is what the sender was given to say. `stateOf` tells by the sender's key whose it is.
 * @throws IimsError as `openMessage`; `national.required` when it holds other than what was agreed with the sender's State;
 *   `national.refused` when a layer does not open or a signature does not hold; `national.*` when a plug-in fails
 */
export async function openNationalMessage(
  bytes: Uint8Array,
  keys: MessageKeys,
  national: NationalAlgorithms,
  stateOf: (sender: Uint8Array) => StateCode | undefined,
): Promise<OpenedMessage> {
  const opened = openMessage(bytes, keys);
  const { header, about } = opened;
  const state = stateOf(header.sender);
  const agreed = state === undefined ? {} : national.agreedWith(state);
  requireAgreed(about.national, agreed);
  if (isNothing(agreed)) return opened;
  const { layer, signature } = agreed;
  const inner = layer
    ? await national.plugIn(layer).unwrap(layerContext(layer, header), opened.content)
    : opened.content;
  const { content, signature: signed } = readInner(inner, signature !== undefined);
  if (signature !== undefined && signed !== undefined) {
    const holds = await national.plugIn(signature).verify(signatureInput(signature, header, content), signed);
    if (!holds) throw refused(signature, 'the signature holds for this content and message');
  }
  return { ...opened, content };
}

/** What is not agreed is refused as much as what is missing: a sender does not choose. */
function requireAgreed(said: unknown, agreed: Agreed): void {
  const wanted = present(agreed);
  const claims = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  const isSame =
    (said === undefined) === isNothing(agreed) &&
    Object.keys(claims).length === Object.keys(wanted).length &&
    Object.entries(wanted).every(([what, name]) => claims[what] === name);
  if (isSame) return;
  throw new IimsError('national.required', {
    message: "The message has not the national layer and signature that were agreed with the sender's State.",
    field: 'national',
    rule: "exactly what this node's configuration has for that State",
    fix: 'Compare the configurations of both States.',
  });
}

/** The content and, where one was agreed, its signature: exactly these. */
function readInner(bytes: Uint8Array, isSigned: boolean): { content: Uint8Array; signature?: Uint8Array } {
  try {
    const { content, signature, ...others } = decodeCbor(bytes) as Record<string, unknown>;
    const fits = content instanceof Uint8Array && Object.keys(others).length === 0;
    if (fits && isSigned && signature instanceof Uint8Array) return { content, signature };
    if (fits && !isSigned && signature === undefined) return { content };
  } catch {
    // Below.
  }
  throw refused('national', 'what the layer holds is a content and the agreed signature');
}

function agreedWithAll(states: readonly StateCode[], national: NationalAlgorithms): Agreed {
  const [first = {}, ...others] = states.map((state) => national.agreedWith(state));
  if (others.every(({ layer, signature }) => layer === first.layer && signature === first.signature)) return first;
  throw new IimsError('national.mixed', {
    message: 'The States of this message agreed to different national algorithms.',
    field: 'to',
    rule: 'one message, one agreement',
    fix: 'Send it to each of them as a message of its own.',
  });
}

function isNothing({ layer, signature }: Agreed): boolean {
  return layer === undefined && signature === undefined;
}

function present({ layer, signature }: Agreed): { layer?: string; signature?: string } {
  return { ...(layer === undefined ? {} : { layer }), ...(signature === undefined ? {} : { signature }) };
}

/** Where a content stands, so that neither layer nor signature fits another message. */
type Place = Pick<Header, 'sender' | 'id' | 'recipients'>;

function signatureInput(name: string, { sender, id, recipients }: Place, content: Uint8Array): Uint8Array {
  return lengthPrefixed(SIGNATURE_LABEL, utf8(name), sender, id, concatBytes(...recipients), content);
}

function layerContext(name: string, { sender, id, recipients }: Place): Uint8Array {
  return sha256(lengthPrefixed(LAYER_LABEL, utf8(name), sender, id, concatBytes(...recipients)));
}

function refused(field: string, rule: string): IimsError {
  return new IimsError('national.refused', { message: 'A national layer or signature does not hold.', field, rule });
}

const SIGNATURE_LABEL = utf8('iims/national/signature');
const LAYER_LABEL = utf8('iims/national/layer');
