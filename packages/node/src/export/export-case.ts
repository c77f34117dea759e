// SPDX-License-Identifier: Apache-2.0
// A case, or one message, as a file that leaves the node (spec/case-export.md). The entry, with the hash of the file, is durable before
// the first byte leaves.
import { createHash, X509Certificate } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import type { ExportFormat } from '@iims/wire/case-codes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock, Random } from '../clock.ts';
import type { DocumentSigner } from '../keys/document-certificate.ts';
import type { SigningPair } from '../keys/node-keys.ts';
import { dayOf } from '../messages/holding-note.ts';
import { mailRow } from '../messages/shown-message.ts';
import { composeSignedReceipt, documentsOfSigners, rootsOf } from '../receipts/compose-receipt.ts';
import { withEntry } from '../receipts/held-signed-receipts.ts';
import type { ReceiptArchive } from '../receipts/receipt-archive.ts';
import type { ReceiptDocument } from '../receipts/receipt-file.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { CONTAINER_MEDIA_TYPE, containerManifest, containerParts, mediaTypeOf } from './asic-container.ts';
import { signDetached } from './cades.ts';
import {
  type CaseList,
  containerReadMe,
  formatCaseList,
  hashList,
  type JudgedReceipts,
  listedMail,
  listedMessage,
  listedWithheld,
  listedWithheldMail,
  mailName,
  placeName,
  type ReceiptFile,
  type UnverifiedReceipt,
} from './case-list.ts';
import { formatSeal, signStatement } from './container-seal.ts';
import type { ExportAim } from './decide-export.ts';
import { type FilesHere, gatherFiles } from './gather-files.ts';
import { type GatheredMails, gatherMails, NO_MAILS } from './gather-mails.ts';
import { type GatheredMessages, gatherMessages, rowsToExport } from './gather-messages.ts';
import { writeEml } from './write-eml.ts';
import { type StreamedFile, writeZip, type ZippedFile } from './zip.ts';

