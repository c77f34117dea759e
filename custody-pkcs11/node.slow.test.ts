// SPDX-License-Identifier: Apache-2.0
// A node whose keys are in a token answers and asks real queries, refuses cleanly while the token is away, and goes on when it is back.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { verifyNode } from '@iims/node/audit/verify-node';
import { systemClock, systemRandom } from '@iims/node/clock';
import { readConfig, writeConfig } from '@iims/node/config';
import { KEYS_FOLDER, TRUST_FOLDER } from '@iims/node/data-directory';
import { chooseUnlocking } from '@iims/node/keys/choose-unlocking';
import { writeNodeSeeds } from '@iims/node/keys/key-store';
import { saveDocument } from '@iims/node/trust/trust-folder';
import { stolenPassport } from '@iims/testbed/federation/stolen-passport';
import { GEO, TestFederation, UKR } from '@iims/testbed/federation/test-federation';
import { SOFT_HSM_MODULE, SoftHsm } from './soft-hsm.fixture.ts';

assert.ok(SOFT_HSM_MODULE, 'these tests need SoftHSM (Debian: softhsm2)');
const hsm = new SoftHsm();
const CUSTODY = {
  kind: 'pkcs11',
  module: SOFT_HSM_MODULE,
  package: import.meta.dirname,
  token: 'iims',
  pinFile: hsm.addToken('iims'),
} as const;
const NUMBER = 'AA1234567';

let federation: TestFederation;

before(async () => {
  federation = await TestFederation.found({ states: [GEO, UKR], alerts: { GEO: [stolenPassport(NUMBER)] } });
  await moveKeysToToken();
  await federation.start(GEO, UKR);
});
after(async () => {
  await federation.close();
  hsm.remove();
});

describe('a node with its keys in a token', () => {
  it('answers a partner and asks one', async () => {
    const { verdict, complete } = await federation.ask(UKR, NUMBER);
    assert.deepEqual([verdict, complete], ['hit', true]);
    const asked = await federation.ask(GEO, 'BB7654321');
    assert.deepEqual([asked.verdict, asked.complete], ['no-hit', true]);
  });

  it('answers nothing while the token is away, says so to both sides, and goes on by itself when it is back', async () => {
    hsm.pull();
    try {
      const outcome = (await federation.ask(UKR, NUMBER)).states.find(({ state }) => state === GEO)!;
      assert.deepEqual([outcome.outcome, outcome.reason], ['unavailable', 'frame-refused']);
      const own = (await federation.ask(GEO, 'CC1111111')).states.find(({ state }) => state === UKR)!;
      assert.deepEqual([own.outcome, own.reason], ['unavailable', 'keys-away']);
    } finally {
      hsm.putBack();
    }
    await setTimeout(1_100);
    assert.equal((await federation.ask(UKR, NUMBER)).verdict, 'hit');
  });

  it('has a whole log afterwards, in which the refused frame stands', async () => {
    await federation.stop(UKR);
    await federation.stop(GEO);
    const verdict = await verifyNode({ directory: federation.directoryOf(GEO) });
    assert.equal(verdict.ok, true);
    const refused = await federation.entries(GEO, 'query.frame-rejected');
    assert.deepEqual(
      refused.map(({ body }) => body.code),
      ['keys.token-gone'],
    );
  });
});

/** The node's seeds are sealed by the token, its signing and log keys made in it, and its document lists those. */
async function moveKeysToToken(): Promise<void> {
  const folder = federation.directoryOf(GEO);
  const { seeds, nodeId, documentEntry } = federation.founded.states.get(GEO)!;
  rmSync(join(folder, KEYS_FOLDER), { recursive: true });
  const unlocking = await chooseUnlocking(CUSTODY, true);
  const keysFolder = join(folder, KEYS_FOLDER);
  const keyStore = await writeNodeSeeds(
    { folder: keysFolder, nodeId, unlocking, clock: systemClock, random: systemRandom },
    seeds,
  );
  const signing = await keyStore.make('signing');
  const log = await keyStore.make('log');
  keyStore.close();
  const { notBefore, notAfter } = documentEntry.signing[0]!;
  const { version, document } = federation
    .withNode(GEO, {
      signing: [{ ...signing.publicHalf, notBefore, notAfter }],
      log: { origin: documentEntry.log.origin, keys: [{ ...log.publicHalf, notBefore, notAfter }] },
    })
    .states.get(GEO)!;
  for (const state of [GEO, UKR]) {
    const trustFolder = join(federation.directoryOf(state), TRUST_FOLDER);
    await saveDocument(trustFolder, { type: 'state', state: GEO, version, file: document.file });
  }
  writeConfig(folder, { ...readConfig(folder), custody: CUSTODY });
}
