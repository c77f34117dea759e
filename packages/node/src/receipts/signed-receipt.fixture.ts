// SPDX-License-Identifier: Apache-2.0
// What Ukraine's node signed for Georgia about a message, made from nothing but keys: the receipt of a message, and that alerts have ended;
// each with the entry in Ukraine's log. Tests change their parts.
import { isDeepStrictEqual } from 'node:util';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, verifyKeyOf } from '@iims/crypto/keys';
import { proveMessage } from '@iims/crypto/message-proof';
import { sha256 } from '@iims/crypto/primitives';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { assert } from '@iims/wire/assert';
import { utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { uuidToBytes } from '@iims/wire/identifiers';
import { holderSigner } from '../keys/seed-files.ts';
import { signReceipts } from '../messages/receipt.ts';
import { AZE, countingRandom, foundedForTests, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { type FoundedFederation, reissueState } from '../trust/found.ts';
import { makeNodeIdentity } from '../trust/node-identity.ts';
import {
  documentOf,
  type ProofToMake,
  proveInLog,
  ANSWERED_AT as RECEIVED_AT,
  receiptDocument,
} from './receipt.fixture.ts';
import { ReceiptTrust, signedFileOf } from './receipt-trust.ts';
import { formatSignedReceipt, parseSignedReceipt, type SignedReceiptFile } from './signed-receipt-file.ts';
import { verifySignedParts, verifySignedReceipt } from './verify-signed-receipt.ts';

export { RECEIVED_AT };
export const MESSAGE_ID = '0199b3a2-5c00-7000-8000-00000000b001';
export const ENDED_ALERTS = [{ register: 'documents', alertId: 'GEO-STD-1', marked: 2 }];

export interface MadeSignedReceipt {
  readonly founded: FoundedFederation;
  readonly parts: SignedReceiptFile;
  readonly file: Uint8Array;
  readonly rootOfTrust: Uint8Array;
}

/** What of the story goes otherwise than it should. */
export interface SignedReceiptChanges extends Pick<ProofToMake, 'cosignedBy' | 'cosignedAt' | 'checkpointAt'> {
  readonly sender?: StateCode;
  readonly recipient?: StateCode;
  /** When the message was received, or the word of the deletion signed. */
  readonly at?: number;
  readonly signedBy?: StateCode;
  readonly documentsOf?: readonly StateCode[];
  /** Of the log's entry; the receipt of a message names the commitment of what comes of it. */
  readonly entry?: Readonly<Record<string, unknown>>;
  /** In whose log the entry stands. */
  readonly loggedBy?: StateCode;
  /** Of the message `alert-deleted`. */
  readonly said?: Readonly<Record<string, unknown>>;
}

export async function makeMessageReceipt(changes: SignedReceiptChanges = {}): Promise<MadeSignedReceipt> {
  const { sender = GEO, recipient = UKR, at = RECEIVED_AT, signedBy = UKR } = changes;
  const random = countingRandom('message receipt');
  const envelope = sha256(utf8('the envelope'));
  const salt = random(32);
  const body = encodeCbor({
    event: 'message.received',
    at,
    state: sender,
    messageId: MESSAGE_ID,
    sequence: 7,
    kind: 'free-message',
    caseRef: 'CASE-1',
    envelope,
    exercise: true,
    ...changes.entry,
  });
  const said = {
    messageId: uuidToBytes(MESSAGE_ID),
    sender,
    recipient,
    sequence: 7,
    envelope,
    header: sha256(utf8('its header')),
    receivedAt: at,
    entry: entryCommitment(salt, body),
  };
  const neighbour = { ...said, sequence: 8 };
  const signers = federation().states.get(signedBy)!.keys.signing[0]!;
  const given = await signReceipts([neighbour, said, neighbour], { signers, now: at, random });
  return fileOf('message', given[1]!, { salt, body }, changes);
}

/** What Ukraine's node says to Georgia: that alerts of Georgia have ended, or that a message is deleted where `said` is that. */
export function makeDeletionReceipt(changes: SignedReceiptChanges = {}): MadeSignedReceipt {
  const { at = RECEIVED_AT, signedBy = UKR } = changes;
  const { ed25519, mldsa65: mlDsa65 } = federation().states.get(signedBy)!.keys.signing[0]!;
  const random = countingRandom('deletion receipt');
  const content = encodeCbor({
    version: 1,
    id: MESSAGE_ID,
    kind: 'alert-deleted',
    from: { state: UKR },
    to: [{ state: GEO }],
    caseRef: 'alert-deletion 1',
    urgency: 'routine',
    sentAt: at,
    author: 'node',
    handling: { code: 'H0' },
    fields: { alerts: ENDED_ALERTS, markedAt: at },
    attachments: [],
    ...changes.said,
  });
  const times = { createdAt: at, expiresAt: at + 86_400_000 };
  const envelope = sealMessage({
    header: { id: uuidToBytes(MESSAGE_ID), ...times, exercise: false, trustListVersion: 1 },
    about: { kind: 'message' },
    content,
    signers: { ed25519, mlDsa65 },
    recipients: [kemPublicKeyFromRaw(KEM.publicKey)],
    random,
  });
  const senderKeys = { ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) };
  const opened = openMessage(envelope, { now: at, kemKey: () => KEM, verifyKeys: () => senderKeys });
  const salt = random(32);
  const body = encodeCbor({
    event: 'message.stored',
    at: at + 3,
    messageId: MESSAGE_ID,
    kind: 'alert-deleted',
    to: [GEO],
    by: 'node',
    envelope: sha256(envelope),
    content: sha256(content),
    exercise: false,
    ...changes.entry,
  });
  const kind = changes.said?.kind === 'deleted' ? 'ending' : 'deletion';
  return fileOf(kind, proveMessage(opened), { salt, body }, changes);
}

function fileOf(
  kind: SignedReceiptFile['kind'],
  signed: Uint8Array,
  { salt, body }: { readonly salt: Uint8Array; readonly body: Uint8Array },
  { documentsOf = [UKR, AZE, MDA], loggedBy = UKR, at = RECEIVED_AT, ...changes }: SignedReceiptChanges,
): MadeSignedReceipt {
  const founded = federation();
  const { origin } = founded.states.get(loggedBy)!.documentEntry.log;
  const commitment = entryCommitment(salt, body);
  const proof = proveInLog({ founded, commitment, answeredBy: loggedBy, checkpointAt: at + 1_000, ...changes })(origin);
  const documents = documentsOf.map((state) => documentOf(founded, state));
  const parts = { kind, signed, logged: { salt, body, proof }, documents, roots: [] };
  return { founded, parts, file: formatSignedReceipt(parts), rootOfTrust: founded.rootFile };
}

/** The next document of the State that signed, whose node signs with other keys. */
export function withoutItsKeys({ founded, parts }: Pick<MadeSignedReceipt, 'founded' | 'parts'>) {
  const { officers, documentEntry } = founded.states.get(UKR)!;
  const endpoint = { host: '127.0.0.1', port: 1 };
  const random = (length: number) => new Uint8Array(length).fill(9);
  const now = RECEIVED_AT + 86_400_000;
  const { signing } = makeNodeIdentity({ state: UKR, nodeId: 'ukr-1', endpoint, now, random }).documentEntry;
  const file = reissueState({
    file: signedFileOf(parts.documents[0]!),
    changes: { nodes: [{ ...documentEntry, signing, kem: documentEntry.kem.slice(0, 1) }] },
    officers: officers.slice(0, 2).map(holderSigner),
    now,
  });
  return receiptDocument(UKR, file);
}

/** The document of a State in force, reissued with a second node behind the first, which has witness keys of its own. */
export function withSecondNode({ founded }: Pick<MadeSignedReceipt, 'founded'>, state: StateCode) {
  const { officers, documentEntry } = founded.states.get(state)!;
  const endpoint = { host: '127.0.0.1', port: 1 };
  const now = RECEIVED_AT - 1_000;
  const random = countingRandom(`second node of ${state}`);
  const second = makeNodeIdentity({ state, nodeId: 'second', endpoint, now, random }).documentEntry;
  const file = reissueState({
    file: signedFileOf(documentOf(founded, state)),
    changes: {
      nodes: [
        { ...documentEntry, kem: documentEntry.kem.slice(0, 1) },
        { ...second, log: { ...second.log, origin: `iims/${state}/audit/2` }, kem: second.kem.slice(0, 1) },
      ],
    },
    officers: officers.slice(0, 2).map(holderSigner),
    now,
  });
  return receiptDocument(state, file);
}

/** Which of these bytes can be flipped so that the file still verifies. */
export function flipsOfSignedReceipt({ file, rootOfTrust }: MadeSignedReceipt, places: Iterable<number>): number[] {
  const good = parseSignedReceipt(file);
  const trust = ReceiptTrust.of(rootOfTrust, good, []);
  const passed: number[] = [];
  for (const place of places) {
    const flipped = file.slice();
    flipped[place]! ^= 1 << (place % 8);
    try {
      const { documents, roots, ...parts } = parseSignedReceipt(flipped);
      // Documents that are the same are not verified again.
      const isSame = isDeepStrictEqual([documents, roots], [good.documents, good.roots]);
      if (isSame) verifySignedParts(trust, parts);
      else verifySignedReceipt({ file: flipped, rootOfTrust });
      passed.push(place);
    } catch (fault) {
      assert(fault instanceof IimsError && fault.code.startsWith('receipt.'), `a fault of receipts: ${fault}`);
    }
  }
  return passed;
}

let founded: FoundedFederation | undefined;
/** Founded once: making its keys takes longer than all else. */
function federation(): FoundedFederation {
  founded ??= foundedForTests(RECEIVED_AT - 86_400_000, 'demo-signed-receipts');
  return founded;
}
const KEM = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
