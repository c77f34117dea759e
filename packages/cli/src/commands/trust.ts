// SPDX-License-Identifier: Apache-2.0
// `iims trust`: drafts of roots, State documents and join requests, from the first word to the finished file (spec/ceremony.md, 6, 7).
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, toBase64 } from '@iims/wire/bytes';
import { parseInvitation } from '@iims/wire/ceremony-documents';
import { parseStateCode } from '@iims/wire/identifiers';
import { bundleWithoutAttestations, kindOfFile, readBasis, trustOfBundle } from '../ceremony/basis.ts';
import {
  type Desk,
  readJsonFile,
  readNamedFile,
  requireFreeName,
  terminalDesk,
  writeNamedFile,
} from '../ceremony/desk.ts';
import {
  type DraftType,
  draftFile,
  finishDraft,
  makeDraft,
  type OpenDraft,
  openDraft,
  signDraft,
  whoSigned,
} from '../ceremony/draft.ts';
import { fingerprintLines, fingerprintOf } from '../ceremony/fingerprint.ts';
import { readHolderFile } from '../ceremony/holder-file.ts';
import { contentInWords, draftInWords } from '../ceremony/in-words.ts';
import { makeJoinBody, readJoinRequest } from '../ceremony/join-request.ts';
import { examineMachine, unfit } from '../ceremony/machine.ts';
import { requireNodeEntry } from '../ceremony/node-entry.ts';
import { recorded } from '../ceremony/record.ts';
import { firstRootBody, nextRootBody } from '../ceremony/root-draft.ts';
import { requireConsent, requireSigner, type SignerOptions, withSigner } from '../ceremony/signer.ts';
import { requireAbout } from '../ceremony/state-about.ts';
import { nextStateBody } from '../ceremony/state-draft.ts';
import { readTranscript, signTranscript } from '../ceremony/transcript.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption, wholeNumber } from '../option-values.ts';

interface Told {
  readonly transcript?: string;
  readonly json: boolean;
}

export async function machine(options: Told, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const report = examineMachine(desk.now());
  // Said of an unfit machine too: what has to be mended may be the machine, while the program is the right one.
  if (!report.isFit)
    for (const line of ['Fingerprint of the program:', ...fingerprintLines(report.program)]) desk.say(line);
  await recorded(desk, options.transcript, 'The machine', async () => {
    if (!report.isFit) throw unfit(report.problems);
    const lines = [`clock ${report.now}`, 'no network, no swap'];
    return { result: undefined, lines, fingerprints: [{ of: 'program', sha256: report.program }] };
  });
  if (options.json) {
    desk.print(JSON.stringify({ ok: true, now: report.now, program: report.program }));
    return EXIT.ok;
  }
  desk.print(`No network, no swap. The clock says ${report.now}. Fingerprint of the program:`);
  for (const line of fingerprintLines(report.program)) desk.print(`  ${line}`);
  return EXIT.ok;
}

export interface DraftRootOptions extends Told {
  readonly federation?: string;
  readonly basis?: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly officers?: readonly string[];
  readonly replace?: readonly string[];
  readonly threshold?: string;
  readonly witnessQuorum?: string;
  readonly out: string;
}

/** The first root from the requests of its States, or the next one upon the root in force. */
export async function draftRoot(options: DraftRootOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const { basis = [], federation } = options;
  if ((basis.length === 0) === (federation === undefined)) {
    throw badOption('basis', 'either --federation for the first root, or --basis for the next one');
  }
  const changes = {
    add: (options.add ?? []).map((word) => readJoinRequest(readNamedFile(desk, 'add', word))),
    remove: (options.remove ?? []).map(parseStateCode),
    officers: (options.officers ?? []).map((word) => readJoinRequest(readNamedFile(desk, 'officers', word))),
    replace: (options.replace ?? []).map((word) => readHolderFile(readNamedFile(desk, 'replace', word))),
    threshold: optionalNumber('threshold', options.threshold),
    witnessQuorum: optionalNumber('witness-quorum', options.witnessQuorum),
    now: desk.now(),
  };
  const trust = federation === undefined ? await readBasis(desk, basis) : undefined;
  const body = trust ? nextRootBody(trust, changes) : firstRootBody(federation!, changes);
  return saveDraft(desk, options, makeDraft('root', body, trust));
}

export interface DraftStateOptions extends Told {
  readonly basis: readonly string[];
  readonly state: string;
  readonly entry?: readonly string[];
  readonly dropNode?: readonly string[];
  readonly about?: string;
  readonly name?: string;
  readonly grant?: readonly string[];
  /** Says that the State never had a document. */
  readonly first?: boolean;
  readonly out: string;
}

