// SPDX-License-Identifier: Apache-2.0
// A State in the test's own hands: it has the State's real keys and certificate, and does with them whatever the scenario says.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, type RequestOptions, request, type Server } from 'node:https';
import { type Channels, channelsOf } from '@iims/crypto/channel';
import { type FrameToSeal, type OpenedFrame, openFrame, type SealedFrame, sealFrame } from '@iims/crypto/envelope';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import type { TrustList } from '@iims/crypto/trust-list';
import { kemKeyAt, nodesOf, signingKeyById, trustListVersion } from '@iims/crypto/trust-lookup';
import { systemClock, systemRandom } from '@iims/node/clock';
import type { TlsIdentity } from '@iims/node/keys/node-keys';
import { clientTlsOptions, serverTlsOptions } from '@iims/node/partner/tls';
import type { FoundedState } from '@iims/node/trust/found';
import { assert } from '@iims/wire/assert';
import { toHex } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { type Answer, parseAnswer, parseQuestion, type Question } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, fillSlot, readSlot } from '@iims/wire/slot';

/** What the State does with a frame of questions. */
export type Reaction = (asked: OpenedFrame, response: ServerResponse) => void | Promise<void>;

/** What a frame says otherwise than it should. */
export type FrameChanges = Partial<Pick<FrameToSeal, 'about' | 'items' | 'signer' | 'channel'>> & {
  readonly header?: Partial<FrameToSeal['header']>;
};

export interface Reply {
  readonly status: number;
  readonly bytes: Uint8Array;
}

export class HandPlayedState {
  readonly founded: FoundedState;
  readonly #trust: TrustList;
  readonly #channels: Channels;
  #server: Server | undefined;
  readonly #agents = new Map<StateCode, Agent>();

  constructor(founded: FoundedState, trust: TrustList) {
    this.founded = founded;
    this.#trust = trust;
    this.#channels = channelsOf(founded.keys.signing[0]!.ed25519.keyId, systemRandom);
  }

