// SPDX-License-Identifier: Apache-2.0
// A large file from one node to another, each a process of its own on loopback: `node bench/attachments.ts [MB] [--cuts N] [--profiles DIR]`.
// Brought by the command line, fetched and verified by the other State through a line that breaks so often, saved by its officer; with what
// both nodes held and took, and queries beside it.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { signIn } from '@iims/cli/node-client';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '@iims/cli/node-process';
import { ProgressBar } from '@iims/cli/progress-bar';
import { uploadBeside } from '@iims/cli/upload-beside';
import { BreakingLine } from '@iims/testbed/federation/breaking-line';
import type { OfficerAtDesk } from '@iims/testbed/federation/officer-at-desk';
import { GEO, PASSWORD, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import { useOf } from './process-use.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cuts: { type: 'string', default: '0' }, profiles: { type: 'string' } },
});
const MEGABYTES = Number(positionals[0] ?? 2_000);
const CUTS = Number(values.cuts);
const BYTES = MEGABYTES * 1_000_000;
const QUIET_QUERIES_MS = 5_000;
const BETWEEN_QUERIES_MS = 5;
const LOOK_MS = 20;
const PORTION_BYTES = 8_000_000;
const INPUT = 'L898902C3';
const CLI = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));

const federation = await TestFederation.found({ states: [GEO, UKR] });
const children: ChildProcess[] = [];
const breaking = CUTS === 0 ? undefined : await lineThatBreaks();
try {
  const [georgia, ukraine] = [await start(GEO), await start(UKR)];
  const file = join(federation.directory, 'evidence.bin');
  await fill(file);
  const asking = await federation.officerOf(UKR);
  for (let warm = 0; warm < 200; warm += 1) await asking.ask(INPUT);
  const atRest = await queriesUntil(asking, setTimeout(QUIET_QUERIES_MS));

  const account = { url: federation.urlOf(GEO), user: 'operator.test', password: PASSWORD };
  const session = await signIn(account);
  const ownBefore = process.cpuUsage();
  const [uploaded, brought] = await during({ georgia, ukraine }, () =>
    uploadBeside(session, file, { to: [UKR], bar: new ProgressBar() }),
  );
  const own = process.cpuUsage(ownBefore);
  say('brought by the command line', uploaded);
  line(`  the command line itself took ${perMegabyte((own.user + own.system) / 1_000)}`);

  const sender = await federation.signIn(GEO, 'operator.test');
  const [fetched, besideFetch] = await during({ georgia, ukraine }, async () => {
    const sent = await sender.call('/api/messages/send', messageWith(brought));
    if (sent.status !== 200) throw new Error(await sent.text());
    return queriesUntil(
      asking,
      until(() => fetchedBytes() >= BYTES),
    );
  });
  say('from node to node', fetched);
  const recipient = await federation.signIn(UKR, 'operator.test');
  const [verified] = await during({ georgia, ukraine }, () => until(() => isWhole(recipient)));
  say('then verified', verified);
  if (breaking !== undefined) line(`  through a line that was cut ${breaking.cuts} times`);
  sayQueries('beside the transfer', besideFetch, atRest);
  const { id } = await lastMessage(recipient);
  const [saved] = await during({ georgia, ukraine }, async () => {
    const answer = await recipient.call(`/api/attachments/save?id=${id}&attachment=1`);
    let came = 0;
    for await (const part of answer.body as AsyncIterable<Uint8Array>) came += part.length;
    if (came !== BYTES) throw new Error(`${came} bytes were saved`);
  });
  say('saved by an officer', saved);
  await session.signOut();
} finally {
  for (const child of children) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await federation.close();
  await breaking?.close();
}

/** The cuts lie evenly over the file. */
async function lineThatBreaks(): Promise<BreakingLine> {
  const { listed, own } = await federation.leadAway(GEO);
  const between = Math.floor(BYTES / (CUTS + 1));
  return BreakingLine.listen(listed, own, new Array<number>(CUTS).fill(between));
}

async function start(state: typeof GEO): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, ...profiling(), CLI, 'node', 'start', '--dir', federation.directoryOf(state), '--json'],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, ...NODE_ENVIRONMENT } },
  );
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