/** What an export needs of the node. */
export interface ExportDoor {
  readonly own: StateCode;
  readonly nodeId: string;
  readonly authority: string;
  readonly exercise: boolean;
  readonly store: Pick<Store, 'reader' | 'write'>;
  readonly archive: () => Promise<ReceiptArchive>;
  /** Large files, as they lie here. */
  readonly files: FilesHere;
  readonly signing: () => SigningPair;
  /** The P-256 key, made when it is first needed. */
  readonly documentSigner: () => Promise<DocumentSigner>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

export interface ExportAsked extends ExportAim {
  readonly of: { readonly caseRef: string } | { readonly messageId: string };
  readonly format: ExportFormat;
  /** Whose account. */
  readonly by: string;
}

/** Bytes that are read as they leave. */
export interface StreamedExport {
  readonly length: number;
  /** Each portion is overwritten by the next. */
  portions(): AsyncGenerator<Uint8Array, void, undefined>;
}

export interface ExportedFile {
  readonly mediaType: string;
  /** Empty where it is streamed. */
  readonly bytes: Uint8Array;
  /** Of one with large files in it. */
  readonly streamed?: StreamedExport;
  readonly messages: number;
  readonly withheld: number;
  /** Of the entry `case.exported`. */
  readonly index: number;
}

/** What officers do with it. */
export interface CaseExports {
  exportCase(asked: ExportAsked): Promise<ExportedFile>;
}

export function caseExports(door: ExportDoor): CaseExports {
  return { exportCase: (asked) => exportCase(door, asked) };
}

/**
 * Resolves when the entry is durable.
 * @throws IimsError `export.nothing`, `export.too-large`, `message.not-found`, `handling.refused` (one message that may not leave),
 * `receipt.*`, `keys.*`, `store.*`
 */
async function exportCase(door: ExportDoor, asked: ExportAsked): Promise<ExportedFile> {
  const { reader } = door.store;
  const { of, format, by, reader: aimedAt, purpose } = asked;
  const single = 'messageId' in of ? await mailRow(reader, of.messageId) : undefined;
  const caseRef = 'caseRef' in of ? of.caseRef : (single?.summary?.caseRef ?? '');
  const now = door.clock.now();
  const aim: ExportAim = { reader: aimedAt, ...(purpose === undefined ? {} : { purpose }) };
  const old = single === undefined ? await gatherMails(reader, caseRef, aimedAt) : NO_MAILS;
  const rows = await rowsToExport(reader, caseRef, old.mails.length + old.withheldMails.length > 0);
  const judged = await gatherMessages(reader, rows, { own: door.own, today: dayOf(now), ...aim });
  const gathered = single === undefined ? judged : onlyOne(judged, single.id);
  const list = { case: caseRef, exportedAt: now, aim, ...gathered, ...old };
  const { bytes, mediaType, streamed } = await writeFormat(door, list, format, single !== undefined);
  const messages = gathered.messages.length;
  const withheld = gathered.withheld.length + old.withheldMails.length;
  const { index } = await door.store.write({
    event: 'case.exported',
    body: {
      caseRef,
      ...('messageId' in of ? of : {}),
      by,
      format,
      reader: aimedAt,
      ...(purpose === undefined ? {} : { purpose }),
      messages,
      ...(old.mails.length === 0 ? {} : { mails: old.mails.length }),
      withheld,
      sha256: streamed === undefined ? sha256(bytes) : await hashOfStream(streamed),
    },
  });
  return { bytes, mediaType, messages, withheld, index, ...(streamed === undefined ? {} : { streamed }) };
}

async function hashOfStream({ portions }: StreamedExport): Promise<Uint8Array> {
  const digest = createHash('sha256');
  for await (const portion of portions()) {
    digest.update(portion);
    // Queries go before the next.
    await setImmediate();
  }
  return new Uint8Array(digest.digest());
}

type WrittenExport = Pick<ExportedFile, 'bytes' | 'mediaType' | 'streamed'>;

interface CaseToWrite extends GatheredMessages, GatheredMails {
  readonly case: string;
  readonly exportedAt: number;
  readonly aim: ExportAim;
}

/** The others of its case were read for the originators' releases alone. */
function onlyOne({ messages, withheld }: GatheredMessages, id: string): GatheredMessages {
  const refused = withheld.find(({ row }) => row.id === id);
  if (refused === undefined) return { messages: messages.filter(({ row }) => row.id === id), withheld: [] };
  throw new IimsError('handling.refused', {
    message: 'This message may not leave the node.',
    field: 'id',
    rule: refused.because,
    fix: refused.because === 'not-opened' ? 'Open it first.' : 'Ask its originator for a release.',
  });
}

async function writeFormat(
  door: ExportDoor,
  list: CaseToWrite,
  format: ExportFormat,
  isSingle: boolean,
): Promise<WrittenExport> {
  switch (format) {
    case 'eml':
      return asMail(door, list, isSingle);
    case 'pdf':
      return {
        bytes: await casePdf(door, list, await judgeReceipts(door.store.reader, await door.archive(), list)),
        mediaType: 'application/pdf',
      };
    case 'asice':
      return asContainer(door, list);
  }
}

/** What draws pages is loaded when somebody wants one. */
async function casePdf(
  { own, nodeId, authority, exercise }: ExportDoor,
  list: CaseToWrite,
  receipts: ReadonlyMap<string, JudgedReceipts>,
): Promise<Uint8Array> {
  const { writeCasePdf } = await import('./case-pdf.ts');
  return writeCasePdf({ ...list, state: own, nodeId, authority, exercise, receipts });
}

/** One message as its mail; a case as a zip of mails and their list: each stays the file that it is, which an mbox would not leave it. */
function asMail(door: ExportDoor, list: CaseToWrite, isSingle: boolean): { bytes: Uint8Array; mediaType: string } {
  const mails = list.messages.map((message, place) => ({
    name: `messages/${placeName(place)}.eml`,
    bytes: writeEml(message),
  }));
  if (isSingle) return { bytes: mails[0]!.bytes, mediaType: 'message/rfc822' };
  const listed = { name: 'case.json', bytes: formatCaseList(caseList(door, list, new Map())) };
  return { bytes: writeZip([listed, ...mails, ...mailFiles(list)]), mediaType: 'application/zip' };
}

async function asContainer(door: ExportDoor, asked: CaseToWrite): Promise<WrittenExport> {
  const large = await gatherFiles(door.files, asked.messages);
  const list = { ...asked, messages: asked.messages.map((message, place) => ({ ...message, files: large[place]! })) };
  const archive = await door.archive();
  const signer = await door.documentSigner();
  const receipts = await judgeReceipts(door.store.reader, archive, list);
  const content: (ZippedFile | StreamedFile)[] = [];
  for (const [place, message] of list.messages.entries()) {
    await setImmediate();
    content.push({ name: `messages/${placeName(place)}.eml`, bytes: writeEml(message) });
    content.push({ name: `messages/${placeName(place)}.proof`, bytes: message.proof });
    content.push(...message.files.values());
  }
  const certificate = new X509Certificate(signer.certificate);
  const named = [
    { name: 'README.txt', bytes: containerReadMe(certificate.fingerprint256, door.exercise) },
    { name: 'case.json', bytes: formatCaseList(caseList(door, list, receipts)) },
    { name: 'case.pdf', bytes: await casePdf(door, list, receipts) },
    { name: 'certificate.pem', bytes: utf8(certificate.toString()) },
    ...content,
    ...[...receipts.values()].flatMap(({ files }) => files),
    ...mailFiles(list),
  ];
  const all = [...named, { name: 'SHA256SUMS', bytes: hashList(named) }];
  const files = all.map((file) => ({ ...file, mediaType: mediaTypeOf(file.name) }));
  const manifest = containerManifest(files);
  const { exportedAt } = list;
  const pair = door.signing();
  const statement = await signStatement(
    {
      state: door.own,
      nodeId: door.nodeId,
      exercise: door.exercise,
      exportedAt,
      manifest: sha256(manifest),
      certificate: signer.certificate,
    },
    pair,
    door.random,
  );
  const documents = documentsFor(archive, door, list);
  const seal = formatSeal({ ...statement, documents, roots: rootsOf(archive) });
  const signature = signDetached(manifest, signer, exportedAt);
  const parts = containerParts(files, { manifest, signature, seal });
  if (parts.every((part) => part instanceof Uint8Array)) {
    return { bytes: concatBytes(...parts), mediaType: CONTAINER_MEDIA_TYPE };
  }
  const streamed = { length: parts.reduce((sum, { length }) => sum + length, 0), portions: () => portionsOf(parts) };
  return { bytes: new Uint8Array(0), mediaType: CONTAINER_MEDIA_TYPE, streamed };
}

async function* portionsOf(parts: readonly (Uint8Array | StreamedFile)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part;
    else yield* await part.read();
  }
}

