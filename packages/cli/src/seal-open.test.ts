// SPDX-License-Identifier: Apache-2.0
// `iims seal` and `iims open` as scripts call them: pipes, files, and every way in which they have to refuse.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { sealMessage } from '@iims/crypto/envelope';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { writeConfig } from '@iims/node/config';
import { holderSigner } from '@iims/node/keys/seed-files';
import { foundedForTests, GEO, UKR } from '@iims/node/trust/federation.fixture';
import { reissueState } from '@iims/node/trust/found';
import { saveDocument } from '@iims/node/trust/trust-folder';
import { utf8 } from '@iims/wire/bytes';
import { makeOfflineFederation, type OfflineFederation, runOnBytes } from './offline-federation.fixture.ts';
import { MAIN } from './run-iims.fixture.ts';

const MIB = 2 ** 20;
const CONTENT = utf8('Зміст повідомлення');
let states: OfflineFederation;
/** From GEO to UKR and MDA. */
let envelope: Buffer;

before(async () => {
  states = await makeOfflineFederation(Date.now());
  envelope = (await runOnBytes(states.sealWords('GEO', 'UKR,MDA'), CONTENT)).stdout;
});
after(() => states.remove());

describe('sealed content', () => {
  test('comes back for each recipient, with the sender on stderr, and for nobody else', async () => {
    for (const state of ['UKR', 'MDA']) {
      const { status, stdout, stderr } = await runOnBytes([...states.openWords(state), '--json'], envelope);
      assert.deepEqual([status, stdout], [0, Buffer.from(CONTENT)]);
      const { opened } = JSON.parse(stderr) as { opened: Record<string, unknown> };
      assert.deepEqual(
        [opened.from, opened.node, opened.contentBytes, opened.exercise, opened.trust],
        ['GEO', 'geo-1', CONTENT.length, true, 'fresh'],
      );
    }
    for (const state of ['AZE', 'GEO']) {
      const { status, stdout, code } = await runOnBytes(states.openWords(state), envelope);
      assert.deepEqual([status, stdout.length, code], [1, 0, 'envelope.not-recipient']);
    }
  });

  test('may be empty, of several segments, from a file or a pipe', async () => {
    for (const length of [0, 2 * MIB + 5]) {
      const content = Buffer.alloc(length, 'abcdefg');
      const path = join(states.directory, `content-${length}`);
      writeFileSync(path, content);
      const sealedFile = await withFile(path, (file) => runOnBytes(states.sealWords('GEO', 'UKR'), file));
      const sealedPipe = await runOnBytes(states.sealWords('GEO', 'UKR'), content);
      for (const [index, { stdout }] of [sealedFile, sealedPipe].entries()) {
        const sealedPath = join(states.directory, `sealed-${length}-${index}`);
        writeFileSync(sealedPath, stdout);
        const fromFile = await withFile(sealedPath, (file) => runOnBytes(states.openWords('UKR'), file));
        const fromPipe = await runOnBytes(states.openWords('UKR'), stdout);
        for (const opened of [fromFile, fromPipe]) assert.ok(opened.stdout.equals(content), opened.stderr);
      }
    }
  });

  test('is what is left of a file of which something was read before', async () => {
    const path = join(states.directory, 'begun');
    writeFileSync(path, 'head and content');
    const { stdout } = await withFile(path, (file) => {
      readSync(file, Buffer.alloc(9));
      return runOnBytes(states.sealWords('GEO', 'UKR'), file);
    });
    assert.equal((await runOnBytes(states.openWords('UKR'), stdout)).stdout.toString(), 'content');
  });

  test('may go to the own State too, and then comes back there', async () => {
    const { stdout } = await runOnBytes(states.sealWords('GEO', 'UKR,GEO'), CONTENT);
    for (const state of ['GEO', 'UKR']) {
      assert.ok((await runOnBytes(states.openWords(state), stdout)).stdout.equals(CONTENT));
    }
  });

  test('is opened from a segment on, with the folder of keys alone', async () => {
    const content = Buffer.alloc(2 * MIB + 5, 'abcdefg');
    const { stdout } = await runOnBytes(states.sealWords('GEO', 'UKR'), content);
    const words = [
      'open',
      '--trust',
      join(states.directory, 'trust-root'),
      '--keys',
      join(states.folderOf('UKR'), 'keys'),
    ];
    for (const segment of [1, 2]) {
      const opened = await runOnBytes([...words, '--from-segment', `${segment}`], stdout);
      assert.ok(opened.stdout.equals(content.subarray(segment * MIB)), opened.stderr);
    }
    const beyond = await runOnBytes([...words, '--from-segment', '3', '--json'], stdout);
    assert.deepEqual([beyond.status, beyond.stdout.length, beyond.code], [2, 0, 'input.invalid']);
  });

  test('that its disk does not take is a fault in words', async () => {
    const words = [...states.sealWords('GEO', 'UKR'), '--json'].map((word) => `'${word}'`).join(' ');
    const full = await runShell(`echo x | "${process.execPath}" "${MAIN}" ${words} > /dev/full; echo $?`);
    assert.equal(full.stdout, '1\n');
    assert.match(full.stderr, /^\{"error":\{"code":"disk.failed",.*"field":"stdout"/);
  });

  test('leaves nothing in the folder for temporary files', async () => {
    const folder = join(states.directory, 'temporary');
    mkdirSync(folder);
    const { status } = await runOnBytes(states.sealWords('GEO', 'UKR'), CONTENT, { TMPDIR: folder });
    assert.deepEqual([status, readdirSync(folder)], [0, []]);
    const nowhere = await runOnBytes(states.sealWords('GEO', 'UKR'), CONTENT, { TMPDIR: join(folder, 'nowhere') });
    assert.deepEqual([nowhere.status, nowhere.stdout.length, nowhere.code], [1, 0, 'disk.failed']);
  });
});

describe('sealing is refused, with nothing on stdout,', () => {
  const refused = async (words: readonly string[], code: string, status: number, stdin = CONTENT): Promise<void> => {
    const ran = await runOnBytes([...words, '--json'], stdin);
    assert.deepEqual([ran.code, ran.status, ran.stdout.length], [code, status, 0], ran.stderr);
  };

  test('to a State that is none, unknown, or named twice', async () => {
    await refused(states.sealWords('GEO', 'ukr'), 'input.invalid', 2);
    await refused(states.sealWords('GEO', 'UKR,'), 'input.invalid', 2);
    await refused(states.sealWords('GEO', 'UKR,UKR'), 'input.invalid', 2);
    await refused(states.sealWords('GEO', 'FRA'), 'trust.unknown-state', 1);
    await refused(states.sealWords('GEO', 'UKR').slice(0, -2), 'cli.usage', 2);
  });

  test('with the keys of another State, or with none', async () => {
    const words = states
      .sealWords('GEO', 'UKR')
      .map((word) => (word === states.folderOf('GEO') ? states.folderOf('UKR') : word));
    await refused(words, 'trust.own-keys', 1);
    const bare = join(states.directory, 'bare');
    cpSync(join(states.folderOf('GEO'), 'trust'), join(bare, 'trust'), { recursive: true });
    await refused(
      words.map((word) => (word === states.folderOf('UKR') ? bare : word)),
      'keys.missing',
      1,
    );
  });

  test('under another root of trust, and under none', async () => {
    const other = join(states.directory, 'other-root');
    writeFileSync(other, foundedForTests(Date.now(), 'demo-other').rootFile);
    const words = (root: string): readonly string[] => states.sealWords('GEO', 'UKR').with(2, root);
    await refused(words(other), 'trust.mix', 1);
    await refused(words(join(states.directory, 'nowhere')), 'input.invalid', 2);
  });

  test('when nobody has vouched for the list within its grace; before, it is only told', async () => {
    for (const [days, status, told] of [
      [2, 0, '"trust":"stale"'],
      [5, 1, 'trust.expired'],
    ] as const) {
      const old = await makeOfflineFederation(Date.now() - days * 86_400_000);
      try {
        const ran = await runOnBytes([...old.sealWords('GEO', 'UKR'), '--json'], CONTENT);
        assert.equal(ran.status, status);
        assert.match(ran.stderr, new RegExp(told));
      } finally {
        old.remove();
      }
    }
  });

  test('of a folder', async () => {
    const ran = await withFile(states.directory, (file) => runOnBytes(states.sealWords('GEO', 'UKR'), file));
    assert.deepEqual([ran.status, ran.stdout.length, ran.code], [2, 0, 'input.invalid']);
  });
});

describe('opening is refused, with nothing on stdout that did not verify,', () => {
  const refused = async (bytes: Uint8Array, code: string, words = states.openWords('UKR')): Promise<void> => {
    const ran = await runOnBytes([...words, '--json'], bytes);
    assert.deepEqual([ran.code, ran.status, ran.stdout.length], [code, 1, 0], ran.stderr);
  };

  test('of nothing, of something else, and of what is cut or followed by more', async () => {
    await refused(new Uint8Array(0), 'envelope.magic');
    const inWords = await runOnBytes(states.openWords('UKR'), new Uint8Array(0));
    assert.deepEqual([inWords.status, inWords.stdout.length], [1, 0]);
    assert.match(inWords.stderr, /^envelope\.magic: /);
    await refused(CONTENT, 'envelope.magic');
    await refused(envelope.subarray(0, -1), 'envelope.malformed');
    await refused(Buffer.concat([envelope, CONTENT]), 'envelope.malformed');
  });

  test('of a stream that is damaged further on, and says how much of its beginning it wrote', async () => {
    const content = Buffer.alloc(3 * MIB + 5, 'abcdefg');
    const { stdout: whole } = await runOnBytes(states.sealWords('GEO', 'UKR'), content);
    const damaged = Buffer.from(whole);
    damaged[damaged.length - 100_000] = damaged[damaged.length - 100_000]! ^ 1;
    const { status, stdout, stderr, code } = await runOnBytes([...states.openWords('UKR'), '--json'], damaged);
    assert.deepEqual([status, code], [1, 'envelope.open-failed']);
    assert.ok(stdout.equals(content.subarray(0, 2 * MIB)));
    const { message, fix } = (JSON.parse(stderr) as { error: Record<string, string> }).error;
    assert.match(message!, / 2097152 bytes of the content are written: each is verified/);
    assert.match(fix!, /--from-segment 2 /);
    const rest = await runOnBytes([...states.openWords('UKR'), '--from-segment', '2'], whole);
    assert.ok(Buffer.concat([stdout, rest.stdout]).equals(content));
  });

  test('of a message whose sender was revoked since', async () => {
    const revoking = await makeOfflineFederation(Date.now());
    const { document } = revoking.federation.trust.states.get(GEO)!;
    const [entry] = JSON.parse(Buffer.from(document.body).toString()).nodes;
    const others = foundedForTests(Date.now(), 'demo-other').trust.states.get(GEO)!.document;
    const [{ signing }] = JSON.parse(Buffer.from(others.body).toString()).nodes;
    const officers = revoking.federation.states.get(GEO)!.officers.slice(0, 2).map(holderSigner);
    const changes = { nodes: [{ ...entry, signing }] };
    const file = reissueState({ file: document.file, changes, officers, now: Date.now() });
    try {
      const { stdout } = await runOnBytes(revoking.sealWords('GEO', 'UKR'), CONTENT);
      await saveDocument(join(revoking.folderOf('UKR'), 'trust'), { type: 'state', state: GEO, version: 2, file });
      await refused(stdout, 'envelope.unknown-sender', revoking.openWords('UKR'));
    } finally {
      revoking.remove();
    }
  });

  test('of what is no exercise in a federation of exercises', async () => {
    const { federation } = states;
    const { signing } = federation.states.get(GEO)!.keys;
    const now = Date.now();
    const real = sealMessage({
      header: {
        id: Uint8Array.from([1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, 16]),
        createdAt: now,
        expiresAt: now + 60_000,
        exercise: false,
        trustListVersion: 1,
      },
      about: { kind: 'message' },
      content: CONTENT,
      signers: { ed25519: signing[0]!.ed25519, mlDsa65: signing[0]!.mldsa65 },
      recipients: [kemKeyAt(nodesOf(federation.trust, UKR)[0]!, now)!],
      random: (length) => new Uint8Array(length).fill(7),
    });
    await refused(real, 'envelope.exercise');
  });
});

test('when the reader of stdout goes away, the command ends at once and says nothing', async () => {
  const { stdout } = await runOnBytes(states.sealWords('GEO', 'UKR'), Buffer.alloc(3 * MIB));
  const path = join(states.directory, 'long');
  writeFileSync(path, stdout);
  const words = states.openWords('UKR').join(' ');
  const left = await runShell(
    `"${process.execPath}" "${MAIN}" ${words} < ${path} | head -c 10 > /dev/null; echo \${PIPESTATUS[0]}`,
  );
  assert.deepEqual(left, { stdout: '1\n', stderr: '' });
});

async function runShell(command: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

async function withFile<T>(path: string, act: (file: number) => Promise<T>): Promise<T> {
  const file = openSync(path, 'r');
  try {
    return await act(file);
  } finally {
    closeSync(file);
  }
}

describe('an agreement on national algorithms', () => {
  const configure = (folder: string, partner: string) => {
    writeConfig(folder, {
      state: 'GEO',
      stateName: 'Georgia',
      nodeId: 'geo-1',
      authority: 'Border Guard',
      officerEdge: { host: '127.0.0.1', port: 1 },
      partnerEdge: { host: '127.0.0.1', port: 2 },
      officerHosts: ['127.0.0.1:1'],
      exercise: true,
      demo: true,
      national: {
        plugIns: [{ name: 'utopia-1', command: ['/usr/lib/utopia/plug-in'] }],
        partners: { [partner]: { layer: 'utopia-1' } },
      },
    });
  };

  test('keeps streams from going to that State, and from being shown that came from it', async () => {
    const georgia = states.folderOf('GEO');
    const fromUkraine = await runOnBytes(states.sealWords('UKR', 'GEO'), CONTENT);
    configure(georgia, 'UKR');
    for (const to of ['UKR', 'MDA,UKR']) {
      const { status, stdout, code } = await runOnBytes(states.sealWords('GEO', to), CONTENT);
      assert.deepEqual([status, stdout.length, code], [1, 0, 'national.required']);
    }
    const { status, stdout, code } = await runOnBytes(states.openWords('GEO'), fromUkraine.stdout);
    assert.deepEqual([status, stdout.length, code], [1, 0, 'national.required']);
    assert.equal((await runOnBytes(states.sealWords('GEO', 'MDA'), CONTENT)).status, 0);
    rmSync(join(georgia, 'node.json'));
  });
});
