// SPDX-License-Identifier: Apache-2.0
// GET /api/registers: what the node's registers hold, how their sources stand, whether there is a way back, and which States may ask them.
import { z } from 'zod';
import { listRegisters } from '../../store/alerts.ts';
import { listGenerations } from '../../store/generations.ts';
import { registersAnswer } from './answers/register-answers.ts';
import { method } from './method.ts';
import { registerShown } from './register-shown.ts';

export const registers = method({
  verb: 'GET',
  path: '/api/registers',
  permission: 'register.import',
  input: z.strictObject({}),
  answer: registersAnswer,
  async run({ edge }) {
    const { store } = edge;
    const whose = { own: edge.door.state, trust: edge.trust(), now: edge.door.clock.now() };
    const generations = await listGenerations(store.reader);
    const held = await listRegisters(store.reader);
    const settings = await edge.imports.lastSettings();
    return {
      registers: held.map((register) => {
        const previous = generations.find((one) => one.register === register.id && one.standing === 'previous');
        return {
          ...registerShown(register, whose),
          changedAt: new Date(register.changedAt).toISOString(),
          ...(previous && { previous: { alerts: previous.rows } }),
          ...(settings.has(register.id) && { lastImport: settings.get(register.id) }),
        };
      }),
    };
  },
});
