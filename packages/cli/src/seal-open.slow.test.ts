// SPDX-License-Identifier: Apache-2.0
// `iims seal` and `iims open`: damage anywhere in a stream, and the memory that 1 GiB takes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { makeOfflineFederation, type OfflineFederation, runOnBytes } from './offline-federation.fixture.ts';
import { MAIN } from './run-iims.fixture.ts';

const MIB = 2 ** 20;
const MEMORY_ABOVE_BASELINE_MAX_MB = 40;
let states: OfflineFederation;

before(async () => {
  states = await makeOfflineFederation(Date.now());
});
after(() => states.remove());

test('a byte that is another, anywhere, ends the command with status 1, a code, and nothing on stdout', async () => {
  const { stdout: envelope } = await runOnBytes(states.sealWords('GEO', 'UKR,MDA'), utf8('content'));
  const places = [0, 7, 8, 11, 12, 20, 150, envelope.length - 17, envelope.length - 1];
  for (let place = 30; place < envelope.length; place += 211) places.push(place);
  for (const place of places) {
    const { status, stdout, code } = await runOnBytes(
      [...states.openWords('UKR'), '--json'],
      Buffer.from(envelope.with(place, envelope[place]! ^ 0x10)),
    );
    assert.deepEqual([status, stdout.length], [1, 0], `byte ${place}`);
    assert.match(code ?? '', /^envelope\./, `byte ${place}`);
  }
});

test('of a long stream that is damaged or cut, only a beginning comes out, and status 1', async () => {
  const content = Buffer.alloc(3 * MIB, 'abcdefg');
  const { stdout: envelope } = await runOnBytes(states.sealWords('GEO', 'UKR'), content);
  for (const damaged of [
    Buffer.from(envelope.with(2.5 * MIB, envelope[2.5 * MIB]! ^ 1)),
    envelope.subarray(0, 2.5 * MIB),
    Buffer.concat([envelope, Buffer.from('x')]),
  ]) {
    const { status, stdout, code } = await runOnBytes(states.openWords('UKR'), damaged);
    assert.equal(status, 1);
    assert.match(code ?? '', /^envelope\.(open-failed|malformed)$/);
    assert.ok(stdout.length < content.length && stdout.equals(content.subarray(0, stdout.length)));
  }
});

describe('1 GiB through pipes', () => {
  test('takes little more memory than a few bytes, and comes back whole', async () => {
    const baseline = await throughPipes(1);
    const large = await throughPipes(1_024);
    assert.equal(large.digest, large.wanted);
    for (const act of ['seal', 'open'] as const) {
      const above = large.peakMb[act] - baseline.peakMb[act];
      assert.ok(
        above <= MEMORY_ABOVE_BASELINE_MAX_MB,
        `${act}: ${above.toFixed(0)} MB above ${baseline.peakMb[act].toFixed(0)} MB`,
      );
    }
  });
});

/** Seals and opens so many MiB of a pattern, and tells the peak of each process and the digest of what came out. */
async function throughPipes(mebibytes: number) {
  const seal = spawn(process.execPath, [MAIN, ...states.sealWords('GEO', 'UKR')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const open = spawn(process.execPath, [MAIN, ...states.openWords('UKR')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const wanted = createHash('sha256');
  const digest = createHash('sha256');
  const peakMb = { seal: 0, open: 0 };
  const watch = setInterval(() => {
    peakMb.seal = Math.max(peakMb.seal, peakOf(seal.pid!));
    peakMb.open = Math.max(peakMb.open, peakOf(open.pid!));
  }, 20);
  try {
    seal.stdout.pipe(new PassThrough()).pipe(open.stdin);
    const feeding = feed(seal.stdin, mebibytes, wanted);
    for await (const chunk of open.stdout as Readable) digest.update(chunk as Uint8Array);
    await feeding;
  } finally {
    clearInterval(watch);
    for (const child of [seal, open]) child.kill('SIGKILL');
  }
  return { peakMb, digest: digest.digest('hex'), wanted: wanted.digest('hex') };
}

async function feed(
  into: NodeJS.WritableStream,
  mebibytes: number,
  wanted: ReturnType<typeof createHash>,
): Promise<void> {
  const block = Buffer.alloc(MIB);
  for (let count = 0; count < mebibytes; count += 1) {
    block.writeUInt32BE(count);
    wanted.update(block);
    if (!into.write(Buffer.from(block))) await new Promise((done) => into.once('drain', done));
  }
  into.end();
}

/** The greatest size in memory so far, in megabytes; 0 for a process that is gone. */
function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