/** The next version of a State's document. */
export async function draftState(options: DraftStateOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const trust = await readBasis(desk, options.basis);
  const state = parseStateCode(options.state);
  const { about: aboutFile, name, first = false } = options;
  const about = aboutFile === undefined ? {} : requireAbout(readJsonFile(desk, 'about', aboutFile), aboutFile);
  const body = nextStateBody(trust, state, {
    entries: (options.entry ?? []).map((word) => requireNodeEntry(readJsonFile(desk, 'entry', word), word, state)),
    dropNodes: options.dropNode ?? [],
    about: name === undefined ? about : { ...about, name },
    aboutFile,
    grant: (options.grant ?? []).map(parseStateCode),
    isFirst: first,
    now: desk.now(),
  });
  return saveDraft(desk, options, makeDraft('state', body, trust));
}

export interface JoinRequestOptions extends Told {
  readonly federation: string;
  readonly state: string;
  readonly name: string;
  readonly holder: string;
  readonly officer: readonly string[];
  readonly officersThreshold: string;
  readonly entry?: string;
  readonly out: string;
}

/** What a State says that founds or joins, to be signed by its root holder and all its officers. */
export async function joinRequest(options: JoinRequestOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const { federation, name, entry } = options;
  const state = parseStateCode(options.state);
  const node = entry === undefined ? null : requireNodeEntry(readJsonFile(desk, 'entry', entry), entry, state);
  const body = makeJoinBody({
    about: { federation, state, name, createdAt: desk.now(), node },
    holder: readHolderFile(readNamedFile(desk, 'holder', options.holder)),
    officers: options.officer.map((word) => readHolderFile(readNamedFile(desk, 'officer', word))),
    threshold: wholeNumber('officers-threshold', options.officersThreshold, 2, 32),
  });
  return saveDraft(desk, options, makeDraft('join-request', body, undefined));
}

export interface SignOptions extends SignerOptions, Told {
  readonly fingerprint?: string;
}

/** Shows what is to be signed, asks, and adds one holder's signature to the file. */
export async function sign(file: string, options: SignOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const bytes = readNamedFile(desk, 'file', file);
  if (kindOfFile(bytes) === 'transcript') return signOffTranscript(file, options, desk);
  const draft = openDraft(bytes);
  await requireSigner(desk, options);
  for (const line of draftInWords(draft)) desk.say(line);
  const signed = await recorded(desk, options.transcript, `Signature under ${titleOf(draft)}`, async () => {
    await requireConsent(desk, draft.sha256, options.fingerprint);
    const result = await withSigner(desk, options, (signer) => signDraft(draft, signer));
    writeNamedFile(desk, 'file', file, draftFile(result.draft), true);
    const { holder } = result.holder;
    const fingerprints = [fingerprintOfDraft(draft), { of: `holder ${holder}`, sha256: fingerprintOf(result.holder) }];
    return { result, lines: [`signed by ${holder}`], fingerprints };
  });
  const missing = missingSigners(signed.draft);
  if (options.json) desk.print(JSON.stringify({ signed: signed.holder.holder, sha256: draft.sha256, missing }));
  else
    desk.print(
      `${signed.holder.holder} signed. ${missing === 0 ? 'All signatures are there.' : `${missing} more must sign.`}`,
    );
  return EXIT.ok;
}

export interface FinishOptions extends Told {
  readonly out: string;
  /** Where the whole list goes, with what is finished here in it. */
  readonly bundle?: string;
}

/** Writes the finished file, if the rules accept it. */
export async function finish(file: string, options: FinishOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const draft = openDraft(readNamedFile(desk, 'file', file));
  await recorded(desk, options.transcript, `${titleOf(draft)} finished`, async () => {
    const { file: finished, trust } = finishDraft(draft, desk.now());
    writeNamedFile(desk, 'out', options.out, finished);
    if (options.bundle !== undefined && trust)
      writeNamedFile(desk, 'bundle', options.bundle, bundleWithoutAttestations(trust));
    return {
      result: undefined,
      lines: contentInWords(draft),
      fingerprints: [fingerprintOfDraft(draft)],
    };
  });
  tellFingerprint(desk, options, { type: draft.type, sha256: draft.sha256, file: options.out });
  return EXIT.ok;
}

export interface BundleOptions extends Told {
  readonly basis: readonly string[];
  readonly out: string;
}

/** The newest list of a node as one file: what drafts made on a machine without a network go by. */
export async function bundle(options: BundleOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const trust = await readBasis(desk, options.basis);
  writeNamedFile(desk, 'out', options.out, bundleWithoutAttestations(trust));
  const { version, document } = trust.root;
  tellFingerprint(desk, options, {
    type: `root ${version} and ${trust.states.size} documents of States`,
    sha256: document.sha256,
    file: options.out,
  });
  return EXIT.ok;
}

export interface InviteOptions extends Told {
  readonly basis: readonly string[];
  readonly state: string;
  readonly out: string;
}

