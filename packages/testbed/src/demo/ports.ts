// SPDX-License-Identifier: Apache-2.0
// Which ports the demonstration's nodes listen at: from one number, four for officers and four for partners.
import { DEMO_STATES, type DemoState } from './states.ts';

/** Port of a State's officer's edge. */
export function officerPort(port: number, state: DemoState): number {
  return port + DEMO_STATES.indexOf(state);
}

/** Port of a State's partners' edge. */
export function partnerPort(port: number, state: DemoState): number {
  return officerPort(port, state) + PARTNER_PORTS_APART;
}

const PARTNER_PORTS_APART = 10;
