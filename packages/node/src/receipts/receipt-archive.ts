// SPDX-License-Identifier: Apache-2.0
// Every root and every version of a State's document that was ever in force here: a receipt is judged by those of its own time.
import { openSignedDocument } from '@iims/crypto/trust-document';
import type { TrustList } from '@iims/crypto/trust-list';
import { readRoot, type TrustedRoot } from '@iims/crypto/trust-root';
import { readState, type TrustedState } from '@iims/crypto/trust-state';
import { readVersions } from '../trust/trust-folder.ts';
import { ReceiptTrust } from './receipt-trust.ts';

export interface ReceiptArchive {
  /** From root 1 to the one in force. */
  readonly roots: readonly TrustedRoot[];
  /** Of all States, each State's lowest version first. */
  readonly versions: readonly TrustedState[];
  /** Both, as receipts are verified with them. */
  readonly trust: ReceiptTrust;
}

/** Reads the trust folder of a data directory beside the list in force. What lies there was verified when it was accepted. */
export async function readArchive(folder: string, trust: TrustList): Promise<ReceiptArchive> {
  const roots = trust.roots.map((document) => (document === trust.root.document ? trust.root : readRoot(document)));
  const states = new Set(roots.flatMap(({ officers }) => [...officers.keys()]));
  const versions: TrustedState[] = [];
  for (const state of states) {
    const inForce = trust.states.get(state);
    // One version has one content: the one in force is in memory already, a quarter of a megabyte of it.
    const kept = (await readVersions(folder, state)).map(({ file, version }) =>
      inForce?.version === version ? inForce : readState(openSignedDocument(file)),
    );
    if (inForce && !kept.some(({ version }) => version === inForce.version)) kept.push(inForce);
    versions.push(...kept);
  }
  return { roots, versions, trust: new ReceiptTrust(roots.at(-1)!, versions) };
}

/** The archive of a running node: read when it is asked for, and anew after the list has changed. */
export function archiveInUse(folder: string, trust: () => TrustList): () => Promise<ReceiptArchive> {
  let readFor: TrustList | undefined;
  let archive: Promise<ReceiptArchive> | undefined;
  return () => {
    const current = trust();
    if (archive !== undefined && readFor?.states === current.states && readFor.root === current.root) return archive;
    const reading = readArchive(folder, current);
    readFor = current;
    archive = reading;
    // A read that failed is tried again.
    reading.catch(() => {
      if (archive === reading) archive = undefined;
    });
    return reading;
  };
}
