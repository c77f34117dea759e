// SPDX-License-Identifier: Apache-2.0
// How an import at a node is waited for until queries find what it holds.
import { setTimeout as pause } from 'node:timers/promises';
import { IimsError } from '@iims/wire/errors';
import type { NodeSession } from '../node-client.ts';
import type { ProgressBar } from '../progress-bar.ts';
import { RemoteFault } from '../terminal.ts';
import { type Finding, showFinding } from './show-finding.ts';

export interface Status {
  readonly importId: string;
  readonly register: string;
  readonly settings?: { readonly positive?: { readonly asOf?: string } };
  readonly sha256: string;
  readonly by: string;
  readonly received?: number;
  readonly secondPerson?: boolean;
  readonly standing: string;
  readonly rows?: number;
  readonly preview?: Preview;
  readonly refusal?: Readonly<Record<string, string>>;
  readonly applied?: { readonly done: number; readonly of: number };
  readonly finding?: Finding;
  readonly fault?: string;
}

export interface Preview {
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly differences: Readonly<Record<'added' | 'changed' | 'removed' | 'same', number>>;
  readonly qualityScore?: number;
  readonly completeFor?: readonly string[];
  readonly vanished?: number;
  readonly refusals: readonly { readonly line: number; readonly reason: string; readonly field?: string }[];
}

/** Throws what kept it from being applied. */
export async function applied(session: NodeSession, importId: string, bar: ProgressBar): Promise<void> {
  for (;;) {
    const { standing, applied: pieces, finding, fault } = await statusOf(session, importId);
    if (standing === 'applied') return;
    if (standing !== 'applying' || fault !== undefined) throw failed(fault);
    if (finding === undefined) bar.show('applying', (pieces?.done ?? 0) / (pieces?.of ?? 1));
    else showFinding(bar, finding);
    await pause(POLL_MS);
  }
}

/** A node that restarts, or is busy, is asked again for a while. */
export async function statusOf(session: NodeSession, importId: string): Promise<Status> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { imports } = (await session.get(`/api/imports?importId=${importId}`)) as { imports: Status[] };
      return imports[0]!;
    } catch (fault) {
      const isAway = fault instanceof IimsError && fault.code === 'node.unreachable';
      if (!isAway || tries === STATUS_TRIES) throw fault;
      await pause(RETRY_MS);
    }
  }
}

export function failed(code: string | undefined): RemoteFault {
  return new RemoteFault({
    code: code ?? 'node.fault',
    message: 'The node could not finish the import; the register stays as it is.',
    fix: 'Look at the node, then import again.',
  });
}

export const POLL_MS = 100;
const RETRY_MS = 2_000;
/** Two minutes: a restart whose supervisor waits, whose log is long, and whose names have to be read anew. */
const STATUS_TRIES = 60;
