// SPDX-License-Identifier: Apache-2.0
// `iims partner suspend|resume`: with whom this State speaks. A decision of its own, in force when the command ends.
import { resolve } from 'node:path';
import { callNode } from '../admin-client.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, say } from '../terminal.ts';

export interface SuspendPartnerOptions {
  readonly dir: string;
  readonly state: string;
  readonly reason: string;
  readonly json: boolean;
}

export async function suspendPartner({ dir, state, reason, json }: SuspendPartnerOptions): Promise<ExitStatus> {
  const answer = await callNode<object>(resolve(dir), {
    verb: 'POST',
    path: '/partners/suspend',
    body: { state, reason },
  });
  if (json) print(JSON.stringify(answer));
  else say(`${state} is suspended: nothing is asked of it or answered to it. The other States decide for themselves.`);
  return EXIT.ok;
}

export interface ResumePartnerOptions {
  readonly dir: string;
  readonly state: string;
  readonly json: boolean;
}

export async function resumePartner({ dir, state, json }: ResumePartnerOptions): Promise<ExitStatus> {
  const answer = await callNode<object>(resolve(dir), { verb: 'POST', path: '/partners/resume', body: { state } });
  if (json) print(JSON.stringify(answer));
  else say(`This State speaks with ${state} again.`);
  return EXIT.ok;
}
