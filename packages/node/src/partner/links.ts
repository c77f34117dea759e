// SPDX-License-Identifier: Apache-2.0
// The links to all partners, kept in step with the trust list: who they are, where they are, whose keys count.
import type { Channels } from '@iims/crypto/channel';
import type { KemPrivateKey, SigningKey } from '@iims/crypto/keys';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf, signingKeyById, trustListVersion } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import { type OutgoingQuestion, type PartnerKeys, PartnerLink } from './link.ts';
import { openTransport } from './transport.ts';

export interface LinksOptions {
  readonly own: StateCode;
  readonly exercise: boolean;
  readonly signer: SigningKey;
  readonly channels: Channels;
  readonly ownKemKey: (keyId: Uint8Array) => KemPrivateKey | undefined;
  /** The trust list in force at the moment of the call. */
  readonly trust: () => TrustList;
  /** TLS options for a connection to exactly this node. */
  readonly clientTls: (node: TrustedNode) => object;
  readonly clock: Clock;
  readonly random: Random;
  readonly onRejected: (state: StateCode, code: string, questions: number) => void;
}

export class PartnerLinks {
  readonly #options: LinksOptions;
  readonly #links = new Map<StateCode, { readonly node: TrustedNode; readonly link: PartnerLink }>();

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** Every member State of the root but the own one, whether or not it can be reached: none is left out silently. */
  states(): StateCode[] {
    return [...this.#options.trust().root.officers.keys()].filter((state) => state !== this.#options.own).sort();
  }

  /** Puts a question to one partner. A partner without a document in force fails at once. */
  ask(state: StateCode, question: OutgoingQuestion, expiresAt: number): void {
    const link = this.#linkTo(state);
    if (link) link.ask(question, expiresAt);
    else setImmediate(() => question.settle({ kind: 'failure', reason: 'not-trusted' }));
  }

  /** What a partner holds of the trust list. Throws `partner.*`. */
  async fetchTrust(state: StateCode): Promise<Uint8Array> {
    return this.#reach(state).fetchTrust();
  }

  /** Brings a partner what this node holds of the trust list. Throws `partner.*`. */
  async bringTrust(state: StateCode, bundle: Uint8Array): Promise<void> {
    await this.#reach(state).bringTrust(bundle);
  }

  #reach(state: StateCode): PartnerLink {
    const link = this.#linkTo(state);
    if (link) return link;
    throw new IimsError('partner.not-trusted', { message: 'The trust list holds no document of this State in force.' });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links.values()].map(({ link }) => link.close()));
    this.#links.clear();
  }

  /** The link to the State's first node, made anew when the trust list describes that node otherwise than before. */
  #linkTo(state: StateCode): PartnerLink | undefined {
    const node = nodesOf(this.#options.trust(), state)[0];
    const known = this.#links.get(state);
    if (known && known.node === node) return known.link;
    if (known) void known.link.close();
    this.#links.delete(state);
    if (!node) return undefined;
    const link = this.#open(state, node);
    if (link) this.#links.set(state, { node, link });
    return link;
  }

  /** Undefined for a document that no connection can be made of: it must break no query but those to its own State. */
  #open(state: StateCode, node: TrustedNode): PartnerLink | undefined {
    const { clientTls, trust, clock, ...options } = this.#options;
    const transport = unlessRefused(() => openTransport({ endpoint: node.endpoint, tls: clientTls(node) }));
    if (!transport) return undefined;
    return new PartnerLink({
      ...options,
      state,
      clock,
      transport,
      partnerKeys: () => partnerKeys(trust(), node, clock.now()),
    });
  }
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
