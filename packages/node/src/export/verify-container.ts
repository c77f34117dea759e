// SPDX-License-Identifier: Apache-2.0
// Verifies the container of a case from its bytes and a root of trust alone: no network, no clock, no disk (spec/case-export.md).
import { X509Certificate } from 'node:crypto';
import { sha256 } from '@iims/crypto/primitives';
import { equalBytes, fromUtf8, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { decodeMessage, type Message } from '@iims/wire/message';
import { proveSignedMessage } from '../receipts/prove-signed-message.ts';
import { ReceiptTrust } from '../receipts/receipt-trust.ts';
import type { ReceiptToVerify } from '../receipts/verify-receipt.ts';
import { verifySignedReceipt } from '../receipts/verify-signed-receipt.ts';
import { containerManifest, mediaTypeOf, type OpenedContainer, readContainer } from './asic-container.ts';
import { isDetachedSignature } from './cades.ts';
import { type CaseList, hashList, parseCaseList } from './case-list.ts';
import { parseSeal, type SealStatement, verifySeal } from './container-seal.ts';

/** What a good container shows; of what the messages say nothing. Times in milliseconds since 1970. */
export interface VerifiedContainer {
  readonly federation: string;
  readonly state: StateCode;
  readonly node: string;
  readonly exercise: boolean;
  readonly exportedAt: number;
  /** SHA-256 of the certificate of the P-256 signature, in hexadecimal. */
  readonly certificate: string;
  readonly files: number;
  readonly messages: readonly VerifiedMessage[];
  /** Old mail of which the exporting State alone says where it came from. */
  readonly importedMails: number;
  /** Messages, and imported mails, that are named with the reason why they are not there. */
  readonly withheld: number;
  readonly receipts: number;
  /** Since when a later document of the State lists the keys of the seal no more. */
  readonly revokedSince?: number;
}

export interface VerifiedMessage {
  readonly id: string;
  readonly from: StateCode;
  readonly sentAt: number;
  /** Since when a later document of the sender's State lists the keys no more: then who signed it, the exporting State alone says. */
  readonly revokedSince?: number;
}

/** @throws IimsError `container.*`; `receipt.*` for what is inside; `trust.*` for a root of trust that is none */
export function verifyContainer({ file, rootOfTrust, documents = [] }: ReceiptToVerify): VerifiedContainer {
  const container = readContainer(file);
  if (container === undefined) throw refused('container.malformed', 'a container as `iims case export` writes it');
  const seal = parseSeal(container.seal);
  const trust = ReceiptTrust.of(rootOfTrust, seal, documents);
  const { said, signer } = verifySeal(trust, seal);
  checkFiles(container, said);
  checkSignature(container, said);
  const list = parseCaseList(fileOf(container, 'case.json'));
  if (list.state !== said.state || list.exercise !== said.exercise || Date.parse(list.exportedAt) !== said.exportedAt) {
    throw refused('container.message', 'the list of the State, and of the time, that the seal names');
  }
  const messages = list.messages.map((listed) => verifyListed(trust, container, listed));
  const receipts = list.messages.flatMap((listed) =>
    listed.receipts.map((receipt) => verifyReceiptIn(container, rootOfTrust, listed.id, receipt)),
  );
  for (const mail of list.mails ?? []) checkMail(container, mail);
  const revokedSince = trust.withdrawnSince(said.state, [signer.keys.ed25519, signer.keys.mldsa65]);
  return {
    federation: trust.root.federation,
    state: said.state,
    node: said.nodeId,
    exercise: said.exercise,
    exportedAt: said.exportedAt,
    certificate: toHex(sha256(said.certificate)),
    files: container.files.length,
    messages,
    importedMails: list.mails?.length ?? 0,
    withheld: list.withheld.length + (list.withheldMails?.length ?? 0),
    receipts: receipts.length,
    ...(revokedSince === undefined ? {} : { revokedSince }),
  };
}

/** The manifest is that of these files, in this order, and the seal is about this manifest. */
function checkFiles({ files, manifest }: OpenedContainer, said: SealStatement): void {
  if (!equalBytes(sha256(manifest), said.manifest)) throw refused('container.seal', 'the seal is about this manifest');
  const typed = files.map((file) => ({ ...file, mediaType: mediaTypeOf(file.name) }));
  if (!equalBytes(containerManifest(typed), manifest)) {
    throw refused('container.changed', 'every file has the hash that the manifest names, and no other file is there');
  }
  const sums = files.at(-1)!;
  if (sums.name !== 'SHA256SUMS' || !equalBytes(hashList(files.slice(0, -1)), sums.bytes)) {
    throw refused('container.changed', 'SHA256SUMS lists every file before it');
  }
}

function checkSignature(container: OpenedContainer, { certificate, exportedAt }: SealStatement): void {
  const read = readCertificate(certificate);
  const spki = new Uint8Array(read.publicKey.export({ format: 'der', type: 'spki' }));
  const isSigned = isDetachedSignature(container.signature, {
    content: container.manifest,
    certificate,
    spki,
    signedAt: exportedAt,
  });
  if (!isSigned)
    throw refused(
      'container.signature',
      'a CAdES signature over the manifest with the certificate that the seal names',
    );
  if (fromUtf8(fileOf(container, 'certificate.pem')) !== read.toString()) {
    throw refused('container.signature', 'certificate.pem is the certificate that the seal names');
  }
}

function readCertificate(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw refused('container.signature', 'an X.509 certificate', cause);
  }
}