  /**
   * Listens where the State's document says. Each frame that arrives is opened and handed to `react`; what concerns the trust
   * list is answered honestly, unless the scenario says otherwise.
   */
  async serve(react: Reaction, reactToTrust = this.#shareTrust): Promise<void> {
    const { port } = this.founded.documentEntry.endpoint;
    const tls = serverTlsOptions({ identity: () => this.founded.keys.tls[0]!, trust: () => this.#trust });
    const server = createServer(tls, async (message, response) => {
      if (message.url !== '/v1/frames') return reactToTrust(message, response);
      await react(this.open(await readAll(message)), response);
    });
    this.#server = server;
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  }

  /** Ends what the State serves and every connection it has. */
  async leave(): Promise<void> {
    for (const agent of this.#agents.values()) agent.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }

  open(bytes: Uint8Array): OpenedFrame {
    return openFrame(bytes, {
      kemKey: (keyId) => this.founded.keys.kem.get(toHex(keyId)),
      verifyKey: (keyId) => signingKeyById(this.#trust, keyId)?.key,
      channels: this.#channels.receiving,
      now: systemClock.now(),
    });
  }

  /** A whole and honest answer frame: no hit to anything, unless the scenario changes it. */
  sealAnswers(asked: OpenedFrame, changes: FrameChanges = {}): Uint8Array {
    const asker = signingKeyById(this.#trust, asked.header.sender)!.node.state;
    return this.#seal(asker, {
      about: { kind: 'answer-frame' },
      items: asked.items.map((_, i) => answerSlot(noHit(asked, i))),
      ...changes,
      header: { inReplyTo: asked.header.id, ...changes.header },
    }).bytes;
  }

  sealQuestions(to: StateCode, questions: readonly Question[], changes: FrameChanges = {}): SealedFrame {
    return this.#seal(to, {
      about: { kind: 'query-frame' },
      items: questions.map((question) => encodeCbor(question)),
      ...changes,
    });
  }

  /** A question of this State that breaks no rule. */
  question(number: string, changes: Partial<Question> = {}): Question {
    const askedAt = systemClock.now();
    return {
      id: uuidV7(askedAt, systemRandom(10)),
      subjects: [{ kind: 'travel-document', number }],
      purpose: 'border-check',
      caseRef: 'SCENARIO-2',
      askedAt,
      asker: { state: this.founded.state, authority: 'Border Guard', officer: 'officer-7' },
      exercise: false,
      ...changes,
    };
  }

  /** Puts questions to a node and opens what it answers. */
  async ask(to: StateCode, questions: readonly Question[], changes: FrameChanges = {}): Promise<Answer[]> {
    const { status, bytes } = await this.post(to, '/v1/frames', this.sealQuestions(to, questions, changes).bytes);
    assert(
      status === 200,
      `the node answers and does not say ${status} ${Buffer.from(bytes).toString('latin1', 0, 60)}`,
    );
    return this.open(bytes).items.map((item) => parseAnswer(decodeCbor(readSlot(item.bytes, ANSWER_SLOT_BYTES))));
  }

  /** Sends bytes over the State's own connection, or over one with another certificate. */
  post(to: StateCode, path: string, body: Uint8Array, identity?: TlsIdentity): Promise<Reply> {
    const agent = identity
      ? this.#agent(to, identity)
      : (this.#agents.get(to) ?? this.#agent(to, this.founded.keys.tls[0]!));
    if (!identity) this.#agents.set(to, agent);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': body.length };
    return exchange({ agent, path, method: 'POST', headers, ...this.#endpoint(to) }, body);
  }

  /** Asks for something over the State's own connection. */
  get(from: StateCode, path: string): Promise<Reply> {
    const agent = this.#agents.get(from) ?? this.#agent(from, this.founded.keys.tls[0]!);
    this.#agents.set(from, agent);
    return exchange({ agent, path, method: 'GET', headers: {}, ...this.#endpoint(from) }, new Uint8Array(0));
  }

  #shareTrust = (message: IncomingMessage, response: ServerResponse): void => {
    response.end(message.method === 'GET' ? trustBundleOf(this.#trust) : '');
  };

  #agent(to: StateCode, identity: TlsIdentity): Agent {
    const node = nodesOf(this.#trust, to)[0]!;
    const { maxCachedSessions: _, ...tls } = clientTlsOptions(
      { identity: () => identity, trust: () => this.#trust },
      node,
    );
    return new Agent({ ...tls, keepAlive: true, maxSockets: CONNECTIONS_MAX });
  }

  #endpoint(to: StateCode): { host: string; port: number } {
    return nodesOf(this.#trust, to)[0]!.endpoint;
  }

  #seal(to: StateCode, { header, ...frame }: FrameChanges & Pick<FrameToSeal, 'about' | 'items'>): SealedFrame {
    const now = systemClock.now();
    return sealFrame({
      signer: this.founded.keys.signing[0]!.ed25519,
      channel: this.#channels.sending.to(kemKeyAt(nodesOf(this.#trust, to)[0]!, now)!, header?.createdAt ?? now),
      random: systemRandom,
      ...frame,
      header: {
        id: uuidToBytes(uuidV7(now, systemRandom(10))),
        createdAt: now,
        expiresAt: now + FRAME_LIFE_MS,
        exercise: false,
        trustListVersion: trustListVersion(this.#trust),
        ...header,
      },
    });
  }
}

/** The honest answer to item `i`: nothing found. */
export function noHit(asked: OpenedFrame, i: number): Answer {
  const { id } = parseQuestion(decodeCbor(asked.items[i]!.bytes));
  const found = { outcome: 'no-hit', asOf: systemClock.now(), registers: 1, behind: 0, hits: [], more: false } as const;
  return { questionHash: asked.items[i]!.hash, queryId: id, ...found, repeated: false };
}

/** An answer as it fills its slot, whether or not it keeps the rules. */
export function answerSlot(answer: object): Uint8Array {
  return fillSlot(encodeCbor(answer), ANSWER_SLOT_BYTES)!;
}

function exchange(options: RequestOptions, body: Uint8Array): Promise<Reply> {
  return new Promise((done, failed) => {
    const message = request(options, async (response) => {
      done({ status: response.statusCode!, bytes: await readAll(response) });
    });
    message.once('error', failed);
    message.end(body);
  });
}

async function readAll(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}

const FRAME_LIFE_MS = 60_000;
/** More than a node works on at once for one State, and fewer than it lets one State open. */
const CONNECTIONS_MAX = 24;
