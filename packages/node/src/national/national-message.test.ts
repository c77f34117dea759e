// SPDX-License-Identifier: Apache-2.0
// Two States with a cipher and a signature of their own, in a program of their own: their messages are sealed as all others, and
// hold the layer besides. Whatever the program does wrong, no message goes or is shown without it.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MessageToSeal, openMessage, sealMessage } from '@iims/crypto/envelope';
import { readHeader } from '@iims/crypto/envelope-header';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import type { MessageKeys } from '@iims/crypto/signed-message';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { systemClock, systemRandom } from '../clock.ts';
import type { NationalConfig } from '../config.ts';
import { NationalAlgorithms, openNationalMessage, sealNationalMessage } from './national-message.ts';
import type { PlugInFault } from './utopia-plug-in.fixture.ts';

const [GEO, UKR, MDA] = ['GEO', 'UKR', 'MDA'] as [StateCode, StateCode, StateCode];
const TEXT = utf8('what Georgia says to Ukraine and to nobody else');
const BOTH = { layer: 'utopia-1', signature: 'utopia-1' };

const now = systemClock.now();
const fill = (byte: number) => new Uint8Array(32).fill(byte);
const signers = { ed25519: signingKeyFromSeed('ed25519', fill(1)), mlDsa65: signingKeyFromSeed('ml-dsa-65', fill(2)) };
const kem = kemPrivateKeyFromSeed(fill(3));
const keys: MessageKeys = {
  now,
  kemKey: (keyId) => (equalBytes(keyId, kem.keyId) ? kem : undefined),
  verifyKeys: () => ({ ed25519: verifyKeyOf(signers.ed25519), mlDsa65: verifyKeyOf(signers.mlDsa65) }),
};
const message = (): MessageToSeal => ({
  header: {
    id: uuidToBytes(uuidV7(now, systemRandom(10))),
    createdAt: now,
    expiresAt: now + 60_000,
    exercise: true,
    trustListVersion: 1,
  },
  about: { kind: 'message', subject: 'a subject' },
  content: TEXT,
  recipients: [kemPublicKeyFromRaw(kem.publicKey)],
  signers,
  random: systemRandom,
});
const fromGeorgia = () => GEO;

