// SPDX-License-Identifier: Apache-2.0
// Slow-loris on loopback: many connections that never finish a request, while an officer goes on asking.
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openTestEdge, type SignedIn, type TestEdge } from './officer-edge.fixture.ts';

export interface SlowLorisResult {
  readonly connections: number;
  /** When the first and the last of them was closed by the server, ms after the first was opened. */
  readonly firstClosedMs: number;
  readonly lastClosedMs: number;
  /** Connections that were still open after GIVE_UP_MS. */
  readonly stillOpen: number;
  /** Checks of the officer meanwhile, each a whole request with its durable entries, in ms. */
  readonly checks: number;
  readonly checkP50Ms: number;
  readonly checkP99Ms: number;
  readonly checkMaxMs: number;
}

/** One kind each: nothing at all, headers that never end, a body that never ends; the last two send a byte now and then. */
const OPENINGS = [
  '',
  'GET /api/session HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
  'POST /api/login HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{',
];

export async function runSlowLoris(connections: number): Promise<SlowLorisResult> {
  const edge = await openTestEdge();
  try {
    const officer = await edge.signIn('officer');
    const startedAt = performance.now();
    const sockets = Array.from({ length: connections }, (_, i) =>
      openSlowly(edge.port, OPENINGS[i % OPENINGS.length]!),
    );
    const allClosed = Promise.all(sockets.map(({ closedAt }) => closedAt));
    const ended = new AbortController();
    const giveUp = setTimeout(GIVE_UP_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    const times: number[] = [];
    const checking = checkUntil(edge, officer, ended.signal, times);
    await Promise.race([allClosed, giveUp]);
    ended.abort();
    await checking;
    const stillOpen = sockets.filter(({ socket }) => !socket.closed);
    for (const { socket } of stillOpen) socket.destroy();
    const closed = (await allClosed).map((at) => at - startedAt).sort((a, b) => a - b);
    times.sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]!);
    return {
      connections,
      firstClosedMs: Math.round(closed[0]!),
      lastClosedMs: Math.round(closed.at(-1)!),
      stillOpen: stillOpen.length,
      checks: times.length,
      checkP50Ms: at(0.5),
      checkP99Ms: at(0.99),
      checkMaxMs: at(1),
    };
  } finally {
    await edge.close();
  }
}

function openSlowly(port: number, opening: string): { socket: Socket; closedAt: Promise<number> } {
  const socket = connect(port, '127.0.0.1', () => socket.write(opening.replace('HOST', `127.0.0.1:${port}`)));
  const dripping = setInterval(() => opening !== '' && socket.writable && socket.write('a'), DRIP_MS);
  socket.on('error', () => undefined);
  socket.resume();
  const closedAt = new Promise<number>((resolve) => {
    socket.once('close', () => {
      clearInterval(dripping);
      resolve(performance.now());
    });
  });
  return { socket, closedAt };
}

async function checkUntil(edge: TestEdge, officer: SignedIn, ended: AbortSignal, times: number[]): Promise<void> {
  const query = { input: 'AA1234BB', purpose: 'border-check', caseRef: 'LOAD-1' };
  while (!ended.aborted) {
    const startedAt = performance.now();
    const { status } = await edge.post('/api/query', officer, query);
    if (status !== 200) throw new Error(`a check was answered ${status}`);
    times.push(performance.now() - startedAt);
    await setTimeout(CHECK_EVERY_MS);
  }
}

const DRIP_MS = 500;
const CHECK_EVERY_MS = 20;
const GIVE_UP_MS = 15_000;
