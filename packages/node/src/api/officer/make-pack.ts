// SPDX-License-Identifier: Apache-2.0
// POST /api/packs/make: an offline pack for an officer and a device, as bytes. Its entry is durable before the first of them leaves.
import { deviceRequestSchema, PACK_LIFE_MAX_MS, PACK_USES_MAX } from '@iims/wire/pack-documents';
import { z } from 'zod';
import { drained } from '../../attachments/drained.ts';
import { readDeviceRequest } from '../../packs/device-request.ts';
import { PACK_LIFE_MS, PACK_USES } from '../../packs/pack-time.ts';
import { registerIdSchema } from '../../registers/import/announcement.ts';
import { method } from './method.ts';

const MINUTE_MS = 60_000;
const REGISTERS_MAX = 64;

export const makePack = method({
  verb: 'POST',
  path: '/api/packs/make',
  permission: 'pack.make',
  input: z.strictObject({
    officer: z.string().min(1).max(64),
    device: deviceRequestSchema,
    minutes: z
      .int()
      .min(1)
      .max(PACK_LIFE_MAX_MS / MINUTE_MS)
      .default(PACK_LIFE_MS / MINUTE_MS),
    uses: z.int().min(1).max(PACK_USES_MAX).default(PACK_USES),
    registers: z.array(registerIdSchema).min(1).max(REGISTERS_MAX).exactOptional(),
  }),
  answersBytes: true,
  async run({ edge, session, input, reply }) {
    const made = await edge.packs.make({
      by: session.officer.user,
      officer: input.officer,
      device: readDeviceRequest(input.device),
      lifeMs: input.minutes * MINUTE_MS,
      usesMax: input.uses,
      registers: input.registers,
    });
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'application/octet-stream',
      'content-length': made.parts.reduce((sum, { length }) => sum + length, 0),
      'x-iims-pack': made.packId,
    });
    for (const part of made.parts) {
      if (out.destroyed) return undefined;
      if (!out.write(part)) await drained(out);
    }
    out.end();
    return undefined;
  },
});