/** Everything that a State needs which is to join: the chain of roots and the documents in force. */
export async function invite(options: InviteOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const trust = await readBasis(desk, options.basis);
  const state = parseStateCode(options.state);
  const { federation } = trust.root;
  const bundle = toBase64(bundleWithoutAttestations(trust));
  writeNamedFile(
    desk,
    'out',
    options.out,
    `${JSON.stringify({ format: 1, type: 'invitation', federation, state, bundle })}\n`,
  );
  for (const line of INVITATION_WORDS) desk.say(line);
  tellFingerprint(desk, options, { type: 'root of trust', sha256: trust.roots[0]!.sha256, file: options.out });
  return EXIT.ok;
}

export interface UnpackOptions extends Told {
  readonly out: string;
}

/** Lays an invitation or a bundle out as files: what `iims node init` and a node's trust folder take. */
export async function unpack(file: string, options: UnpackOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const bytes = readNamedFile(desk, 'file', file);
  const bundle = kindOfFile(bytes) === 'invitation' ? fromBase64(parseInvitation(bytes).bundle) : bytes;
  const trust = trustOfBundle(bundle);
  for (const folder of ['roots', 'states'])
    mkdirSync(desk.path(join(options.out, folder)), { recursive: true, mode: 0o700 });
  const write = (name: string, content: Uint8Array): void =>
    writeNamedFile(desk, 'out', join(options.out, name), content);
  write('trust-root', trust.roots[0]!.file);
  write('bundle.json', bundle);
  const first = trust.root.version - trust.roots.length + 1;
  for (const [index, root] of trust.roots.entries()) write(`roots/${first + index}.json`, root.file);
  for (const [state, { document }] of trust.states) write(`states/${state}.json`, document.file);
  desk.say(
    'Compare this fingerprint of the root of trust with two States, by telephone or in person, before you use it:',
  );
  tellFingerprint(desk, options, {
    type: 'root of trust',
    sha256: trust.roots[0]!.sha256,
    file: join(options.out, 'trust-root'),
  });
  return EXIT.ok;
}

function saveDraft(desk: Desk, options: Told & { readonly out: string }, draft: OpenDraft): Promise<ExitStatus> {
  return recorded(desk, options.transcript, `Draft of ${titleOf(draft)}`, async () => {
    requireFreeName(desk, 'out', options.out);
    for (const line of draftInWords(draft)) desk.say(line);
    writeNamedFile(desk, 'out', options.out, draftFile(draft));
    if (options.json) desk.print(JSON.stringify({ draft: draft.type, sha256: draft.sha256, file: options.out }));
    return { result: EXIT.ok, lines: [], fingerprints: [fingerprintOfDraft(draft)] };
  });
}

async function signOffTranscript(file: string, options: SignOptions, desk: Desk): Promise<ExitStatus> {
  const transcript = readTranscript(readNamedFile(desk, 'file', file));
  desk.say('Last link of the transcript:');
  for (const line of fingerprintLines(transcript.link)) desk.say(`  ${line}`);
  if (options.holder === undefined) throw badOption('holder', 'the holder file, which goes under the transcript');
  await requireConsent(desk, transcript.link, options.fingerprint);
  const holder = await withSigner(desk, options, (signer, paper) => {
    writeNamedFile(desk, 'file', file, signTranscript(transcript, signer, paper!.file), true);
    return signer.holder;
  });
  if (options.json) desk.print(JSON.stringify({ signed: holder, sha256: transcript.link }));
  else desk.print(`${holder} signed the transcript.`);
  return EXIT.ok;
}

/** How many signatures are still missing, over all groups that have to reach their threshold. */
function missingSigners(draft: OpenDraft): number {
  const missing = draft.groups.map(({ threshold, holders }) =>
    Math.max(0, threshold - whoSigned(draft, holders).length),
  );
  return Math.max(...missing);
}

function titleOf({ type, body }: { readonly type: DraftType; readonly body: Uint8Array }): string {
  const { version, state } = JSON.parse(Buffer.from(body).toString('utf8')) as { version?: number; state?: string };
  if (type === 'root') return `root ${version}`;
  return type === 'state' ? `the document of ${state}, version ${version}` : `the join request of ${state}`;
}

function fingerprintOfDraft(draft: OpenDraft) {
  return { of: titleOf(draft), sha256: draft.sha256 };
}

function tellFingerprint(
  desk: Desk,
  { json }: Told,
  told: { readonly type: string; readonly sha256: string; readonly file: string },
): void {
  if (json) {
    desk.print(JSON.stringify(told));
    return;
  }
  desk.print(`${told.file}: ${told.type}. Fingerprint:`);
  for (const line of fingerprintLines(told.sha256)) desk.print(`  ${line}`);
}

function optionalNumber(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber(option, text, 1, 64);
}

const INVITATION_WORDS = [
  'Hand this file to the State that is to join. It compares the fingerprint below with two States before it uses the file;',
  'then it makes its keys and answers with a join request (docs/ceremony.md, part D).',
];
