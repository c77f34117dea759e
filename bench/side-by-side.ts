// SPDX-License-Identifier: Apache-2.0
// The same messages of 2 KiB, signed and encrypted, decrypted and verified: by gpg and Sequoia as bureaus call them (a process for each
// message), by OpenPGP.js in this process, and by ours, which is hybrid against a quantum computer where none of the others is.
//
//   node bench/side-by-side.ts
//
// Keys are made in folders of their own below the folder for temporary files and are gone at the end.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import * as openpgp from 'openpgp';

const MESSAGE_BYTES = 2_048;
const PROCESS_CALLS = 20;
const CALLS = 300;
const ROUNDS = 5;

const USER = 'bench@example.org';
const NOTHING = new Uint8Array(0);
const content = randomBytes(MESSAGE_BYTES);
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

interface Tool {
  readonly name: string;
  readonly postQuantum: boolean;
  readonly calls: number;
  seal(): unknown;
  open(sealed: unknown): unknown;
}

interface Measured {
  readonly tool: Tool;
  readonly sealMs: number;
  readonly openMs: number;
}

const folders: string[] = [];
try {
  const ours = await measure(ourTool());
  const others: Measured[] = [];
  for (const tool of [...gpgTools(), ...sqTools(), ...(await openpgpTools())]) others.push(await measure(tool));
  tell([ours, ...others], ours);
} finally {
  for (const folder of folders) {
    spawnSync('gpgconf', ['--homedir', folder, '--kill', 'all']);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Best of some rounds, each the mean of its calls. */
async function measure(tool: Tool): Promise<Measured> {
  const sealed = await tool.seal();
  await tool.open(sealed);
  const best = async (act: () => unknown): Promise<number> => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = process.hrtime.bigint();
      for (let call = 0; call < tool.calls; call += 1) await act();
      least = Math.min(least, Number(process.hrtime.bigint() - start) / 1e6 / tool.calls);
    }
    return least;
  };
  return { tool, sealMs: await best(() => tool.seal()), openMs: await best(() => tool.open(sealed)) };
}

function ourTool(): Tool {
  const [ed25519, mlDsa65] = [signingKeyFromSeed('ed25519', random(32)), signingKeyFromSeed('ml-dsa-65', random(32))];
  const opening = kemPrivateKeyFromSeed(random(32));
  const senderKeys = { ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) };
  const id = random(16);
  id[6] = 0x70;
  id[8] = 0x80;
  const now = Date.now();
  const message = {
    header: { id, createdAt: now, expiresAt: now + 3_600_000, exercise: false, trustListVersion: 1 },
    about: { kind: 'message' as const },
    content,
    signers: { ed25519, mlDsa65 },
    recipients: [kemPublicKeyFromRaw(opening.publicKey)],
    random,
  };
  const keys = { now, kemKey: () => opening, verifyKeys: () => senderKeys };
  return {
    name: 'IIMS S1: X-Wing, AES-256-GCM, Ed25519 + ML-DSA-65',
    postQuantum: true,
    calls: CALLS,
    seal: () => sealMessage(message),
    open: (sealed) => openMessage(sealed as Uint8Array, keys),
  };
}

function gpgTools(): Tool[] {
  if (!isInstalled('gpg')) return skipped('gpg');
  return [
    gpgTool('gpg, cv25519', 'Key-Type: EDDSA\nKey-Curve: ed25519\nSubkey-Type: ECDH\nSubkey-Curve: cv25519'),
    gpgTool('gpg, RSA-3072', 'Key-Type: RSA\nKey-Length: 3072\nSubkey-Type: RSA\nSubkey-Length: 3072'),
  ];
}

