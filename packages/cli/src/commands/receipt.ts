// SPDX-License-Identifier: Apache-2.0
// `iims receipt export|verify`: receipts out of a data directory, and what a receipt shows to somebody who has the root of trust.
import { join, resolve } from 'node:path';
import { systemClock } from '@iims/node/clock';
import { TRUST_FOLDER } from '@iims/node/data-directory';
import { openNodeStore } from '@iims/node/open-node-store';
import { isDeletionReceipt } from '@iims/node/receipts/deletion-receipt-file';
import { exportReceipts } from '@iims/node/receipts/export-receipts';
import { isMessageReceipt } from '@iims/node/receipts/message-receipt-file';
import { readArchive } from '@iims/node/receipts/receipt-archive';
import { RECEIPT_BYTES_MAX } from '@iims/node/receipts/receipt-file';
import { type VerifiedDeletionReceipt, verifyDeletionReceipt } from '@iims/node/receipts/verify-deletion-receipt';
import { type VerifiedMessageReceipt, verifyMessageReceipt } from '@iims/node/receipts/verify-message-receipt';
import { type VerifiedReceipt, verifyReceipt } from '@iims/node/receipts/verify-receipt';
import { readTrustFolder } from '@iims/node/trust/trust-folder';
import { IimsError } from '@iims/wire/errors';
import { isQueryId, parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { readDocuments, readRootOfTrust } from '../offline-trust.ts';
import { badOption, readOptionFile } from '../option-values.ts';
import { print } from '../terminal.ts';
import { writeNewFile } from '../write-new-file.ts';

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
    const receipts = await exportReceipts({ store, archive }, { queryId: query, by: 'command line', ...of });
    for (const receipt of receipts) {
      const file = paths(receipt.state);
      await writeNewFile(file, receipt.file);
      const { standing } = receipt;
      print(json ? JSON.stringify({ state: receipt.state, standing, file }) : `${receipt.state}  ${standing}  ${file}`);
    }
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
    if (isMessageReceipt(file)) printMessageReceipt(verifyMessageReceipt(given), json);
    else if (isDeletionReceipt(file)) printDeletionReceipt(verifyDeletionReceipt(given), json);
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

function printMessageReceipt(verified: VerifiedMessageReceipt, json: boolean): void {
  const { sender, recipient, messageId, sequence, envelope, node } = verified;
  const receivedAt = iso(verified.receivedAt);
  if (json) print(JSON.stringify({ ok: true, ...verified, receivedAt }));
  else {
    print(`YES. ${recipient} received a message of ${sender} on ${receivedAt}; Ed25519 and ML-DSA-65 of ${node}.`);
    print(`  message     ${messageId}, number ${sequence}`);
    print(`  envelope    SHA-256 ${envelope}`);
  }
}

function printDeletionReceipt(verified: VerifiedDeletionReceipt, json: boolean): void {
  const { state, owner, messageId, alerts, node } = verified;
  const markedAt = iso(verified.markedAt);
  if (json) {
    print(JSON.stringify({ ok: true, ...verified, markedAt }));
    return;
  }
  print(`YES. ${state} knows since ${markedAt} that alerts of ${owner} have ended; Ed25519 and ML-DSA-65 of ${node}.`);
  print(`  message     ${messageId}`);
  for (const { register, alertId, marked } of alerts)
    print(`  alert       ${alertId} of ${register}, queries that show it: ${marked}`);
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
    log: entry?.origin ?? null,
    logIndex: entry?.index ?? null,
    witnesses: entry?.witnesses ?? [],
    ...(entry && {
      quorum: entry.quorum,
      loggedAt: iso(entry.loggedAt),
      treeSize: entry.treeSize,
      treeSignedAt: iso(entry.treeSignedAt),
      ...(entry.witnessedAt === undefined ? {} : { witnessedAt: iso(entry.witnessedAt) }),
    }),
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
  const { state, askedBy, queryId, askedAt, outcome, signedAt, standing, entry, revokedSince } = verified;
  const lines = [
    `YES. ${askedBy} asked ${state} on ${iso(askedAt)}; the answer was ${outcome}, signed on ${iso(signedAt)}.`,
    `  query       ${queryId}${verified.exercise ? ', an exercise' : ''}`,
    `  data        ${dataInWords(verified)}`,
    `  question    ${signaturesInWords(verified.questionBatchSignedAt)}`,
    `  answer      ${signaturesInWords(verified.batchSignedAt)}`,
    entry
      ? `  log         ${entry.origin}, entry ${entry.index} of ${entry.treeSize}, entered on ${iso(entry.loggedAt)}`
      : '  log         the answering State has not shown its entry',
    `  standing    ${standing}${entry && entry.witnesses.length > 0 ? `: ${entry.witnesses.join(', ')}` : ''}${entry?.witnessedAt === undefined ? '' : ` by ${iso(entry.witnessedAt)}`}`,
  ];
  if (revokedSince !== undefined) lines.push(`  revoked     a key that signed is revoked since ${iso(revokedSince)}`);
  return lines.join('\n');
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
