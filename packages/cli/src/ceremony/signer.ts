// SPDX-License-Identifier: Apache-2.0
// Somebody who signs: with seeds from a folder, or with sheets typed in, for one act and not longer.

import type { HolderSigner } from '@iims/crypto/trust-document';
import { holderSigner, readHolderSigners } from '@iims/node/keys/seed-files';
import { IimsError } from '@iims/wire/errors';
import { type Desk, readNamedFile } from './desk.ts';
import { fingerprintLines, readFingerprint } from './fingerprint.ts';
import { type HolderPaper, readHolderFile } from './holder-file.ts';
import { requireFitMachine } from './machine.ts';
import { readShareLine, readShareSheets, SHEET_LINES, type Share, shareOfLines } from './share-text.ts';
import { combineShares, wipeSeeds, wipeShares } from './shares.ts';

export interface SignerOptions {
  /** Folder of seeds, and whose of them where there are several. */
  readonly keys?: string;
  readonly name?: string;
  /** Holder file; with `shares` the sheets are typed in. */
  readonly holder?: string;
  readonly shares?: boolean;
}

/** Calls `act` with the signer; afterwards seeds and shares are overwritten and handles let go, whatever happened. */
export async function withSigner<Result>(
  desk: Desk,
  options: SignerOptions,
  act: (signer: HolderSigner, paper: HolderPaper | undefined) => Promise<Result> | Result,
): Promise<Result> {
  const paper =
    options.holder === undefined ? undefined : readHolderFile(readNamedFile(desk, 'holder', options.holder));
  const signer = options.shares ? await signerOfShares(desk, paper) : await signerOfFolder(desk, options, paper);
  try {
    return await act(signer, paper);
  } finally {
    signer.ed25519.destroy();
    signer.mldsa65.destroy();
  }
}

/** Consent: the fingerprint handed in, or `yes` from somebody who sits there and has heard it. */
export async function requireConsent(desk: Desk, sha256: string, fingerprint: string | undefined): Promise<void> {
  if (fingerprint !== undefined) {
    if (readFingerprint(fingerprint) === sha256) return;
    throw new IimsError('ceremony.fingerprint', {
      message: 'This is not the fingerprint of what is to be signed.',
      field: 'fingerprint',
      rule: 'all 16 groups as they are read aloud',
      fix: 'Sign nothing. Find out where this copy comes from.',
    });
  }
  const answer = desk.isAttended
    ? await desk.ask('Is this the fingerprint that was read aloud? Type yes to sign: ')
    : '';
  if (answer.trim().toLowerCase() === 'yes') return;
  throw new IimsError('ceremony.declined', {
    message: 'Nobody said yes; nothing is signed.',
    rule: '`yes` typed at the terminal, or --fingerprint with all 16 groups',
    fix: 'Compare the fingerprint with the one that is read aloud, and run the command again.',
  });
}

/** The sheets of a set, from the keyboard or a pipe. The caller overwrites them. */
export async function typeShares(desk: Desk): Promise<readonly Share[]> {
  if (!desk.isAttended) return readShareSheets(await desk.readTyped());
  const shares: Share[] = [];
  for (let sheet = 1; sheet <= (shares[0]?.needed ?? 1); sheet++) {
    shares.push(await typeSheet(desk, sheet));
    if (sheet === 1)
      desk.say(`Sheet ${shares[0]!.number} of set ${shares[0]!.set}. ${shares[0]!.needed} sheets are needed.`);
  }
  return shares;
}

async function typeSheet(desk: Desk, sheet: number): Promise<Share> {
  const lines: Uint8Array[] = [];
  while (lines.length < SHEET_LINES) {
    const line = lines.length + 1;
    const typed = await desk.askSecret(`Sheet ${sheet}, line ${line}: `);
    try {
      const head = lines[0];
      lines.push(readShareLine(typed, { sheet, line, ...(head ? { head } : {}) }));
    } catch (fault) {
      if (!(fault instanceof IimsError) || typed.trim() === '') throw fault;
      desk.say(`${fault.message} Compare it with the paper and type it again; an empty line gives up.`);
    }
  }
  const share = shareOfLines(lines, sheet);
  for (const line of lines) line.fill(0);
  return share;
}

async function signerOfShares(desk: Desk, paper: HolderPaper | undefined): Promise<HolderSigner> {
  if (paper === undefined) throw noSigner('holder', '--holder with the holder file of the set');
  for (const line of [`Holder ${paper.keys.holder}:`, ...fingerprintLines(paper.fingerprint)]) desk.say(line);
  requireFitMachine(desk.now(), paper.body.federation);
  const shares = await typeShares(desk);
  try {
    const seeds = await combineShares(shares, paper.keys, paper.body.set);
    const signer = holderSigner(seeds);
    wipeSeeds(seeds);
    return signer;
  } finally {
    wipeShares(shares);
  }
}

async function signerOfFolder(
  desk: Desk,
  { keys, name }: SignerOptions,
  paper: HolderPaper | undefined,
): Promise<HolderSigner> {
  if (keys === undefined) throw noSigner('keys', '--keys FOLDER, or --holder FILE --shares');
  const wanted = name ?? paper?.keys.holder;
  const signers = await readHolderSigners(desk.path(keys));
  const [signer, ...others] = signers.filter(({ holder }) => wanted === undefined || holder === wanted);
  if (signer === undefined || others.length > 0)
    throw noSigner('name', 'the name of one holder whose seeds lie in the folder');
  for (const { ed25519, mldsa65 } of signers.filter((each) => each !== signer)) {
    ed25519.destroy();
    mldsa65.destroy();
  }
  return signer;
}

function noSigner(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'It is not said who signs.',
    field,
    rule,
    fix: 'Give the folder of the seeds and the name, or the holder file and the sheets.',
  });
}
