// SPDX-License-Identifier: Apache-2.0
// A partner brings something weaker than what is agreed: a list, a document, a frame. It is refused, the refusal has its entry
// with the reason, and what was in force goes on. Ukraine is played by hand; what needs the others' signatures has them too.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sealMessage } from '@iims/crypto/envelope';
import { parseHeader, splitEnvelope } from '@iims/crypto/envelope-header';
import { type HolderSigner, openSignedDocument, signBodyBytes } from '@iims/crypto/trust-document';
import { kemKeyAt, nodesOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { systemRandom } from '@iims/node/clock';
import { holderSigner } from '@iims/node/keys/seed-files';
import { concatBytes, toBase64, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { RootBodyJson, StateBodyJson } from '@iims/wire/trust-documents';
import type { HandPlayedState } from '../federation/hand-played-state.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

let federation: TestFederation;
let ukraine: HandPlayedState;
const STATES = [GEO, UKR, AZE];

before(async () => {
  federation = await TestFederation.found();
  ukraine = federation.play(UKR);
  await ukraine.serve((asked, response) => void response.end(ukraine.sealAnswers(asked)));
  await federation.start(GEO, AZE);
});
after(() => federation.close());

describe('a root that all States signed', () => {
  const weaker: [string, string, (root: RootBodyJson) => object][] = [
    ['drops suite S1', 'trust.malformed', (root) => ({ ...root, suites: ['Q1'] })],
    ['adds a suite that nobody knows', 'trust.malformed', (root) => ({ ...root, suites: ['Q1', 'S1', 'C1'] })],
    ['names no suites', 'trust.malformed', ({ suites: _, ...root }) => root],
    ['lowers its threshold to a minority', 'trust.malformed', (root) => ({ ...root, threshold: 1 })],
    [
      "lowers a State's threshold to one officer of three",
      'trust.malformed',
      (root) => ({ ...root, states: { ...root.states, UKR: { ...root.states[UKR]!, threshold: 1 } } }),
    ],
    [
      'drops the ML-DSA-65 key of a holder',
      'trust.malformed',
      (root) => ({ ...root, holders: root.holders.map(({ mldsa65: _, ...holder }) => holder) }),
    ],
    [
      'has a holder whose ML-DSA-65 key is empty',
      'trust.malformed',
      (root) => ({ ...root, holders: root.holders.map((holder) => ({ ...holder, mldsa65: '' })) }),
    ],
    [
      'names a State twice among its holders',
      'trust.malformed',
      (root) => ({ ...root, holders: [...root.holders, root.holders[0]] }),
    ],
    [
      'goes back to version 1 with other words',
      'trust.equivocation',
      (root) => ({ ...root, version: 1, exercise: true }),
    ],
  ];
  for (const [what, code, change] of weaker) {
    it(`and ${what} is refused: ${code}`, async () => {
      const body = JSON.stringify(change({ ...rootInForce(), version: 2 }));
      await refusedRoot(signBodyBytes('root', utf8(body), rootSigners()), code);
    });
  }

  it('and names a State twice among its members is refused: json.duplicate-key', async () => {
    const body = JSON.stringify({ ...rootInForce(), version: 2 }).replace('"states":{', '"states":{"UKR":{},');
    await refusedRoot(signBodyBytes('root', utf8(body), rootSigners()), 'json.duplicate-key');
  });
});

describe('the signatures of a root', () => {
  // One refusal of one document is entered once, so each case has a document of its own.
  const body = (createdAt: number) => utf8(JSON.stringify({ ...rootInForce(), version: 2, createdAt }));

  it('of one State alone, which lowers the threshold to one, do not suffice', async () => {
    const alone = utf8(JSON.stringify({ ...rootInForce(), version: 2, threshold: 1 }));
    await refusedRoot(signBodyBytes('root', alone, rootSigners().slice(0, 1)), 'trust.threshold');
  });

  it('do not count without their ML-DSA-65 half', async () => {
    await refusedRoot(withoutMlDsa(signBodyBytes('root', body(1), rootSigners()), ''), 'trust.threshold');
  });

  it('do not count with the ML-DSA-65 half of another document', async () => {
    const [other] = JSON.parse(Buffer.from(signBodyBytes('state', body(2), rootSigners())).toString()).signatures;
    await refusedRoot(withoutMlDsa(signBodyBytes('root', body(2), rootSigners()), other.mldsa65), 'trust.threshold');
  });

  it('without the field for ML-DSA-65 make no document', async () => {
    await refusedRoot(withoutMlDsa(signBodyBytes('root', body(3), rootSigners())), 'trust.malformed');
  });
});

describe("a State's document that its officers signed", () => {
  type Node = StateBodyJson['nodes'][number];
  const weaker: [string, (node: Node) => object][] = [
    [
      'with a signing key that is Ed25519 alone',
      (node) => ({ ...node, signing: node.signing.map(({ mldsa65: _, ...key }) => key) }),
    ],
    [
      'with an opening key that is X25519 alone',
      (node) => ({ ...node, kem: node.kem.map((epoch) => ({ ...epoch, publicKey: toBase64(new Uint8Array(32)) })) }),
    ],
    ['with a list of cipher suites of its own', (node) => ({ ...node, suites: ['Q1'] })],
  ];
  for (const [what, change] of weaker) {
    it(`${what} is refused: trust.malformed`, async () => {
      const document = federation.founded.trust.states.get(UKR)!.document;
      const body: StateBodyJson = JSON.parse(Buffer.from(document.body).toString());
      const next = { ...body, version: body.version + 1, nodes: body.nodes.map(change) };
      const officers = federation.founded.states.get(UKR)!.officers.map(holderSigner);
      const file = signBodyBytes('state', utf8(JSON.stringify(next)), officers);
      await refused({ roots: [], states: { UKR: toBase64(file) }, attestations: {} }, 'UKR', 'trust.malformed');
    });
  }
});

describe('a frame', () => {
  const sealed = () => ukraine.sealQuestions(GEO, [ukraine.question('X1')]).bytes;
  const weaker: [string, string, () => Uint8Array][] = [
    ['that names a suite which nobody knows', 'envelope.suite', () => withHeader(sealed(), { suite: 'C1' })],
    ['that names no suite', 'envelope.suite', () => withHeader(sealed(), { suite: undefined })],
    ['that names two', 'envelope.suite', () => withHeader(sealed(), { suite: ['Q1', 'S1'] })],
    ['of a later version', 'envelope.header', () => withHeader(sealed(), { version: 2 })],
    ['with a field for an algorithm', 'envelope.header', () => withHeader(sealed(), { kem: 'x25519' })],
    ['in the suite of messages', 'envelope.suite', () => sealedMessage()],
  ];
  for (const [what, code, make] of weaker) {
    it(`of questions ${what} is refused: ${code}`, async () => {
      const { bytes } = await ukraine.post(GEO, '/v1/frames', make());
      assert.deepEqual(JSON.parse(Buffer.from(bytes).toString()), { error: { code } });
      assert.equal((await federation.entries(GEO, 'query.frame-rejected')).at(-1)?.body.code, code);
    });
    it(`of answers ${what} is refused: ${code}`, async () => {
      await ukraine.leave();
      await ukraine.serve((_, response) => void response.end(make()));
      const { states } = await federation.ask(GEO, 'AA1234567');
      assert.equal(states.find(({ state }) => state === UKR)?.reason, 'answer-unreadable');
      assert.equal((await federation.entries(GEO, 'query.answer-rejected')).at(-1)?.body.code, code);
      await ukraine.leave();
      await ukraine.serve((asked, response) => void response.end(ukraine.sealAnswers(asked)));
    });
  }
});

async function refusedRoot(file: Uint8Array, code: string): Promise<void> {
  await refused({ roots: [toBase64(file)], states: {}, attestations: {} }, 'root', code);
}

/** Brings the bundle to Georgia: its entry names the reason, and the list that was in force still is. */
async function refused(bundle: object, state: string, code: string): Promise<void> {
  const count = (await federation.entries(GEO, 'trust-list.refused')).length;
  await ukraine.post(GEO, '/v1/trust', utf8(JSON.stringify(bundle)));
  const entries = (await federation.entries(GEO, 'trust-list.refused')).slice(count);
  assert.deepEqual(
    entries.map(({ body }) => [body.state, body.code]),
    [[state, code]],
  );
  assert.equal((await federation.ask(GEO, 'AA1234567')).complete, true);
}

function rootInForce(): RootBodyJson {
  return JSON.parse(Buffer.from(openSignedDocument(federation.founded.rootFile).body).toString());
}

function rootSigners(): HolderSigner[] {
  return STATES.map((state) => holderSigner(federation.founded.states.get(state)!.rootHolder));
}

/** The file whose signatures have this in place of their ML-DSA-65 half. */
function withoutMlDsa(file: Uint8Array, instead?: string): Uint8Array {
  const { body, signatures } = JSON.parse(Buffer.from(file).toString());
  const halves = signatures.map(({ mldsa65: _, ...half }: object & { mldsa65: string }) =>
    instead === undefined ? half : { ...half, mldsa65: instead },
  );
  return utf8(JSON.stringify({ body, signatures: halves }));
}

/** The envelope with other words in its header, and all else as it was. */
function withHeader(envelope: Uint8Array, changes: Record<string, unknown>): Uint8Array {
  const { headerBytes, stanzaBytes, payload } = splitEnvelope(envelope);
  const fields = Object.entries({ ...parseHeader(headerBytes), ...changes }).filter(([, value]) => value !== undefined);
  const header = encodeCbor(Object.fromEntries(fields));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, header.length);
  return concatBytes(utf8('IIMS-E1\0'), length, header, stanzaBytes, payload);
}

/** A whole message of Ukraine's to Georgia, under both signatures. */
function sealedMessage(): Uint8Array {
  const now = Date.now();
  const { trust } = federation.founded;
  return sealMessage({
    header: {
      id: uuidToBytes(uuidV7(now, systemRandom(10))),
      createdAt: now,
      expiresAt: now + 60_000,
      exercise: false,
      trustListVersion: trustListVersion(trust),
    },
    about: { kind: 'message' },
    content: utf8('a message'),
    recipients: [kemKeyAt(nodesOf(trust, GEO)[0]!, now)!],
    signers: messageSigners(),
    random: systemRandom,
  });
}

function messageSigners() {
  const { ed25519, mldsa65 } = ukraine.founded.keys.signing[0]!;
  return { ed25519, mlDsa65: mldsa65 };
}
