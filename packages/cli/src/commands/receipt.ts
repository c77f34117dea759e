// SPDX-License-Identifier: Apache-2.0
// `iims receipt export|verify`: receipts out of a data directory, and what a receipt shows to somebody who has the root of trust.
import { join, resolve } from 'node:path';
import { systemClock } from '@iims/node/clock';
import { TRUST_FOLDER } from '@iims/node/data-directory';
import { openNodeStore } from '@iims/node/open-node-store';
import { exportReceipts } from '@iims/node/receipts/export-receipts';
import { readArchive } from '@iims/node/receipts/receipt-archive';
import { RECEIPT_BYTES_MAX } from '@iims/node/receipts/receipt-file';
import { signedReceiptKind } from '@iims/node/receipts/signed-receipt-file';
import type { LoggedFacts } from '@iims/node/receipts/verify-logged-entry';
import { type VerifiedReceipt, verifyReceipt } from '@iims/node/receipts/verify-receipt';
import {
  type VerifiedDeletionReceipt,
  type VerifiedEndingReceipt,
  type VerifiedMessageReceipt,
  type VerifiedSignedReceipt,
  verifySignedReceipt,
} from '@iims/node/receipts/verify-signed-receipt';
import { readTrustFolder } from '@iims/node/trust/trust-folder';
import { IimsError } from '@iims/wire/errors';
import { isQueryId, parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { readDocuments, readRootOfTrust } from '../offline-trust.ts';
import { badOption, readOptionFile } from '../option-values.ts';
import { print } from '../terminal.ts';
import { makeFolder, writeNewFile } from '../write-new-file.ts';

export interface ExportReceiptsOptions {
  readonly dir: string;
  readonly query: string;
  readonly state?: string;
  readonly out: string;
  readonly json: boolean;
}

/** One file and one line for each partner that answered. A running node fetches better ones; this command takes what is there. */
export async function exportReceiptFiles({ dir, query, state, out, json }: ExportReceiptsOptions): Promise<ExitStatus> {
  if (!isQueryId(query)) throw badOption('query', 'the id of a query, as history and verdict show it');
  const of = state === undefined ? {} : { state: parseStateCode(state) };
  const directory = resolve(dir);
  const folder = join(directory, TRUST_FOLDER);
  const store = await openNodeStore(directory);
  try {
    const archive = async () => readArchive(folder, await readTrustFolder(folder, systemClock.now()));
    const paths = (of: StateCode) => join(resolve(out), `receipt-${of}-${query}.json`);
    const { receipts, unverified } = await exportReceipts(
      { store, archive },
      { queryId: query, by: 'command line', ...of },
    );
    if (receipts.length > 0) await makeFolder('out', resolve(out));
    for (const receipt of receipts) {
      const file = paths(receipt.state);
      await writeNewFile(file, receipt.file);
      const { standing } = receipt;
      print(json ? JSON.stringify({ state: receipt.state, standing, file }) : `${receipt.state}  ${standing}  ${file}`);
    }
    for (const one of unverified) print(json ? JSON.stringify(one) : `${one.state}  ${one.because}`);
  } finally {
    await store.close();
  }
  return EXIT.ok;
}

export interface VerifyReceiptOptions {
  readonly trust: string;
  readonly documents?: string;
  readonly json: boolean;
}

/** A plain yes with what the receipt shows, or no with the part that does not hold. */
export async function verifyReceiptFile(path: string, options: VerifyReceiptOptions): Promise<ExitStatus> {
  const { trust, documents, json } = options;
  const file = readOptionFile('file', path, RECEIPT_BYTES_MAX);
  const rootOfTrust = readRootOfTrust(trust);
  const given = { file, rootOfTrust, documents: documents === undefined ? [] : readDocuments(documents) };
  try {
    if (signedReceiptKind(file) !== undefined) printSignedReceipt(verifySignedReceipt(given), json);
    else printReceipt(verifyReceipt(given), json);
    return EXIT.ok;
  } catch (fault) {
    if (!(fault instanceof IimsError && fault.code.startsWith('receipt.'))) throw fault;
    const { code: reason, field, rule } = fault;
    const because = fault.cause instanceof IimsError ? { because: fault.cause.code } : {};
    if (json) print(JSON.stringify({ ok: false, reason, ...because, ...(field && { field }), ...(rule && { rule }) }));
    else print(`NO. ${reason}${rule ? `: it does not hold that ${rule}` : ''}.`);
    return EXIT.fault;
  }
}

function printReceipt(verified: VerifiedReceipt, json: boolean): void {
  print(json ? JSON.stringify({ ok: true, ...toJson(verified) }) : inWords(verified));
}

function printSignedReceipt(verified: VerifiedSignedReceipt, json: boolean): void {
  if (json) print(JSON.stringify({ ok: true, ...signedToJson(verified) }));
  else print([...signedInWords(verified), ...logInWords(verified)].join('\n'));
}

function signedInWords(verified: VerifiedSignedReceipt): string[] {
  switch (verified.kind) {
    case 'message':
      return messageInWords(verified);
    case 'deletion':
      return deletionInWords(verified);
    case 'ending':
      return endingInWords(verified);
  }
}

function signedToJson({ log, revokedSince, ...verified }: VerifiedSignedReceipt): object {
  const { kind: _kind, ...shown } = verified;
  return {
    ...shown,
    ...timesOf(verified),
    ...logToJson(log),
    ...(revokedSince === undefined ? {} : { revokedSince: iso(revokedSince) }),
  };
}

function timesOf(verified: VerifiedSignedReceipt): object {
  if (verified.kind === 'message') return { receivedAt: iso(verified.receivedAt) };
  return verified.kind === 'deletion' ? { markedAt: iso(verified.markedAt) } : { deletedAt: iso(verified.deletedAt) };
}

function endingInWords({ state, owner, messageId, of, cause, deletedAt, node }: VerifiedEndingReceipt): string[] {
  return [
    `YES. ${state} says to ${owner} that it can read a message no more since ${iso(deletedAt)} (${cause}); Ed25519 and ML-DSA-65 of ${node}.`,
    `  message     ${of}`,
    `  said in     ${messageId}`,
  ];
}

function messageInWords({
  sender,
  recipient,
  messageId,
  sequence,
  envelope,
  node,
  receivedAt,
}: VerifiedMessageReceipt): string[] {
  return [
    `YES. ${recipient} received a message of ${sender} on ${iso(receivedAt)}; Ed25519 and ML-DSA-65 of ${node}.`,
    `  message     ${messageId}, number ${sequence}`,
    `  envelope    SHA-256 ${envelope}`,
  ];
}

function deletionInWords({ state, owner, messageId, alerts, node, markedAt }: VerifiedDeletionReceipt): string[] {
  return [
    `YES. ${state} knows since ${iso(markedAt)} that alerts of ${owner} have ended; Ed25519 and ML-DSA-65 of ${node}.`,
    `  message     ${messageId}`,
    ...alerts.map(
      ({ register, alertId, marked }) => `  alert       ${alertId} of ${register}, queries that show it: ${marked}`,
    ),
  ];
}

/** What it shows, without whom or what it is about. */
function toJson(verified: VerifiedReceipt): object {
  const { entry, askedAt, asOf, signedAt, batchSignedAt, questionBatchSignedAt, revokedSince, ...shown } = verified;
  return {
    ...shown,
    askedAt: iso(askedAt),
    asOf: iso(asOf),
    signedAt: iso(signedAt),
    ...(batchSignedAt === undefined ? {} : { batchSignedAt: iso(batchSignedAt) }),
    ...(questionBatchSignedAt === undefined ? {} : { questionBatchSignedAt: iso(questionBatchSignedAt) }),
    ...logToJson(entry),
    holds: {
      question: true,
      answer: true,
      entry: entry !== undefined,
      batch: batchSignedAt !== undefined,
      questionBatch: questionBatchSignedAt !== undefined,
    },
    ...(revokedSince === undefined ? {} : { revokedSince: iso(revokedSince) }),
  };
}

function inWords(verified: VerifiedReceipt): string {
  const { state, askedBy, queryId, askedAt, outcome, signedAt, standing, entry: log, revokedSince } = verified;
  const lines = [
    `YES. ${askedBy} asked ${state} on ${iso(askedAt)}; the answer was ${outcome}, signed on ${iso(signedAt)}.`,
    `  query       ${queryId}${verified.exercise ? ', an exercise' : ''}`,
    `  data        ${dataInWords(verified)}`,
    `  question    ${signaturesInWords(verified.questionBatchSignedAt)}`,
    `  answer      ${signaturesInWords(verified.batchSignedAt)}`,
    ...logInWords({ standing, ...(log && { log }), ...(revokedSince === undefined ? {} : { revokedSince }) }),
  ];
  return lines.join('\n');
}

/** Where it is logged, and what that is worth. */
function logInWords({
  log,
  standing,
  revokedSince,
}: Pick<VerifiedSignedReceipt, 'log' | 'standing' | 'revokedSince'>): string[] {
  const witnesses = log && log.witnesses.length > 0 ? `: ${log.witnesses.join(', ')}` : '';
  const witnessedBy = log?.witnessedAt === undefined ? '' : ` by ${iso(log.witnessedAt)}`;
  return [
    log
      ? `  log         ${log.origin}, entry ${log.index} of ${log.treeSize}, entered on ${iso(log.loggedAt)}`
      : '  log         the State that signed has not shown its entry',
    `  standing    ${standing}${witnesses}${witnessedBy}`,
    ...(revokedSince === undefined ? [] : [`  revoked     a key that signed is revoked since ${iso(revokedSince)}`]),
  ];
}

function logToJson(log: LoggedFacts | undefined): object {
  return {
    log: log?.origin ?? null,
    logIndex: log?.index ?? null,
    witnesses: log?.witnesses ?? [],
    ...(log && {
      quorum: log.quorum,
      loggedAt: iso(log.loggedAt),
      treeSize: log.treeSize,
      treeSignedAt: iso(log.treeSignedAt),
      ...(log.witnessedAt === undefined ? {} : { witnessedAt: iso(log.witnessedAt) }),
    }),
  };
}

function signaturesInWords(batchSignedAt: number | undefined): string {
  return batchSignedAt === undefined ? 'Ed25519 alone' : `Ed25519, and ML-DSA-65 since ${iso(batchSignedAt)}`;
}

function dataInWords({ asOf, changedOn, registers, behind }: VerifiedReceipt): string {
  if (registers === 0) return 'no register was asked';
  const whole = `${registers - behind} of ${registers} registers answered`;
  return changedOn === undefined
    ? whole
    : `${whole}; compared with their sources by ${iso(asOf)}, oldest change ${changedOn}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
