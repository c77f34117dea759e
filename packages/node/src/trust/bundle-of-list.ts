// SPDX-License-Identifier: Apache-2.0
// The trust list in force as the one file that partners fetch and are brought. A list never changes, so each is written out once:
// whoever asks for it without end costs no more than the bytes.
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import type { TrustList } from '@iims/crypto/trust-list';

/** The same bytes for the same list: nobody may change them. */
export function bundleOfList(trust: TrustList): Uint8Array {
  const held = BUNDLES.get(trust);
  if (held !== undefined) return held;
  const bundle = trustBundleOf(trust);
  BUNDLES.set(trust, bundle);
  return bundle;
}

/** Goes with its list. */
const BUNDLES = new WeakMap<TrustList, Uint8Array>();
