// SPDX-License-Identifier: Apache-2.0
// POST /api/manifest: asks all States about a list of travellers, and reports line by line as they answer.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { PURPOSES } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { readManifest } from '@iims/wire/manifest';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { checkManifest, type ManifestReport } from '../../query/check-manifest.ts';
import { findSession } from '../../store/accounts.ts';
import { errorJson } from './fault.ts';
import { type Call, method } from './method.ts';

export const manifest = method({
  verb: 'POST',
  path: '/api/manifest',
  permission: 'query.ask',
  jsonBytesMax: 1_048_576,
  // The list's own rules, length among them, are `readManifest`'s to explain.
  input: z.compile(z.strictObject({ manifest: z.string(), purpose: z.enum(PURPOSES), caseRef: caseReferenceSchema })),
  answerLine: async () => (await import('./answers/verdict-answers.ts')).manifestLine,
  async run({ edge, session, input: { manifest: text, purpose, caseRef }, reply, noteFault }) {
    const referenceYear = new Date(edge.asking.clock.now()).getUTCFullYear();
    const read = readManifest(text, { referenceYear });
    const stream = new LineStream(reply, noteFault);
    const caller = {
      officer: session.officer,
      report: (line: ManifestReport) => stream.tell(line),
      mayGoOn: async () => (await stream.isTaken()) && (await requireSession(edge, session)),
    };
    try {
      await checkManifest(edge.asking, caller, { manifest: read, purpose, caseRef });
    } catch (fault) {
      if (!stream.hasBegun) throw fault;
      stream.fail(fault);
    }
    stream.end();
    return undefined;
  },
});

/** Whoever signed out, or whose account was closed, asks nothing more. */
async function requireSession(
  { store, door }: Call<unknown>['edge'],
  { tokenHash, expiresAt }: Call<unknown>['session'],
): Promise<true> {
  const row = await findSession(store.reader, tokenHash);
  if (row && !row.disabled && door.clock.now() < expiresAt) return true;
  throw new IimsError('access.not-signed-in', { message: 'You are not signed in any more.', fix: 'Sign in.' });
}

/** The lines of the answer. Before the first of them a fault is an ordinary answer with its status. */
class LineStream {
  readonly #reply: Call<unknown>['reply'];
  readonly #noteFault: (thrown: unknown) => void;
  hasBegun = false;

  constructor(reply: Call<unknown>['reply'], noteFault: (thrown: unknown) => void) {
    this.#reply = reply;
    this.#noteFault = noteFault;
  }

  tell(line: ManifestReport): void {
    if (line.type === 'fault') {
      this.#noteFault(line.fault);
      this.#write({ type: 'fault', line: line.line, error: errorJson(line.fault) });
    } else this.#write(line);
  }

  fail(fault: unknown): void {
    this.#noteFault(fault);
    this.#write({ type: 'error', error: errorJson(fault) });
  }

  end(): void {
    this.#reply.raw.end();
  }

  /** Whether somebody reads: waits for a reader who is slow, and is false when there is none. */
  async isTaken(): Promise<boolean> {
    const { raw } = this.#reply;
    if (raw.writableNeedDrain && !raw.destroyed) await drained(raw);
    return !raw.destroyed;
  }

  #write(line: object): void {
    const { raw } = this.#reply;
    if (!this.hasBegun) {
      this.hasBegun = true;
      const headers = this.#reply.getHeaders() as Record<string, string>;
      this.#reply.hijack();
      raw.writeHead(200, { ...headers, 'content-type': 'application/x-ndjson' });
    }
    raw.write(`${JSON.stringify(line)}\n`);
  }
}

async function drained(raw: ServerResponse): Promise<void> {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(raw, 'drain', { signal }), once(raw, 'close', { signal })]).catch(() => undefined);
  done.abort();
}
