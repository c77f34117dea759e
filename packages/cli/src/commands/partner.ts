// SPDX-License-Identifier: Apache-2.0
// `iims partner list|test|suspend|resume`: how partners stand, what is wrong on the way to one, and with whom this State speaks:
// a decision of its own, in force when the command ends.
import { resolve } from 'node:path';
import { callNode } from '../admin-client.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, say } from '../terminal.ts';

export interface ListPartnersOptions {
  readonly dir: string;
  readonly json: boolean;
}

interface ListedPartners {
  readonly trustList: {
    readonly root: { readonly version: number };
    readonly states: readonly { readonly state: string; readonly version?: number }[];
  };
  readonly partners: readonly {
    readonly state: string;
    readonly standing: string;
    readonly suspended?: { readonly since: string; readonly reason: string; readonly by: string };
    readonly lastTest?: TestedPartner;
  }[];
}

export async function listPartners({ dir, json }: ListPartnersOptions): Promise<ExitStatus> {
  const answer = await callNode<ListedPartners>(resolve(dir), { verb: 'GET', path: '/partners' });
  if (json) {
    print(JSON.stringify(answer));
    return EXIT.ok;
  }
  for (const { state, standing, suspended, lastTest } of answer.partners) {
    const said = suspended === undefined ? '' : `suspended since ${suspended.since}: ${suspended.reason}`;
    const tested = lastTest === undefined ? 'never tested' : `test ${lastTest.outcome} ${lastTest.testedAt}`;
    print([state, standing, tested, said].join('\t').trimEnd());
  }
  const { root, states } = answer.trustList;
  say(
    `Root version ${root.version}; documents ${states.map((one) => `${one.state} ${one.version ?? 'none'}`).join(', ')}`,
  );
  return EXIT.ok;
}

export interface TestPartnerOptions {
  readonly dir: string;
  readonly state: string;
  readonly json: boolean;
}

interface TestedPartner {
  readonly state: string;
  readonly testedAt: string;
  readonly outcome: 'passed' | 'warned' | 'failed';
  readonly layers: readonly {
    readonly layer: string;
    readonly outcome: string;
    readonly ms?: number;
    readonly code?: string;
    readonly todo?: string;
    readonly found?: object;
  }[];
}

/** A warning is told and is no failure. */
export async function testPartner({ dir, state, json }: TestPartnerOptions): Promise<ExitStatus> {
  const tested = await callNode<TestedPartner>(resolve(dir), {
    verb: 'POST',
    path: '/partners/test',
    body: { state },
  });
  if (json) print(JSON.stringify(tested));
  else {
    for (const { layer, outcome, ms, code, todo } of tested.layers) {
      print([layer, outcome, ms === undefined ? '' : `${ms} ms`, code ?? ''].join('\t').trimEnd());
      if (todo !== undefined) say(`  ${todo}`);
    }
  }
  return tested.outcome === 'failed' ? EXIT.fault : EXIT.ok;
}

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
