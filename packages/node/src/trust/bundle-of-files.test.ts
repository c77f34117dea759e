// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trustBundleOf, weighTrustBundle } from '@iims/crypto/trust-bundle';
import { signTrustDocument } from '@iims/crypto/trust-document';
import { acceptRoot } from '@iims/crypto/trust-list';
import { fromUtf8, toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { holderSigner } from '../keys/seed-files.ts';
import { bundleOfFiles } from './bundle-of-files.ts';
import { foundedForTests, GEO, STATES } from './federation.fixture.ts';
import { reissueState } from './found.ts';

const now = Date.UTC(2026, 0, 5);
const federation = foundedForTests(now);
const first = federation.trust.states.get(GEO)!.document.file;
const officers = federation.states.get(GEO)!.officers.map(holderSigner);
const second = reissueState({ file: first, changes: {}, officers, now });

function acceptedOf(files: readonly Uint8Array[]): string[] {
  const { documents } = weighTrustBundle(federation.trust, bundleOfFiles(files), now);
  return documents.map(({ type, state = '', outcome }) => `${type} ${state} ${outcome}`);
}

describe('a bundle of files', () => {
  it('holds the latest document of a State, whatever the order of the files', () => {
    const held = trustBundleOf(federation.trust);
    for (const files of [
      [first, second],
      [second, first],
      [held, second],
    ]) {
      assert.ok(acceptedOf(files).includes('state GEO accepted'));
    }
    assert.ok(acceptedOf([second, held]).includes('state GEO accepted'));
  });

  it('holds roots in their order, each once', () => {
    const body = JSON.parse(fromUtf8(federation.trust.root.document.body));
    const holders = STATES.map((state) => holderSigner(federation.states.get(state)!.rootHolder));
    const [root2, root3] = [2, 3].map((version) => signTrustDocument({ ...body, version }, holders));
    const bundle = bundleOfFiles([root3!, root2!, root3!]);
    assert.equal(weighTrustBundle(federation.trust, bundle, now).trust.root.version, 3);
    assert.equal(acceptRoot(acceptRoot(federation.trust, root2!), root3!).root.version, 3);
    assert.equal(JSON.parse(fromUtf8(bundle)).roots.length, 2);
  });

  it('is refused with a code for a file that is no document, whatever its body holds', () => {
    const bodies = ['not json', 'null', '[]', '"text"', '{"type":"state","state":"../.."}', '\u00ff'];
    for (const body of bodies) {
      const file = utf8(JSON.stringify({ body: toBase64(Buffer.from(body, 'latin1')), signatures: [] }));
      assert.throws(() => bundleOfFiles([file]), IimsError, body);
    }
  });
});