function gpgTool(name: string, keyParameters: string): Tool {
  const home = throwAwayFolder();
  const gpg = (words: readonly string[], input: Uint8Array): Buffer =>
    run('gpg', ['--homedir', home, '--batch', '--quiet', '--trust-model', 'always', ...words], input);
  const parameters = `%no-protection\n${keyParameters}\nName-Email: ${USER}\nExpire-Date: 0\n%commit\n`;
  gpg(['--generate-key'], Buffer.from(parameters));
  return {
    name: `${name} (a process a message)`,
    postQuantum: false,
    calls: PROCESS_CALLS,
    seal: () => gpg(['--sign', '--encrypt', '--local-user', USER, '--recipient', USER], content),
    open: (sealed) => gpg(['--decrypt'], sealed as Buffer),
  };
}

/** Sequoia, through the interface that all stateless OpenPGP tools share (draft-dkg-openpgp-stateless-cli). */
function sqTools(): Tool[] {
  if (!isInstalled('sqop', 'version')) return skipped('sqop (Sequoia)');
  const home = throwAwayFolder();
  const [key, certificate] = [join(home, 'key'), join(home, 'certificate')];
  writeFileSync(key, run('sqop', ['generate-key', USER], NOTHING), { mode: 0o600 });
  writeFileSync(certificate, run('sqop', ['extract-cert'], readFileSync(key)));
  return [
    {
      name: 'sqop (Sequoia), cv25519 (a process a message)',
      postQuantum: false,
      calls: PROCESS_CALLS,
      seal: () => run('sqop', ['encrypt', `--sign-with=${key}`, certificate], content),
      open: (sealed) =>
        run('sqop', ['decrypt', ...verifyingInto(home), `--verify-with=${certificate}`, key], sealed as Buffer),
    },
  ];
}

/** Older releases verify only where they may write down what they found, into a file that is not there yet. */
function verifyingInto(folder: string): string[] {
  return [`--verifications-out=${join(folder, `verifications-${performance.now()}`)}`];
}

async function openpgpTools(): Promise<Tool[]> {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: 'curve25519',
    userIDs: [{ email: USER }],
    format: 'object',
  });
  return [
    {
      name: 'OpenPGP.js 6, curve25519 (in this process)',
      postQuantum: false,
      calls: CALLS,
      seal: async () =>
        openpgp.encrypt({
          message: await openpgp.createMessage({ binary: content }),
          encryptionKeys: publicKey,
          signingKeys: privateKey,
          format: 'binary',
        }),
      open: async (sealed) => {
        const { data, signatures } = await openpgp.decrypt({
          message: await openpgp.readMessage({ binaryMessage: sealed as Uint8Array }),
          decryptionKeys: privateKey,
          verificationKeys: publicKey,
          expectSigned: true,
          format: 'binary',
        });
        await signatures[0]!.verified;
        return data;
      },
    },
  ];
}

function tell(all: readonly Measured[], ours: Measured): void {
  const lines = all.map(({ tool, sealMs, openMs }) => {
    const [sealRatio, openRatio] = [sealMs / ours.sealMs, openMs / ours.openMs].map((ratio) => ratio.toFixed(1));
    const rates = [sealMs, openMs].map((ms) => `${ms.toFixed(2)} ms (${Math.round(1e3 / ms).toLocaleString('en')}/s)`);
    return `| ${tool.name} | ${rates.join(' | ')} | ${sealRatio} | ${openRatio} | ${tool.postQuantum ? 'yes' : 'no'} |`;
  });
  process.stdout.write(
    [
      '| tool | sign + encrypt | decrypt + verify | times ours, to seal | times ours, to open | post-quantum |',
      '|---|--:|--:|--:|--:|---|',
      ...lines,
      '',
    ].join('\n'),
  );
}

function run(program: string, words: readonly string[], input: Uint8Array): Buffer {
  const { status, stdout, stderr } = spawnSync(program, words, { input, maxBuffer: 1_048_576 });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

function isInstalled(program: string, word = '--version'): boolean {
  return spawnSync(program, [word]).status === 0;
}

function skipped(program: string): [] {
  process.stdout.write(`${program} is not installed on this machine: left out.\n`);
  return [];
}

/** Short enough for the agent's socket in it. */
function throwAwayFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  chmodSync(folder, 0o700);
  folders.push(folder);
  return folder;
}
