// SPDX-License-Identifier: Apache-2.0
// What a method of the administrator's edge is: one file each, named as the method, listed in `server.ts` (spec/admin-edge.md).
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { z } from 'zod';
import type { MailLine } from '../../announcements/mail-line.ts';
import type { Webhooks } from '../../announcements/webhooks.ts';
import type { WitnessingState } from '../../audit/witnessing.ts';
import type { Clock } from '../../clock.ts';
import type { PartnerTests } from '../../partner/partner-tests.ts';
import type { Suspensions } from '../../partner/suspensions.ts';
import type { OwnKeys } from '../../trust/own-keys.ts';
import type { TrustInForce } from '../../trust/trust-in-force.ts';
import type { TrustRefusals } from '../../trust/trust-refusals.ts';

/** What the methods work on. */
export interface AdminEdge {
  readonly state: StateCode;
  readonly nodeId: string;
  readonly ownKeys: OwnKeys;
  readonly trust: TrustInForce;
  readonly suspensions: Suspensions;
  readonly partnerTests: PartnerTests;
  readonly webhooks: Pick<Webhooks, 'list' | 'test'>;
  /** Undefined where no mailbox is configured. */
  readonly mail: Pick<MailLine, 'state' | 'test'> | undefined;
  readonly trustRefusals: () => Promise<TrustRefusals>;
  readonly witnessing: () => Promise<WitnessingState>;
  readonly clock: Clock;
}

export interface AdminMethod<Input> {
  readonly verb: 'GET' | 'POST';
  readonly path: `/${string}`;
  /** Checks the body of a POST; a GET has none. */
  readonly input: z.ZodType<Input>;
  /** Returns what is sent as JSON. */
  run(call: { readonly edge: AdminEdge; readonly input: Input }): Promise<object>;
}

/** Keeps the input's type while methods of different inputs share one list. */
export function adminMethod<Input>(definition: AdminMethod<Input>): AdminMethod<unknown> {
  return definition as AdminMethod<unknown>;
}

/** By whom entries say that an act of this edge was done: whoever may read the node's keys. */
export const ADMINISTRATOR = 'administrator';

/** A State as an administrator names it. */
export const stateCode = z
  .string()
  .refine((text): text is StateCode => isStateCode(text), { message: 'is an ISO 3166 alpha-3 code' });