/** With `--profiles`: where the time of both nodes went, as files of V8. */
function profiling(): readonly string[] {
  const folder = values.profiles;
  if (folder === undefined) return [];
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** Bytes that no disk and no line makes smaller. */
async function fill(path: string): Promise<void> {
  const portion = randomBytes(PORTION_BYTES);
  const file = await open(path, 'wx', 0o600);
  for (let written = 0; written < BYTES; written += portion.length) await file.write(portion);
  await file.truncate(BYTES);
  await file.sync();
  await file.close();
}

interface Took {
  readonly ms: number;
  /** Of each node: processor time of all threads, and what it held above what it held before, in MB (10^6 bytes). */
  readonly nodes: readonly { readonly state: string; readonly cpuMs: number; readonly aboveMb: number }[];
}

async function during<R>(
  nodes: Readonly<Record<string, ChildProcess>>,
  act: () => Promise<R>,
): Promise<readonly [Took, R]> {
  const before = Object.entries(nodes).map(([state, { pid }]) => ({ state, pid: pid!, use: useOf(pid!), held: 0 }));
  const look = setInterval(() => {
    for (const node of before) node.held = Math.max(node.held, useOf(node.pid).residentMb);
  }, LOOK_MS);
  const since = performance.now();
  try {
    const result = await act();
    const ms = performance.now() - since;
    const took = before.map(({ state, pid, use, held }) => ({
      ...{ state, cpuMs: useOf(pid).cpuMs - use.cpuMs, aboveMb: held - use.residentMb },
    }));
    return [{ ms, nodes: took }, result];
  } finally {
    clearInterval(look);
  }
}

/** One after the other, until `over`. */
async function queriesUntil(officer: OfficerAtDesk, over: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  void over.finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (!isOver) {
    const askedAt = performance.now();
    await officer.ask(INPUT);
    times.push(performance.now() - askedAt);
    await setTimeout(BETWEEN_QUERIES_MS);
  }
  await over;
  return times;
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await setTimeout(LOOK_MS);
}

/** What has come of the one file. */
function fetchedBytes(): number {
  const folder = join(federation.directoryOf(UKR), 'attachments');
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

async function lastMessage(officer: OfficerAtDesk): Promise<{ readonly id: string }> {
  const answer = await officer.call('/api/messages');
  const { messages } = (await answer.json()) as { messages: { id: string }[] };
  return messages[0]!;
}

async function isWhole(officer: OfficerAtDesk): Promise<boolean> {
  const { id } = await lastMessage(officer);
  const answer = await officer.call('/api/messages/open', { id });
  const { largeAttachments } = (await answer.json()) as { largeAttachments: { standing: string }[] };
  return largeAttachments[0]!.standing === 'whole';
}

function messageWith({ uploadId, name, mediaType }: { uploadId: string; name: string; mediaType: string }) {
  return {
    to: [{ state: UKR }],
    kind: 'free-message',
    caseRef: 'BENCH-1',
    fields: { subject: 'A recording', text: 'Attached.' },
    uploads: [{ uploadId, name, mediaType }],
  };
}

function say(what: string, { ms, nodes }: Took): void {
  const each = nodes.map(
    ({ state, cpuMs, aboveMb }) => `${state} ${perMegabyte(cpuMs)}, at most ${aboveMb.toFixed(0)} MB above before`,
  );
  line(`${what}: ${(ms / 1_000).toFixed(1)} s, ${((MEGABYTES * 1_000) / ms).toFixed(0)} MB/s; ${each.join('; ')}`);
}

function sayQueries(when: string, times: readonly number[], atRest: readonly number[]): void {
  const at = (all: readonly number[], share: number) =>
    all.toSorted((a, b) => a - b)[Math.floor(share * (all.length - 1))] ?? 0;
  const show = (all: readonly number[]) =>
    `p50 ${at(all, 0.5).toFixed(1)} p99 ${at(all, 0.99).toFixed(1)} ms (${all.length})`;
  const ratio = (share: number) => (at(times, share) / at(atRest, share)).toFixed(1);
  line(
    `queries of the receiver's officer at rest ${show(atRest)}; ${when} ${show(times)}: ${ratio(0.5)} and ${ratio(0.99)} times`,
  );
}

function perMegabyte(cpuMs: number): string {
  return `${(cpuMs / MEGABYTES).toFixed(2)} ms of processor time a MB`;
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}
