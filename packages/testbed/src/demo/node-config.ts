// SPDX-License-Identifier: Apache-2.0
// The configuration of a node of the demonstration.
import { join } from 'node:path';
import { writeConfig } from '@iims/node/config';
import { officerPort, partnerPort } from './ports.ts';
import type { DemoProfile } from './states.ts';

/** Writes `DIR/<STATE>/node.json`. */
export function writeNodeConfig(directory: string, profile: DemoProfile, port: number): void {
  const own = officerPort(port, profile.state);
  writeConfig(join(directory, profile.state), {
    state: profile.state,
    stateName: profile.name,
    nodeId: profile.nodeId,
    authority: profile.authority,
    post: profile.post,
    officerEdge: { host: '127.0.0.1', port: own },
    partnerEdge: { host: '127.0.0.1', port: partnerPort(port, profile.state) },
    officerHosts: [`127.0.0.1:${own}`, `localhost:${own}`],
    exercise: false,
    demo: true,
    // One account of the demonstration stands for every officer of its State.
    quotas: { officer: { perHour: 50_000_000, perDay: 500_000_000 } },
    // Four nodes share one machine and one disk.
    storeWriter: 'this-thread',
  });
}
