// SPDX-License-Identifier: Apache-2.0
// Somebody who signs: with seeds from a folder, or with sheets typed in, for one act and not longer.

import type { HolderSigner } from '@iims/crypto/trust-document';
import { holderSigner, readHolderSigners } from '@iims/node/keys/seed-files';
import { IimsError } from '@iims/wire/errors';
import { type Desk, readNamedFile } from './desk.ts';
import { fingerprintLines, readFingerprint } from './fingerprint.ts';
import { type HolderPaper, readHolderFile } from './holder-file.ts';
import { requireFitMachine } from './machine.ts';
import {
  readShareLine,
  readShareSheets,
  SHEET_LINES,
  type Share,
  type ShareHead,
  shareHead,
  shareOfLines,
  withoutLineNumber,
} from './share-text.ts';
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

/** Before anybody is asked for consent: the options name one signer. Throws `input.invalid`. */
export async function requireSigner(desk: Desk, options: SignerOptions): Promise<void> {
  const paper =
    options.holder === undefined ? undefined : readHolderFile(readNamedFile(desk, 'holder', options.holder));
  if (options.shares) {
    if (paper === undefined) throw noHolderFile();
    return;
  }
  const { ed25519, mldsa65 } = await signerOfFolder(desk, options, paper);
  ed25519.destroy();
  mldsa65.destroy();
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

/** The sheets of the set `set` where it is known, from the keyboard or a pipe. The caller overwrites them. */
export async function typeShares(desk: Desk, set: string | null): Promise<readonly Share[]> {
  if (!desk.isAttended) return readShareSheets(await desk.readTyped());
  const shares: Share[] = [];
  try {
    for (let sheet = 1; sheet <= (shares[0]?.needed ?? 1); sheet++) {
      shares.push(await typeSheet(desk, sheet, { shares, set }));
    }
    return shares;
  } catch (fault) {
    wipeShares(shares);
    throw fault;
  }
}

async function typeSheet(
  desk: Desk,
  sheet: number,
  before: { readonly shares: readonly Share[]; readonly set: string | null },
): Promise<Share> {
  const lines: Uint8Array[] = [];
  while (lines.length < SHEET_LINES) {
    const line = lines.length + 1;
    const typed = await desk.askSecret(`${ORDINALS[sheet - 1] ?? `${sheet}th`} sheet, line ${line}: `);
    try {
      const head = lines[0];
      const read = readShareLine(withoutLineNumber(typed), { sheet, line, ...(head ? { head } : {}) });
      if (line === 1) desk.say(sheetInWords(requireSheet(shareHead(read), before)));
      lines.push(read);
    } catch (fault) {
      if (!(fault instanceof IimsError) || typed.trim() === '') throw fault;
      desk.say(`${fault.message} Compare it with the paper and type it again; an empty line gives up.`);
    }
  }
  const share = shareOfLines(lines, sheet);
  for (const line of lines) line.fill(0);
  return share;
}

/** A sheet that cannot help is put aside after its first line, before its secret is typed. */
function requireSheet(
  head: ShareHead,
  { shares, set }: { readonly shares: readonly Share[]; readonly set: string | null },
) {
  const wanted = shares[0]?.set ?? set;
  if (wanted !== null && head.set !== wanted)
    throw unfitSheet(`a sheet of set ${wanted}; this one is of set ${head.set}`);
  if (shares.some(({ number }) => number === head.number)) {
    throw unfitSheet(`another sheet than number ${head.number}, which was typed already`);
  }
  return head;
}

function sheetInWords({ number, of, set, needed }: ShareHead): string {
  return `This is sheet ${number} of ${of} of set ${set}; ${needed} sheets are needed.`;
}

function unfitSheet(rule: string): IimsError {
  return new IimsError('ceremony.shares', {
    message: `This sheet does not help: it has to be ${rule}.`,
    field: 'shares',
    rule,
    fix: 'Take the right sheet, and type its line 1.',
  });
}

async function signerOfShares(desk: Desk, paper: HolderPaper | undefined): Promise<HolderSigner> {
  if (paper === undefined) throw noHolderFile();
  for (const line of [`Holder ${paper.keys.holder}:`, ...fingerprintLines(paper.fingerprint)]) desk.say(line);
  requireFitMachine(desk.now(), paper.body.federation);
  const shares = await typeShares(desk, paper.body.set);
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

function noHolderFile(): IimsError {
  return noSigner('holder', '--holder with the holder file of the set');
}

function noSigner(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'It is not said who signs.',
    field,
    rule,
    fix: 'Give the folder of the seeds and the name, or the holder file and the sheets.',
  });
}

/** In the order of typing; the number on the paper is another one. */
const ORDINALS = ['First', 'Second', 'Third'];
