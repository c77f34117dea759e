// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { trustBundleOf, weighTrustBundle } from '@iims/crypto/trust-bundle';
import { acceptState, trustFromRoot } from '@iims/crypto/trust-list';
import { holderSigner } from '../keys/seed-files.ts';
import { bundleOfList } from './bundle-of-list.ts';
import { foundedForTests, UKR } from './federation.fixture.ts';
import { reissueState } from './found.ts';

const now = Date.UTC(2026, 0, 5);
const federation = foundedForTests(now);

it('a list is written out once, and the next list at once', () => {
  const { trust } = federation;
  const bundle = bundleOfList(trust);
  assert.deepEqual(bundle, trustBundleOf(trust));
  assert.equal(bundleOfList(trust), bundle);

  const { file } = trust.states.get(UKR)!.document;
  const officers = federation.states.get(UKR)!.officers.slice(1).map(holderSigner);
  const next = acceptState(trust, UKR, reissueState({ file, changes: {}, officers, now }), now);
  const fetched = weighTrustBundle(trustFromRoot(federation.rootFile), bundleOfList(next), now).trust;
  assert.equal(fetched.states.get(UKR)?.version, 2);
  assert.equal(bundleOfList(trust), bundle);
});
