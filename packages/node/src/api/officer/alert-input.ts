// SPDX-License-Identifier: Apache-2.0
// How the methods on alerts name a register and an alert, and what their verbs work on.
import { alertIdSchema } from '@iims/wire/every-alert';
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { CODE_CHARACTERS_MAX, lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import type { AlertKeeping } from '../../alerts/check-entry.ts';
import type { OfficerEdge } from './method.ts';

/** The codes of hits have the same form. */
export const registerId = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
export const alertId = alertIdSchema;

/** An alert of another State: its ids have whatever form that State gives them. */
export const partnersAlert = {
  state: z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), { error: 'a State code' }),
  register: registerId,
  alertId: lineSchema(CODE_CHARACTERS_MAX),
};

export function alertKeeping({ config, store, door }: OfficerEdge): AlertKeeping {
  return { state: config.state, store, clock: door.clock };
}