/** By message, what its recipients signed: files of what verifies, and the names of what verifies no more, with the reason. */
async function judgeReceipts(
  reader: Reader,
  archive: ReceiptArchive,
  { messages }: CaseToWrite,
): Promise<ReadonlyMap<string, JudgedReceipts>> {
  const judged = new Map<string, JudgedReceipts>();
  for (const [place, { row, deliveries }] of messages.entries()) {
    await setImmediate();
    const files: ReceiptFile[] = [];
    const unverified: UnverifiedReceipt[] = [];
    for (const { state, receipt } of deliveries) {
      if (receipt === undefined) continue;
      try {
        const { parts } = await withEntry(reader, row.id, state, { kind: 'message', signed: receipt });
        const bytes = composeSignedReceipt(archive, parts).file;
        files.push({ name: `receipts/${placeName(place)}-${state}.json`, state, bytes });
      } catch (fault) {
        if (!(fault instanceof IimsError) || !fault.code.startsWith('receipt.')) throw fault;
        unverified.push({ state, because: fault.code });
      }
    }
    judged.set(row.id, { files, unverified });
  }
  return judged;
}

function caseList(door: ExportDoor, list: CaseToWrite, receipts: ReadonlyMap<string, JudgedReceipts>): CaseList {
  return {
    type: 'iims/case/1',
    case: list.case,
    state: door.own,
    authority: door.authority,
    exercise: door.exercise,
    exportedAt: new Date(list.exportedAt).toISOString(),
    ...list.aim,
    messages: list.messages.map((message, place) => listedMessage(message, place, receipts.get(message.row.id))),
    withheld: list.withheld.map(listedWithheld),
    ...(list.mails.length === 0 ? {} : { mails: list.mails.map(({ mail }, place) => listedMail(mail, place)) }),
    ...(list.withheldMails.length === 0 ? {} : { withheldMails: list.withheldMails.map(listedWithheldMail) }),
  };
}

/** Byte for byte as they were imported. */
function mailFiles({ mails }: CaseToWrite): ZippedFile[] {
  return mails.map(({ bytes }, place) => ({ name: mailName(place), bytes }));
}

/** Of whoever signed the seal or a message. */
function documentsFor(
  archive: ReceiptArchive,
  door: ExportDoor,
  { exportedAt, messages }: CaseToWrite,
): ReceiptDocument[] {
  return documentsOfSigners(archive, [
    { state: door.own, signer: door.signing().ed25519.keyId, at: exportedAt },
    ...messages.map(({ message, signer }) => ({ state: message.from.state, signer, at: message.sentAt })),
  ]);
}
