// SPDX-License-Identifier: Apache-2.0
// POST /api/query: asks all States, and reports as they answer or once at the end, as the caller accepts.
import { PURPOSES } from '@iims/wire/code-lists';
import { detectSubjects } from '@iims/wire/detect';
import { asksByPartOfPlate } from '@iims/wire/plate-pattern';
import { caseReferenceSchema } from '@iims/wire/query';
import { stateAskedForHolder } from '@iims/wire/registered-vehicle';
import { z } from 'zod';
import type { Officer } from '../../access/authorise.ts';
import type { Permission } from '../../access/permissions.ts';
import { type Asking, ask, type Check, type QueryReport } from '../../query/ask.ts';
import { errorJson } from './fault.ts';
import { method } from './method.ts';

export const query = method({
  verb: 'POST',
  path: '/api/query',
  permission: 'query.ask',
  // The rules of what is asked, length among them, are the reader's to explain.
  input: z.compile(
    z.strictObject({
      input: z.string(),
      purpose: z.enum(PURPOSES),
      caseRef: caseReferenceSchema,
      secondKey: z.string().exactOptional(),
    }),
  ),
  answer: async () => (await import('./answers/verdict-answers.ts')).verdictAnswer,
  answerLine: async () => (await import('./answers/verdict-answers.ts')).queryLine,
  alsoNeeds: ({ input }) => permissionsBeyond(input),
  async run({ edge, session, input, request, reply, noteFault }) {
    if (request.headers.accept !== STREAM_TYPE) return askAtOnce(edge.asking, session.officer, input);
    let streaming = false;
    const report = (line: QueryReport): void => {
      if (!streaming) {
        streaming = true;
        reply.hijack();
        reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': STREAM_TYPE });
      }
      reply.raw.write(`${JSON.stringify(line)}\n`);
    };
    try {
      await ask(edge.asking, session.officer, input, report);
    } catch (fault) {
      // Before the first line the fault is an ordinary answer with its status; after it, the last line of the stream.
      if (!streaming) throw fault;
      noteFault(fault);
      reply.raw.write(`${JSON.stringify({ type: 'error', error: errorJson(fault) })}\n`);
    }
    reply.raw.end();
    return undefined;
  },
});

/** A part of a plate and the holder of a vehicle need a permission of their own. What cannot be read is told by the query itself. */
function permissionsBeyond(input: string): Permission[] {
  if (!/[?*:]/.test(input)) return [];
  try {
    const { subjects } = detectSubjects(input);
    return [
      ...(asksByPartOfPlate({ subjects }) ? (['query.partial-plate'] as const) : []),
      ...(stateAskedForHolder({ subjects }) === undefined ? [] : (['query.vehicle-holder'] as const)),
    ];
  } catch {
    return [];
  }
}

/** The verdict alone, with the id under which history, log and receipts know the query. */
async function askAtOnce(node: Asking, officer: Officer, check: Check): Promise<object> {
  let queryId: string | undefined;
  const verdict = await ask(node, officer, check, (line) => {
    if (line.type === 'asked') queryId = line.queryId;
  });
  return { ...verdict, queryId };
}

const STREAM_TYPE = 'application/x-ndjson';
