// SPDX-License-Identifier: Apache-2.0
// GET /api/registers: what the node's registers hold, how their sources stand, whether there is a way back, and which States may ask them.
import { z } from 'zod';
import { listRegisters } from '../../store/alerts.ts';
import { listGenerations } from '../../store/generations.ts';
import { listPositiveRegisters } from '../../store/issued-documents.ts';
import { countVanished } from '../../store/vanished-entries.ts';
import { method } from './method.ts';
import { positiveShown, registerShown } from './register-shown.ts';

export const registers = method({
  verb: 'GET',
  path: '/api/registers',
  permission: 'register.import',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/register-answers.ts')).registersAnswer,
  async run({ edge }) {
    const { store } = edge;
    const whose = { own: edge.door.state, trust: edge.trust(), now: edge.door.clock.now() };
    const generations = await listGenerations(store.reader);
    const settings = await edge.imports.lastSettings();
    const beside = ({ id, changedAt }: { readonly id: string; readonly changedAt: number }) => ({
      changedAt: new Date(changedAt).toISOString(),
      ...(settings.has(id) && { lastImport: settings.get(id) }),
    });
    const previousOf = (id: string) =>
      generations.find(({ register, standing }) => register === id && standing === 'previous');
    return {
      registers: (await listRegisters(store.reader)).map((register) => {
        const previous = previousOf(register.id);
        const finding = edge.imports.findingOf(register.id);
        return {
          ...registerShown(register, whose),
          ...beside(register),
          ...(finding && { finding }),
          ...(previous && { previous: { alerts: previous.rows } }),
        };
      }),
      positive: await Promise.all(
        (await listPositiveRegisters(store.reader)).map(async (register) => {
          const previous = previousOf(register.id);
          const vanished = await countVanished(store.reader, register.id);
          return {
            ...positiveShown(register, whose),
            ...(vanished > 0 && { vanished }),
            ...beside(register),
            ...(previous && { previous: { entries: previous.rows } }),
          };
        }),
      ),
    };
  },
});
