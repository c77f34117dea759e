// SPDX-License-Identifier: Apache-2.0
// How long a revoked key is believed: four real nodes, a document without the key brought to one of them, and the moment at which each
// of the others has it in force. Floor: ten seconds (spec/keys.md, 15).
import { callAdmin } from '@iims/node/admin-call';
import { systemClock } from '@iims/node/clock';
import { holderSigner } from '@iims/node/keys/seed-files';
import { reissueState } from '@iims/node/trust/found';
import type { NodeEntryJson } from '@iims/node/trust/node-identity';
import { AZE, GEO, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import { fromBase64, toBase64, toHex } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';

const STATES = [GEO, UKR, AZE, 'MDA' as StateCode];
const ROUNDS = 3;
const POLL_MS = 10;

const times: number[] = [];
for (let round = 0; round < ROUNDS; round++) times.push(...(await measure()));
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
process.stdout.write(
  `revoked key refused by a partner after: median ${at(0.5)} ms, longest ${at(1)} ms of ${times.length}\n`,
);

async function measure(): Promise<number[]> {
  const federation = await TestFederation.found({ states: STATES });
  try {
    await federation.start(...STATES);
    const { keys, officers } = federation.founded.states.get(GEO)!;
    const revoke = [toHex(keys.signing[0]!.ed25519.keyId), keys.tls[0]!.spkiSha256];
    const { entry } = await administer<{ entry: NodeEntryJson }>(federation, GEO, 'POST', '/keys/next-entry', {
      uses: [],
      revoke,
      leadMs: 0,
    });
    const { file } = federation.founded.trust.states.get(GEO)!.document;
    const signed = reissueState({
      file,
      changes: { nodes: [entry] },
      officers: officers.map(holderSigner),
      now: systemClock.now(),
    });
    const bundle = JSON.stringify({ roots: [], states: { GEO: toBase64(signed) }, attestations: {} });
    const startedAt = performance.now();
    await administer(federation, GEO, 'POST', '/trust/bring', { bundle: toBase64(Buffer.from(bundle)) });
    return await Promise.all(
      STATES.slice(1).map(async (state) => {
        while ((await versionHeld(federation, state)) < 2) await new Promise((turn) => setTimeout(turn, POLL_MS));
        return Math.round(performance.now() - startedAt);
      }),
    );
  } finally {
    await federation.close();
  }
}

async function versionHeld(federation: TestFederation, state: StateCode): Promise<number> {
  const { bundle } = await administer<{ bundle: string }>(federation, state, 'GET', '/trust');
  const { states } = parse<{ states: Record<string, string> }>(bundle);
  const { body } = parse<{ body: string }>(states.GEO!);
  return parse<{ version: number }>(body).version;
}

function parse<T>(base64: string): T {
  return JSON.parse(Buffer.from(fromBase64(base64)).toString()) as T;
}

async function administer<R extends object>(
  federation: TestFederation,
  state: StateCode,
  verb: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<R> {
  const { answer } = await callAdmin(federation.directoryOf(state), { verb, path, ...(body ? { body } : {}) });
  return answer as R;
}