let folder: string;
const open: NationalAlgorithms[] = [];
const made = new Map<string, NationalAlgorithms>();
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'iims-national-'));
  writeKeys('keys.json', 'aa'.repeat(32));
  writeKeys('other-keys.json', 'bb'.repeat(32));
});
after(async () => {
  await Promise.all(open.map((national) => national.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** What the node's configuration says of its partner, and how its plug-in behaves; one for each that is asked for. */
function national(partner: StateCode, agreed = BOTH as object, how: { fault?: PlugInFault; keys?: string } = {}) {
  const name = JSON.stringify([partner, agreed, how]);
  const known = made.get(name) ?? makeNational(partner, agreed, how);
  made.set(name, known);
  return known;
}

function makeNational(partner: StateCode, agreed: object, how: { fault?: PlugInFault; keys?: string }) {
  const program = join(import.meta.dirname, 'utopia-plug-in.fixture.ts');
  const options = [join(folder, how.keys ?? 'keys.json'), ...(how.fault ? [how.fault] : [])];
  return configured({
    plugIns: [{ name: 'utopia-1', command: [process.execPath, program, ...options], timeoutMs: 2_500 }],
    partners: { [partner]: agreed },
  });
}

function configured(config: NationalConfig): NationalAlgorithms {
  const algorithms = new NationalAlgorithms(config, systemClock);
  open.push(algorithms);
  return algorithms;
}

describe('a message with a national layer and signature', () => {
  it('is opened by the partner, whose own plug-in unwraps it', async () => {
    const sealed = await sealNationalMessage(message(), [UKR], national(UKR));
    const opened = await openNationalMessage(sealed, keys, national(GEO), fromGeorgia);
    assert.deepEqual(opened.content, TEXT);
    assert.deepEqual(opened.about, { kind: 'message', subject: 'a subject', national: BOTH });
  });

  it('has the envelope of every other message; whoever opens the seal alone finds what the layer made', async () => {
    const sealed = await sealNationalMessage(message(), [UKR], national(UKR));
    assert.equal(readHeader(sealed).suite, 'S1');
    const { content, signatures } = openMessage(sealed, keys);
    assert.ok(!Buffer.from(content).includes(Buffer.from(TEXT)));
    assert.deepEqual([signatures.ed25519.length, signatures.mlDsa65.length], [64, 3_309]);
  });

  it('may have a layer alone, or a signature alone', async () => {
    for (const agreed of [{ layer: 'utopia-1' }, { signature: 'utopia-1' }]) {
      const sealed = await sealNationalMessage(message(), [UKR], national(UKR, agreed));
      assert.deepEqual((await openNationalMessage(sealed, keys, national(GEO, agreed), fromGeorgia)).content, TEXT);
    }
  });

  it('is many at once, one after the other in the plug-in', async () => {
    const sender = national(UKR);
    const receiver = national(GEO);
    const sealed = await Promise.all(Array.from({ length: 8 }, () => sealNationalMessage(message(), [UKR], sender)));
    const opened = await Promise.all(sealed.map((one) => openNationalMessage(one, keys, receiver, fromGeorgia)));
    for (const { content } of opened) assert.deepEqual(content, TEXT);
  });

  it('may be as long as a message, and empty', async () => {
    for (const content of [new Uint8Array(1_500_000).fill(7), new Uint8Array(0)]) {
      const sealed = await sealNationalMessage({ ...message(), content }, [UKR], national(UKR));
      assert.deepEqual((await openNationalMessage(sealed, keys, national(GEO), fromGeorgia)).content, content);
    }
  });

  it('is a message as ever where nothing was agreed', async () => {
    const sealed = await sealNationalMessage(message(), [MDA], national(UKR));
    assert.equal(openMessage(sealed, keys).about.national, undefined);
    assert.deepEqual((await openNationalMessage(sealed, keys, national(UKR), () => MDA)).content, TEXT);
  });

  it('goes to States that agreed to the same alone: national.mixed', async () => {
    await assert.rejects(sealNationalMessage(message(), [UKR, MDA], national(UKR)), { code: 'national.mixed' });
  });
});

describe('a receiver with an agreement', () => {
  const received: [string, () => Promise<Uint8Array>, object][] = [
    ['a message without what was agreed', () => sealNationalMessage(message(), [UKR], national(MDA)), BOTH],
    [
      'a layer without the signature',
      () => sealNationalMessage(message(), [UKR], national(UKR, { layer: 'utopia-1' })),
      BOTH,
    ],
    ['more than was agreed', () => sealNationalMessage(message(), [UKR], national(UKR)), { layer: 'utopia-1' }],
    ['a layer where none was agreed', () => sealNationalMessage(message(), [UKR], national(UKR)), {}],
    ['a word of a layer and no layer', async () => withNational({ layer: 'utopia-1', signature: 'none' }), BOTH],
    ['something else in its place', async () => withNational('utopia-1'), BOTH],
    ['an empty word where nothing was agreed', async () => withNational({}), {}],
  ];
  for (const [what, make, agreed] of received) {
    it(`refuses ${what}: national.required`, async () => {
      const sealed = await make();
      await assert.rejects(openNationalMessage(sealed, keys, national(GEO, agreed), fromGeorgia), {
        code: 'national.required',
      });
    });
  }

  it('refuses a layer that another key made: national.refused', async () => {
    const sealed = await sealNationalMessage(message(), [UKR], national(UKR, BOTH, { keys: 'other-keys.json' }));
    await refusedBy(sealed, BOTH);
  });

  it('refuses a layer that was taken from another message: national.refused', async () => {
    const { content } = openMessage(await sealNationalMessage(message(), [UKR], national(UKR)), keys);
    await refusedBy(withNational(BOTH, content), BOTH);
  });

  it('refuses a signature that was taken from another message, or is of another content: national.refused', async () => {
    const agreed = { signature: 'utopia-1' };
    const { content } = openMessage(await sealNationalMessage(message(), [UKR], national(UKR, agreed)), keys);
    await refusedBy(withNational(agreed, content), agreed);
  });

  it('refuses content that is no content and signature: national.refused', async () => {
    const agreed = { signature: 'utopia-1' };
    for (const content of [utf8('plain'), new Uint8Array(0), Uint8Array.of(0xa1, 0x61, 0x61, 0x01)]) {
      await refusedBy(withNational(agreed, content), agreed);
    }
  });

  async function refusedBy(sealed: Uint8Array, agreed: object): Promise<void> {
    await assert.rejects(openNationalMessage(sealed, keys, national(GEO, agreed), fromGeorgia), {
      code: 'national.refused',
    });
  }
});

describe('a plug-in', () => {
  const faults: [PlugInFault, string][] = [
    ['ends', 'national.stopped'],
    ['ends-at-start', 'national.stopped'],
    ['hangs', 'national.late'],
    ['garbage', 'national.answer'],
    ['endless-frame', 'national.answer'],
    ['other-id', 'national.answer'],
    ['two-answers', 'national.answer'],
    ['more-fields', 'national.answer'],
    ['other-name', 'national.answer'],
    ['no-signatures', 'national.missing'],
  ];
  for (const [fault, code] of faults) {
    it(`that ${fault} lets nothing go and nothing be shown: ${code}`, async () => {
      const sealed = await sealNationalMessage(message(), [UKR], national(UKR));
      await Promise.all([
        assert.rejects(sealNationalMessage(message(), [UKR], national(UKR, BOTH, { fault })), { code }),
        assert.rejects(openNationalMessage(sealed, keys, national(GEO, BOTH, { fault }), fromGeorgia), { code }),
      ]);
    });
  }

  it('that wraps nothing is found out: national.answer', async () => {
    const lazy = national(UKR, { layer: 'utopia-1' }, { fault: 'does-nothing' });
    await assert.rejects(sealNationalMessage(message(), [UKR], lazy), { code: 'national.answer' });
  });

  it('that is not there is missing: national.missing', async () => {
    const command: [string, ...string[]] = [join(folder, 'nowhere')];
    const absent = configured({ plugIns: [{ name: 'utopia-1', command, timeoutMs: 1_000 }], partners: { UKR: BOTH } });
    await assert.rejects(sealNationalMessage(message(), [UKR], absent), { code: 'national.missing' });
    const unlisted = configured({ plugIns: [], partners: { UKR: BOTH } });
    await assert.rejects(sealNationalMessage(message(), [UKR], unlisted), { code: 'national.missing' });
  });

  it('that ended is started again, and not more often than once a second', async () => {
    const clock = { now: systemClock.now, monotonic: () => time };
    let time = 0;
    const program = join(import.meta.dirname, 'utopia-plug-in.fixture.ts');
    const command: [string, ...string[]] = [process.execPath, program, join(folder, 'keys.json'), 'ends'];
    const config = { plugIns: [{ name: 'utopia-1', command, timeoutMs: 4_000 }], partners: { UKR: BOTH } };
    const ending = new NationalAlgorithms(config, clock);
    open.push(ending);
    const wrap = () => ending.plugIn('utopia-1').wrap(fill(1), TEXT);
    await assert.rejects(wrap(), { code: 'national.stopped' });
    // What is refused in the same turn of the event loop has started no process.
    const refused = wrap().catch((fault: { code: string }) => fault.code);
    assert.equal(await Promise.race([refused, nextTurn('it waits')]), 'national.stopped');
    time = 1_001;
    await assert.rejects(wrap(), { code: 'national.stopped' });
  });

  it('sees no environment, no key and no envelope: what it is given is a context and a content', async () => {
    const command: [string, ...string[]] = [process.execPath, '-e', ECHO_PROGRAM];
    const config = {
      plugIns: [{ name: 'utopia-1', command, timeoutMs: 4_000 }],
      partners: { UKR: { layer: 'utopia-1' } },
    };
    const sealed = await sealNationalMessage(message(), [UKR], configured(config));
    const told = JSON.parse(Buffer.from(openMessage(sealed, keys).content).toString()) as Record<string, unknown>;
    const asked = decodeCbor(Buffer.from(String(told.question), 'hex').map((byte) => byte ^ 1)) as Record<
      string,
      unknown
    >;
    assert.deepEqual(told.environment, []);
    assert.equal(told.folder, '/');
    assert.deepEqual(Object.keys(asked).sort(), ['content', 'context', 'id', 'op']);
    assert.equal((asked.context as Uint8Array).length, 32);
    assert.deepEqual(decodeCbor(asked.content as Uint8Array), { content: TEXT });
  });

  it('with 64 questions waiting takes no more: national.busy', async () => {
    const slow = national(UKR, BOTH, { fault: 'hangs' });
    const plugIn = slow.plugIn('utopia-1');
    const waiting = Array.from({ length: 64 }, () => plugIn.wrap(fill(1), TEXT).catch((fault) => fault.code));
    await assert.rejects(async () => plugIn.wrap(fill(1), TEXT), { code: 'national.busy' });
    const codes = new Set(await Promise.all(waiting));
    assert.deepEqual([...codes], ['national.late']);
  });
});

/** A message of Georgia's, sealed without any plug-in, that says this of itself. */
function withNational(national: unknown, content = TEXT): Uint8Array {
  const about = { kind: 'message', national } as MessageToSeal['about'];
  return sealMessage({ ...message(), about, content });
}

function writeKeys(name: string, shared: string): void {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'brainpoolP384r1' });
  const signing = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(folder, name), JSON.stringify({ shared, signing }), { mode: 0o600 });
}

/** Wraps into a report of what it knows; the content is turned by a bit, since a layer that shows it would be found out. */
const ECHO_PROGRAM = `
let held = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  held = Buffer.concat([held, piece]);
  while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
    const question = held.subarray(4, 4 + held.readUInt32BE(0));
    held = held.subarray(4 + question.length);
    answer(question);
  }
});
function answer(question) {
  const id = question.includes('hello') ? 1 : 2;
  const folder = process.cwd(), environment = Object.keys(process.env);
  const report = Buffer.from(JSON.stringify({ folder, environment, question: question.map((byte) => byte ^ 1).toString('hex') }));
  const text = (word) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)]);
  const body = id === 1
    ? Buffer.concat([Buffer.from([0xa4]), text('id'), Buffer.from([1]), text('ops'), Buffer.from([0x82]), text('wrap'), text('unwrap'),
        text('name'), text('utopia-1'), text('protocol'), Buffer.from([1])])
    : Buffer.concat([Buffer.from([0xa2]), text('id'), Buffer.from([2]), text('content'),
        Buffer.from([0x59, report.length >> 8, report.length & 255]), report]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  process.stdout.write(Buffer.concat([head, body]));
}
`;
