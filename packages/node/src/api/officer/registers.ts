// SPDX-License-Identifier: Apache-2.0
// GET /api/registers: what the node's registers hold, whether there is a way back, and which States may ask them.
import { rightsTo } from '@iims/crypto/trust-lookup';
import type { StateCode } from '@iims/wire/identifiers';
import { z } from 'zod';
import { checkedAtOf, listRegisters } from '../../store/alerts.ts';
import { listGenerations } from '../../store/generations.ts';
import { method } from './method.ts';

export const registers = method({
  verb: 'GET',
  path: '/api/registers',
  permission: 'register.import',
  input: z.strictObject({}),
  async run({ edge }) {
    const { store, config } = edge;
    const generations = await listGenerations(store.reader);
    const owner = config.state as StateCode;
    const held = await listRegisters(store.reader);
    return {
      registers: held.map((register) => {
        const { id, kind, title, rows, changedAt, keptBy } = register;
        const previous = generations.find((other) => other.register === id && other.standing === 'previous');
        const askedBy = rightsTo(edge.trust(), { owner, register: id }).flatMap(({ states }) => states);
        return {
          id,
          kind,
          title,
          keptBy,
          alerts: rows,
          changedAt: new Date(changedAt).toISOString(),
          checkedAt: new Date(checkedAtOf(register, edge.door.clock.now())).toISOString(),
          askedBy: [...new Set(askedBy)].sort(),
          ...(previous && { previous: { alerts: previous.rows } }),
        };
      }),
    };
  },
});