/** What the sender signed is what the list says. */
function verifyListed(
  trust: ReceiptTrust,
  container: OpenedContainer,
  listed: CaseList['messages'][number],
): VerifiedMessage {
  try {
    const { proved, signer } = proveSignedMessage(trust, fileOf(container, listed.proof));
    const message = decodeMessage(proved.content);
    const isListed =
      message.id === listed.id &&
      message.id === uuidFromBytes(proved.header.id) &&
      message.kind === listed.kind &&
      message.from.state === listed.from.state &&
      message.from.state === signer.node.state &&
      message.sentAt === Date.parse(listed.sentAt);
    if (!isListed) throw refused('container.message', 'the message that the list names, by the State that signed it');
    for (const { file, sha256: hash } of listed.attachments) {
      if (file !== undefined && !isNamedBy(message, fileOf(container, file), hash)) {
        throw refused('container.message', 'files that the message names');
      }
    }
    const revokedSince = trust.withdrawnSince(signer.node.state, [signer.keys.ed25519, signer.keys.mldsa65]);
    return {
      id: message.id,
      from: message.from.state,
      sentAt: message.sentAt,
      ...(revokedSince === undefined ? {} : { revokedSince }),
    };
  } catch (cause) {
    if (!(cause instanceof IimsError) || cause.code === 'container.message') throw cause;
    throw refused('container.message', cause.rule ?? SIGNED_THEN, cause);
  }
}

/** A file that went beside the message is the one that its sender signed for. */
function isNamedBy({ largeAttachments = [] }: Message, bytes: Uint8Array, hash: string): boolean {
  const read = sha256(bytes);
  return toHex(read) === hash && largeAttachments.some((named) => equalBytes(named.sha256, read));
}

function checkMail(container: OpenedContainer, { file, sha256: listed }: NonNullable<CaseList['mails']>[number]): void {
  if (toHex(sha256(fileOf(container, file))) === listed) return;
  throw refused('container.message', 'the imported mail whose SHA-256 the list names');
}

function verifyReceiptIn(
  container: OpenedContainer,
  rootOfTrust: Uint8Array,
  id: string,
  { state, file }: CaseList['messages'][number]['receipts'][number],
): void {
  const verified = verifySignedReceipt({ file: fileOf(container, file), rootOfTrust });
  if (verified.kind === 'message' && verified.messageId === id && verified.recipient === state) return;
  throw refused('container.message', 'the receipt of the message and the State that the list names');
}

function fileOf({ files }: OpenedContainer, wanted: string): Uint8Array {
  const file = files.find(({ name }) => name === wanted);
  if (file !== undefined) return file.bytes;
  throw refused('container.malformed', 'every file that the list names');
}

function refused(
  code: 'container.malformed' | 'container.changed' | 'container.signature' | 'container.seal' | 'container.message',
  rule: string,
  cause?: unknown,
): IimsError {
  return new IimsError(code, { message: 'The container does not hold.', rule, cause });
}

const SIGNED_THEN = 'the message has both signatures of its sender, by a document in force when it was sent';
