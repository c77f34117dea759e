// SPDX-License-Identifier: Apache-2.0
// The trust list for a command that asks no node: from the root that its caller names, and the State documents that lie in a folder
// or came with the file that is judged. Nothing of them is believed before it is verified from that root on.
import { weighTrustBundle } from '@iims/crypto/trust-bundle';
import { type TrustList, trustFromRoot } from '@iims/crypto/trust-list';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { readTrustFolder } from './trust-folder.ts';

export interface OfflineTrustSources {
  /** The root of trust, as its reader got it from the federation. */
  readonly rootFile: Uint8Array;
  /** The trust folder of a node's data directory, or a copy. */
  readonly folder?: string;
  /** A bundle of documents (spec/trust-list.md, 7.3); what it holds that is refused is left out. */
  readonly bundle?: Uint8Array;
  readonly now: number;
}

/**
 * The list of what verifies. Whether it is recent enough is for `standingOf` to say.
 * @throws IimsError `trust.mix` (the folder has another root of trust), `trust.missing` (a file of the folder does not verify),
 *   `trust.malformed`, `trust.threshold` (the root does not satisfy itself), `json.*` (the bundle cannot be read)
 */
export async function offlineTrust({ rootFile, folder, bundle, now }: OfflineTrustSources): Promise<TrustList> {
  const root = trustFromRoot(rootFile);
  const trust = folder === undefined ? root : await readTrustFolder(folder, now);
  if (!equalBytes(rootFile, trust.roots[0]!.file)) {
    throw new IimsError('trust.mix', {
      message: 'The folder was initialised with another root of trust.',
      field: 'trust',
      rule: 'the root that the federation gave to all',
      fix: "Give the federation's root, or the folder of a node of this federation.",
    });
  }
  return bundle === undefined ? trust : weighTrustBundle(trust, bundle, now).trust;
}
