// SPDX-License-Identifier: Apache-2.0
// GET /api/registers/export: everything that a register holds, one alert a line. It is an entry before the first line leaves.
import { decodeCbor } from '@iims/wire/cbor';
import { z } from 'zod';
import { drained } from '../../attachments/drained.ts';
import { registerIdSchema } from '../../registers/import/announcement.ts';
import { listGenerations } from '../../store/generations.ts';
import { pageOfAlerts } from '../../store/held-alerts.ts';
import { unknownRegister } from '../../store/register-sources.ts';
import { alertLine } from './answers/register-answers.ts';
import { method } from './method.ts';

export const exportRegister = method({
  verb: 'GET',
  path: '/api/registers/export',
  permission: 'register.export',
  input: z.strictObject({ register: registerIdSchema }),
  answerLine: alertLine,
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
      const page = await pageOfAlerts(reader, shown, after, PAGE_ALERTS);
      if (page.length === 0) break;
      // An alert that cannot be read is told, never left out in silence.
      const lines = page.map(({ alertId, alert }) =>
        JSON.stringify(alert ? decodeCbor(alert) : { id: alertId, damaged: true }),
      );
      if (!out.write(`${lines.join('\n')}\n`)) await drained(out);
      after = page.at(-1)!.alertId;
      // Queries go before the next page.
      await new Promise((resolve) => setImmediate(resolve));
    }
    out.end();
    return undefined;
  },
});

const PAGE_ALERTS = 100;
