// SPDX-License-Identifier: Apache-2.0
// POST /api/packs/strike: a device gets no more offline packs. Those that it has end within their hours.
import { z } from 'zod';
import { method } from './method.ts';

export const strikePackDevice = method({
  verb: 'POST',
  path: '/api/packs/strike',
  permission: 'pack.make',
  input: z.strictObject({ device: z.string().regex(/^[0-9a-f]{64}$/, { error: 'the id of a device' }) }),
  answer: async () => (await import('./answers/alert-answers.ts')).packDeviceStruckAnswer,
  async run({ edge, session, input: { device } }) {
    await edge.store.write(
      { event: 'pack.device-struck', body: { device, user: session.officer.user } },
      { name: 'strike-pack-device', args: { deviceId: device } },
    );
    return { device, struck: true };
  },
});
