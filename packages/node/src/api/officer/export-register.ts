// SPDX-License-Identifier: Apache-2.0
// GET /api/registers/export: everything that a register holds, one alert or one entry of what the State issued a line. It is an entry of the
// log before the first line leaves.
import { decodeCbor } from '@iims/wire/cbor';
import { z } from 'zod';
import { drained } from '../../attachments/drained.ts';
import { registerIdSchema } from '../../registers/import/announcement.ts';
import { type Generation, listGenerations } from '../../store/generations.ts';
import { pageOfAlerts } from '../../store/held-alerts.ts';
import { pageOfIssued } from '../../store/issued-documents.ts';
import { unknownRegister } from '../../store/register-sources.ts';
import type { Reader } from '../../store/sql.ts';
import { method } from './method.ts';

export const exportRegister = method({
  verb: 'GET',
  path: '/api/registers/export',
  permission: 'register.export',
  input: z.strictObject({ register: registerIdSchema }),
  answerLine: async () => (await import('./answers/register-answers.ts')).alertLine,
  async run({ edge, session, input, reply }) {
    const { register } = input;
    const { reader } = edge.store;
    const shown = (await listGenerations(reader, register)).find(({ standing }) => standing === 'shown');
    if (!shown) throw unknownRegister();
    await edge.store.write({
      event: 'register.exported',
      body: { register, user: session.officer.user, alerts: shown.rows },
    });
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'application/x-ndjson' });
    for (let after = ''; !out.destroyed; ) {
      const page = await pageOf(reader, shown, after);
      if (page.length === 0) break;
      // What cannot be read is told, never left out in silence.
      const lines = page.map(({ id, content }) =>
        JSON.stringify(content ? decodeCbor(content) : { id, damaged: true }),
      );
      if (!out.write(`${lines.join('\n')}\n`)) await drained(out);
      after = page.at(-1)!.id;
      // Queries go before the next page.
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Two imports later its rows go while they are read: what was sent is not the whole then, and must not end like it.
    const isWhole = (await listGenerations(reader, register)).some(
      ({ generation, standing }) => generation === shown.generation && standing !== 'leaving',
    );
    if (isWhole) out.end();
    else out.destroy();
    return undefined;
  },
});

async function pageOf(reader: Reader, shown: Generation, after: string) {
  if (shown.holds === 'issued')
    return (await pageOfIssued(reader, shown, after, PAGE_ALERTS)).map(({ entryId: id, document: content }) => ({
      id,
      content,
    }));
  return (await pageOfAlerts(reader, shown, after, PAGE_ALERTS)).map(({ alertId: id, alert: content }) => ({
    id,
    content,
  }));
}

const PAGE_ALERTS = 100;
