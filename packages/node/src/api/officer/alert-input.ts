// SPDX-License-Identifier: Apache-2.0
// How the methods on alerts name a register and an alert, and what their verbs work on.
import { alertIdSchema } from '@iims/wire/every-alert';
import { z } from 'zod';
import type { AlertKeeping } from '../../alerts/check-entry.ts';
import type { OfficerEdge } from './method.ts';

/** The codes of hits have the same form. */
export const registerId = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
export const alertId = alertIdSchema;

export function alertKeeping({ config, store }: OfficerEdge): AlertKeeping {
  return { state: config.state, store };
}
