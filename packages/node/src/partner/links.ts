// SPDX-License-Identifier: Apache-2.0
// The links to all partners, kept in step with the trust list: who they are, where they are, whose keys count.
import type { SealedFrame } from '@iims/crypto/envelope';
import type { KemPrivateKey } from '@iims/crypto/keys';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf, signingKeyById, trustListVersion } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import type { TrustedNode } from '@iims/crypto/trust-state';
import type { FailureReason } from '@iims/exchange/failure';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import type { FrameSigning } from './frame-signing.ts';
import { type OutgoingQuestion, type PartnerKeys, PartnerLink } from './link.ts';
import type { StreamCall, StreamEnd } from './streamed-answer.ts';
import {
  type EdgeCall,
  type EdgeReply,
  openTransport,
  type PartnerTransport,
  type TransportOptions,
} from './transport.ts';

export interface LinksOptions {
  readonly own: StateCode;
  readonly exercise: boolean;
  readonly signing: () => FrameSigning;
  readonly ownKemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  /** The trust list in force at the moment of the call. */
  readonly trust: () => TrustList;
  /** Whether the own State speaks with this partner no more. */
  readonly isSuspended: (state: StateCode) => boolean;
  /** TLS options for a connection to exactly this node. */
  readonly clientTls: (node: TrustedNode) => object;
  readonly clock: Clock;
  readonly random: Random;
  readonly onRejected: (state: StateCode, code: string, questions: number) => void;
  readonly onSigned: (frame: SealedFrame) => void;
}

export class PartnerLinks {
  readonly #options: LinksOptions;
  readonly #links = new Map<StateCode, OpenLink>();

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** Every member State of the root but the own one, whether or not it can be reached: none is left out silently. */
  states(): StateCode[] {
    return partnersOf(this.#options.trust(), this.#options.own);
  }

  /** Puts a question to one partner. One that is suspended, or without a document in force, fails at once. */
  ask(state: StateCode, question: OutgoingQuestion, expiresAt: number): void {
    const fail = (reason: FailureReason) => setImmediate(() => question.settle({ kind: 'failure', reason }));
    const isSuspended = this.#options.isSuspended(state);
    const link = isSuspended ? undefined : this.#linkTo(state);
    if (link) link.ask(question, expiresAt);
    else fail(isSuspended ? 'suspended' : 'not-trusted');
  }

  /** What a partner holds of the trust list. Throws `partner.*`. */
  async fetchTrust(state: StateCode): Promise<Uint8Array> {
    return this.#reach(state).fetchTrust();
  }

  /** Brings a partner what this node holds of the trust list. Throws `partner.*`. */
  async bringTrust(state: StateCode, bundle: Uint8Array): Promise<void> {
    await this.#reach(state).bringTrust(bundle);
  }

  /** Any other exchange of a partner's edge. Throws `partner.*` when no answer comes. */
  async call(state: StateCode, call: EdgeCall): Promise<EdgeReply> {
    return this.#reach(state).call(call);
  }

  /** An answer of a partner's edge that is taken as it comes. Throws `partner.*`. */
  async stream(state: StateCode, call: StreamCall): Promise<StreamEnd> {
    return this.#reach(state).stream(call);
  }

  #reach(state: StateCode): PartnerLink {
    if (this.#options.isSuspended(state)) {
      throw new IimsError('partner.suspended', {
        message: 'The own State has suspended this partner.',
        field: 'state',
      });
    }
    const link = this.#linkTo(state);
    if (link) return link;
    throw new IimsError('partner.not-trusted', { message: 'The trust list holds no document of this State in force.' });
  }

  /** Lets go of the links to suspended partners; what waits and what is under way on them fails. */
  suspensionsChanged(): void {
    for (const [state, { link }] of this.#links) {
      if (!this.#options.isSuspended(state)) continue;
      this.#links.delete(state);
      void link.close('suspended');
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.values()].map(({ link }) => link.close('cancelled')));
    this.#links.clear();
  }

  /** Presents another TLS key from now on; what is under way ends on the connections it began on. */
  identityChanged(): void {
    for (const { node, transport } of this.#links.values()) {
      const options = this.#transportOptions(node);
      if (options) transport.renew(options);
    }
  }

  /** The link to the State's first node, as the list in force describes it. */
  #linkTo(state: StateCode): PartnerLink | undefined {
    const node = nodesOf(this.#options.trust(), state)[0];
    const known = this.#links.get(state);
    if (known?.node === node) return known?.link;
    const isKnown = known !== undefined && known.node.nodeId === node?.nodeId;
    const opened = node && (isKnown ? this.#follow(known, node) : this.#open(state, node));
    if (known && known.link !== opened?.link) void known.link.close('connection-lost');
    if (opened) this.#links.set(state, opened);
    else this.#links.delete(state);
    return opened?.link;
  }

  /** The same link, so that no question on it is lost; its connections are made anew where the node is reached otherwise. */
  #follow(known: OpenLink, node: TrustedNode): OpenLink | undefined {
    if (isReachedAlike(known.node, node)) return { ...known, node };
    const options = this.#transportOptions(node);
    if (options === undefined) return undefined;
    known.transport.renew(options);
    return { ...known, node };
  }

  /** Undefined for a document that no connection can be made of: it must break no query but those to its own State. */
  #open(state: StateCode, node: TrustedNode): OpenLink | undefined {
    const { trust, clock, ...options } = this.#options;
    const transportOptions = this.#transportOptions(node);
    if (!transportOptions) return undefined;
    const transport = openTransport(transportOptions);
    const keys = () => partnerKeys(trust(), node, clock.now());
    return { node, transport, link: new PartnerLink({ ...options, state, clock, transport, partnerKeys: keys }) };
  }

  #transportOptions(node: TrustedNode): TransportOptions | undefined {
    return unlessRefused(() => ({ endpoint: node.endpoint, tls: this.#options.clientTls(node) }));
  }
}

interface OpenLink {
  /** As the trust list describes it. */
  readonly node: TrustedNode;
  readonly transport: PartnerTransport;
  readonly link: PartnerLink;
}

/** Every member State of the root but `own`, in alphabetical order. */
export function partnersOf(trust: TrustList, own: StateCode): StateCode[] {
  return [...trust.root.officers.keys()].filter((state) => state !== own).sort();
}

function isReachedAlike(a: TrustedNode, b: TrustedNode): boolean {
  const placeOf = ({ endpoint: { host, port }, tls }: TrustedNode) =>
    [host, port, ...tls.map(({ spkiSha256, certificate }) => `${spkiSha256} ${toHex(certificate)}`)].join('\n');
  return placeOf(a) === placeOf(b);
}

function unlessRefused<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (fault) {
    if (fault instanceof IimsError) return undefined;
    throw fault;
  }
}

/**
 * What counts for a partner's node at this moment; undefined when its part of the trust list has expired.
 * A question may wait in a link while the list changes: of the node that the link was made for only its name still counts.
 */
function partnerKeys(trust: TrustList, { state, nodeId }: TrustedNode, now: number): PartnerKeys | undefined {
  const node = nodesOf(trust, state).find((listed) => listed.nodeId === nodeId);
  const recipient = node && kemKeyAt(node, now);
  if (!recipient || standingOf(trust, state, now).standing === 'expired') return undefined;
  return {
    trustListVersion: trustListVersion(trust),
    recipient,
    verifyKey: (keyId) => {
      const signer = signingKeyById(trust, keyId);
      return signer?.node.state === state ? signer.key : undefined;
    },
  };
}
