// SPDX-License-Identifier: Apache-2.0
// `iims keys`: the keys of root holders and officers, as seeds in a folder or as shares on paper (spec/ceremony.md, 4.2 and 5).
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SEED_BYTES } from '@iims/crypto/keys';
import { type HolderSeeds, holderSigner, writeHolderSeeds } from '@iims/node/keys/seed-files';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { IimsError } from '@iims/wire/errors';
import { type Desk, readNamedFile, terminalDesk, writeNamedFile } from '../ceremony/desk.ts';
import { fingerprintLines } from '../ceremony/fingerprint.ts';
import { type HolderPaper, makeHolderFile, readHolderFile } from '../ceremony/holder-file.ts';
import { isInMemory, requireFitMachine } from '../ceremony/machine.ts';
import { recorded } from '../ceremony/record.ts';
import { combineShares, parseSharing, type Sharing, splitSeeds, wipeSeeds, wipeShares } from '../ceremony/shares.ts';
import { sheetFiles } from '../ceremony/sheet.ts';
import { typeShares } from '../ceremony/signer.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption } from '../option-values.ts';

export interface MakeHolderOptions {
  readonly name: string;
  readonly federation: string;
  readonly out: string;
  readonly shares?: string;
  readonly sheets?: string;
  readonly transcript?: string;
  readonly json: boolean;
}

/** A key pair for somebody who signs. With shares, no seed is ever written. */
export async function makeHolder(options: MakeHolderOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const { name, federation, out } = options;
  if (!HOLDER_NAME.test(name)) throw badOption('name', 'letters, digits and hyphens; at most 79');
  if (!FEDERATION.test(federation)) throw badOption('federation', 'small letters, digits and hyphens; 3 to 40');
  const sharing = options.shares === undefined ? undefined : parseSharing(options.shares);
  if (sharing === undefined && !isDemoFederation(federation)) {
    throw badOption('shares', 'holders of a federation without demo- keep their keys in shares: 2-of-3');
  }
  const sheets = sharing && checkSheetFolder(desk, options.sheets, federation);
  requireFitMachine(desk.now(), federation);
  const paper = await recorded(desk, options.transcript, `Key of holder ${name}`, async () => {
    const seeds = { holder: name, ed25519: desk.random(SEED_BYTES), mldsa65: desk.random(SEED_BYTES) };
    try {
      const made = sharing
        ? await shareOut(desk, seeds, { sharing, sheets: sheets!, federation, out })
        : await keepSeeds(desk, seeds, { federation, out });
      return deedOf(made);
    } finally {
      wipeSeeds(seeds);
    }
  });
  tell(desk, options, paper, join(out, fileNameOf(name)));
  return EXIT.ok;
}

export interface CombineSharesOptions {
  readonly holder: string;
  readonly transcript?: string;
  readonly json: boolean;
}

/** Proves that the sheets can be read and give the key. Nothing is kept. */
export async function combineSheets(options: CombineSharesOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const paper = readHolderFile(readNamedFile(desk, 'holder', options.holder));
  await recorded(desk, options.transcript, `Sheets of ${paper.keys.holder} tried`, async () => {
    wipeSeeds(await seedsOfSheets(desk, paper));
    return deedOf(paper);
  });
  tell(desk, options, paper, options.holder);
  return EXIT.ok;
}

export interface ReshareOptions {
  readonly holder: string;
  readonly shares: string;
  readonly sheets: string;
  readonly out: string;
  readonly transcript?: string;
  readonly json: boolean;
}

/** A new set of sheets for the same key: after a sheet was lost, and nobody can have read it. */
export async function reshare(options: ReshareOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const old = readHolderFile(readNamedFile(desk, 'holder', options.holder));
  const { federation } = old.body;
  const sharing = parseSharing(options.shares);
  const sheets = checkSheetFolder(desk, options.sheets, federation);
  const paper = await recorded(desk, options.transcript, `New sheets for ${old.keys.holder}`, async () => {
    const seeds = await seedsOfSheets(desk, old);
    try {
      return deedOf(await shareOut(desk, seeds, { sharing, sheets, federation, out: options.out }));
    } finally {
      wipeSeeds(seeds);
    }
  });
  desk.say(`Destroy every sheet of set ${old.body.set} before the witnesses: two of them still give the key.`);
  tell(desk, options, paper, join(options.out, fileNameOf(paper.keys.holder)));
  return EXIT.ok;
}

