// SPDX-License-Identifier: Apache-2.0
// A connector as people see it: no address beyond its place, no position, no secret.
import { errorToJson, IimsError } from '@iims/wire/errors';
import type { ConnectorRow } from '../../store/connectors.ts';
import type { Counts } from '../import/import-about.ts';
import type { ConnectorPlan } from './connector-file.ts';
import type { ConnectorMemory } from './connector-memory.ts';
import { placeOf } from './open-source.ts';

export interface ConnectorStatus {
  readonly name: string;
  readonly register?: string;
  readonly source?: string;
  readonly place?: string;
  readonly standing: 'started' | 'stopped';
  readonly isRunning: boolean;
  /** The file is another than the one that was started. */
  readonly isChanged: boolean;
  readonly refreshedAt?: string;
  /** How long ago that was, in seconds. */
  readonly lagSeconds?: number;
  readonly unavailableAfterSeconds?: number;
  readonly wholeAt?: string;
  readonly counts?: Counts;
  /** An import that an operator is to approve or give up. */
  readonly waitsFor?: string;
  readonly failures: number;
  readonly failure?: {
    readonly code: string;
    readonly field?: string;
    readonly rule?: string;
    readonly fix?: string;
    readonly at: string;
  };
  /** Why the file cannot be used. */
  readonly fault?: Readonly<Record<string, string>>;
}

export function statusOf(given: {
  readonly name: string;
  readonly plan: ConnectorPlan | IimsError;
  readonly row: ConnectorRow | undefined;
  readonly isRunning: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}): ConnectorStatus {
  const { name, row, isRunning, now } = given;
  const plan = given.plan instanceof IimsError ? undefined : given.plan;
  const memory = row?.about as ConnectorMemory | undefined;
  const register = plan?.register ?? row?.register;
  return {
    name,
    ...(register !== undefined && { register }),
    ...(plan && {
      source: plan.source.kind,
      place: placeOf(plan.source),
      unavailableAfterSeconds: plan.unavailableAfterSeconds,
    }),
    standing: row?.standing ?? 'stopped',
    isRunning,
    isChanged: plan !== undefined && row?.standing === 'started' && memory?.digest !== plan.digest,
    ...(memory && remembered(memory, now)),
    failures: memory?.failures ?? 0,
    ...(given.plan instanceof IimsError && { fault: errorToJson(given.plan) }),
  };
}

function remembered(memory: ConnectorMemory, now: number): Partial<ConnectorStatus> {
  const { refreshedAt, whole, counts, waiting, failure } = memory;
  return {
    ...(refreshedAt !== undefined && {
      refreshedAt: timeOf(refreshedAt),
      lagSeconds: Math.max(Math.round((now - refreshedAt) / 1_000), 0),
    }),
    ...(whole && { wholeAt: timeOf(whole.readAt) }),
    ...(counts && { counts }),
    ...(waiting?.isForPerson && { waitsFor: waiting.importId }),
    ...(failure && { failure: { ...failure, at: timeOf(failure.at) } }),
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