async function seedsOfSheets(desk: Desk, paper: HolderPaper): Promise<HolderSeeds> {
  requireFitMachine(desk.now(), paper.body.federation);
  const shares = await typeShares(desk, paper.body.set);
  try {
    return await combineShares(shares, paper.keys, paper.body.set);
  } finally {
    wipeShares(shares);
  }
}

async function keepSeeds(
  desk: Desk,
  seeds: HolderSeeds,
  { federation, out }: { readonly federation: string; readonly out: string },
): Promise<HolderPaper> {
  const file = makeHolderFile(holderSigner(seeds), { federation, custody: 'seeds', set: null, createdAt: desk.now() });
  makeFolder(desk, out);
  writeNamedFile(desk, 'out', join(out, fileNameOf(seeds.holder)), file);
  await writeHolderSeeds(desk.path(out), [seeds]);
  return readHolderFile(file);
}

/** Sheets first: a holder file without its sheets would be a key that nobody has. */
async function shareOut(
  desk: Desk,
  seeds: HolderSeeds,
  to: { readonly sharing: Sharing; readonly sheets: string; readonly federation: string; readonly out: string },
): Promise<HolderPaper> {
  const shares = await splitSeeds(seeds, to.sharing, desk.random);
  try {
    const about = { federation: to.federation, custody: 'shares', set: shares[0]!.set, createdAt: desk.now() } as const;
    const paper = readHolderFile(makeHolderFile(holderSigner(seeds), about));
    // What was split is put together once before anybody relies on it.
    wipeSeeds(await combineShares(shares.slice(-to.sharing.needed), paper.keys, paper.body.set));
    makeFolder(desk, to.out);
    for (const share of shares) {
      for (const { name, content } of await sheetFiles(share, paper)) {
        writeNamedFile(desk, 'sheets', join(to.sheets, name), content);
      }
    }
    writeNamedFile(desk, 'out', join(to.out, fileNameOf(seeds.holder)), paper.file);
    return paper;
  } finally {
    wipeShares(shares);
  }
}

function checkSheetFolder(desk: Desk, sheets: string | undefined, federation: string): string {
  if (sheets === undefined) throw badOption('sheets', 'the folder in memory from which the sheets are printed');
  makeFolder(desk, sheets);
  if (isDemoFederation(federation) || isInMemory(desk.path(sheets))) return sheets;
  throw new IimsError('ceremony.sheet-folder', {
    message: 'Share sheets would be written to a disk.',
    field: 'sheets',
    rule: 'a folder in memory (tmpfs)',
    fix: 'Give a folder below /dev/shm, print the sheets from there, and remove it.',
  });
}

function makeFolder(desk: Desk, word: string): void {
  mkdirSync(desk.path(word), { recursive: true, mode: 0o700 });
}

function deedOf(paper: HolderPaper) {
  const { keys, body, fingerprint } = paper;
  const custody = body.custody === 'shares' ? `in shares, set ${body.set}` : 'as seeds in a folder';
  return {
    result: paper,
    lines: [`kept ${custody}`],
    fingerprints: [{ of: `holder ${keys.holder}`, sha256: fingerprint }],
  };
}

function tell(
  desk: Desk,
  { json }: { readonly json: boolean },
  { body, fingerprint }: HolderPaper,
  file: string,
): void {
  const { holder, custody, set } = body;
  if (json) {
    desk.print(JSON.stringify({ holder, custody, set, fingerprint, file }));
    return;
  }
  desk.print(`Holder ${holder} (${basename(file)})`);
  for (const line of fingerprintLines(fingerprint)) desk.print(`  ${line}`);
}

/** The name under which a holder file lies beside the seeds. */
function fileNameOf(holder: string): string {
  return `${holder}.holder`;
}

const HOLDER_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,78}$/u;
const FEDERATION = /^[a-z0-9-]{3,40}$/u;
