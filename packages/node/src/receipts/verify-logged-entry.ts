// SPDX-License-Identifier: Apache-2.0
// That an opened entry is in the log of the node that signed a receipt, who has witnessed it, and what that is worth after a key was
// revoked (spec/receipt.md, 10, 12 and 13).
import type { VerifyKey } from '@iims/crypto/keys';
import { CLOCK_DIFFERENCE_MAX_MS } from '@iims/crypto/trust-list';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { type LogKeys, openCheckpoint, type SignedCheckpoint } from '@iims/tlog/checkpoint';
import { COMMITMENT_BYTES, entryCommitment } from '@iims/tlog/entry-bundle';
import { isBy, noteKey, parseNote } from '@iims/tlog/note';
import { claimedOrigin, cosignersOf, type Witness, witnessedAtSeconds } from '@iims/tlog/policy';
import { parseProofFile, requireIncluded } from '@iims/tlog/proof-file';
import type { AuditEventName } from '@iims/wire/audit-events';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { CHECKPOINTS_MAX } from './receipt-exchange.ts';
import type { EntryInLog } from './receipt-file.ts';
import type { ReceiptTrust, Signer } from './receipt-trust.ts';

/** How much stands behind the entry: a quorum of partners, the log's own word, or nothing but the answer's signature. */
export type ReceiptStanding = 'witnessed' | 'provisional' | 'unlogged';

/** Where and since when the entry is in the log. Times in milliseconds since 1970. */
export interface LoggedFacts {
  readonly origin: string;
  readonly index: number;
  readonly treeSize: number;
  /** When the log signed the tree. */
  readonly treeSignedAt: number;
  readonly loggedAt: number;
  /** States that cosigned the checkpoint. */
  readonly witnesses: readonly StateCode[];
  /** How many the root asks for. */
  readonly quorum: number;
  /** When a quorum had seen it; absent below the quorum. */
  readonly witnessedAt?: number;
}

/** An entry whose place in the log is proven. */
export interface LoggedEntry {
  readonly facts: LoggedFacts;
  /** The pair that signed the checkpoint. */
  readonly keys: readonly VerifyKey[];
}

/** What an opened entry says: its time, and all fields of its body. */
export interface OpenedEntry {
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads an entry of one of these events; nothing of it is verified. @throws IimsError `receipt.entry` */
export function readOpenedEntry({ salt, body }: EntryInLog, events: readonly AuditEventName[]): OpenedEntry {
  if (salt.length !== COMMITMENT_BYTES) throw refused('receipt.entry', `a salt has ${COMMITMENT_BYTES} bytes`);
  const fields = within('receipt.entry', () => decodeCbor(body)) as Record<string, unknown> | null;
  if (!(events as readonly unknown[]).includes(fields?.event) || !Number.isSafeInteger(fields?.at)) {
    throw refused('receipt.entry', `an entry ${events.join(' or ')} with its time`);
  }
  return { at: fields!.at as number, fields: fields! };
}

/** @param loggedAt the time that the entry says of itself. @throws IimsError `receipt.log` */
export function verifyLogged(
  trust: ReceiptTrust,
  { salt, body, proof }: EntryInLog,
  loggedAt: number,
  { node, last = new LastCheckpoints() }: { readonly node: TrustedNode; readonly last?: LastCheckpoints | undefined },
): LoggedEntry {
  return within('receipt.log', () => {
    const file = parseProofFile(proof);
    if (file.extra !== undefined) throw refused('receipt.log', 'a proof without extra data, which nobody signs');
    const { tree, size, root, keys } = last.open(trust, node, file.checkpoint);
    requireIncluded(file, entryCommitment(salt, body), { size, root });
    if (tree.treeSignedAt < loggedAt - CLOCK_DIFFERENCE_MAX_MS)
      throw refused('receipt.log', 'the checkpoint is not older than the entry');
    return { facts: { ...tree, index: file.index, loggedAt }, keys };
  });
}

/** What a checkpoint shows by itself, once its lines are verified. */
interface OpenedTree extends Pick<SignedCheckpoint, 'size' | 'root'> {
  readonly tree: Omit<LoggedFacts, 'index' | 'loggedAt'>;
  readonly keys: readonly VerifyKey[];
}

/** The checkpoints that were opened last: entries that are given together share a few, whose many signatures are verified once, good or bad. */
export class LastCheckpoints {
  readonly #last: {
    readonly trust: ReceiptTrust;
    readonly node: TrustedNode;
    readonly bytes: Uint8Array;
    readonly outcome: OpenedTree | IimsError;
  }[] = [];

  /** @throws IimsError `receipt.log`, and as `openCheckpoint` and `cosignersOf` */
  open(trust: ReceiptTrust, node: TrustedNode, bytes: Uint8Array): OpenedTree {
    // A State's other nodes have other logs, and a document that came since may list other keys.
    const last = this.#last.find((one) => one.trust === trust && one.node === node && equalBytes(one.bytes, bytes));
    const outcome = last?.outcome ?? openOrFault(trust, node, bytes);
    if (last === undefined) this.#last.unshift({ trust, node, bytes, outcome });
    this.#last.length = Math.min(this.#last.length, CHECKPOINTS_MAX);
    if (outcome instanceof IimsError) throw outcome;
    return outcome;
  }
}

function openOrFault(trust: ReceiptTrust, node: TrustedNode, bytes: Uint8Array): OpenedTree | IimsError {
  try {
    return openTree(trust, node, bytes);
  } catch (fault) {
    if (fault instanceof IimsError) return fault;
    throw fault;
  }
}

function openTree(trust: ReceiptTrust, node: TrustedNode, bytes: Uint8Array): OpenedTree {
  const origin = claimedOrigin(bytes);
  const { log, at } = logAtItsTime(trust, node, origin, bytes);
  const listed = trust.witnessesOf(node.state, at);
  const quorum = trust.root.witnessQuorum;
  const witnesses = listed.map(({ witness }) => witness);
  const checkpoint = openCheckpoint(bytes, log);
  const cosigners = cosignersOf(checkpoint, witnesses);
  requireKnownLines(checkpoint, witnesses);
  // A root that asks for none: the log's word alone is no witness (spec/receipt.md, 12).
  const witnessedAt = witnessedAtSeconds(cosigners, Math.max(1, quorum));
  const tree = {
    origin,
    treeSize: checkpoint.size,
    treeSignedAt: at,
    witnesses: listed
      .filter(({ witness }) => cosigners.some(({ name }) => name === witness.name))
      .map(({ state }) => state),
    quorum,
    ...(witnessedAt === undefined ? {} : { witnessedAt: witnessedAt * 1_000 }),
  };
  return { tree, size: checkpoint.size, root: checkpoint.root, keys: keysThatSigned(bytes, log) };
}

/** The log's keys that counted when it signed the checkpoint, which is verified with any of its keys to learn when that was. */
function logAtItsTime(
  trust: ReceiptTrust,
  node: TrustedNode,
  origin: string,
  checkpoint: Uint8Array,
): { readonly log: LogKeys; readonly at: number } {
  const ever = trust.logOf(node, origin);
  if (ever === undefined) throw refused('receipt.log', 'the log of the node that signed the answer');
  const at = openCheckpoint(checkpoint, ever).signedAtSeconds * 1_000;
  const log = trust.logOf(node, origin, at);
  if (log === undefined) throw refused('receipt.log', "a document in force at the checkpoint's time lists the log");
  return { log, at };
}

/** A line that nobody can verify says nothing, and whoever reads a receipt might think that it did. */
function requireKnownLines({ otherSignatures }: SignedCheckpoint, witnesses: readonly Witness[]): void {
  const known = witnesses.flatMap(({ name, keys }) => keys.map((key) => noteKey(name, key)));
  if (otherSignatures.every((line) => known.some((key) => isBy(line, key)))) return;
  throw refused('receipt.log', 'every line under the checkpoint is by the log or by a witness');
}

function keysThatSigned(checkpoint: Uint8Array, { origin, keys }: LogKeys): VerifyKey[] {
  const { signatures } = parseNote(checkpoint);
  const pair = keys.find(({ ed25519 }) => signatures.some((line) => isBy(line, noteKey(origin, ed25519))));
  return pair === undefined ? [] : [pair.ed25519, pair.mldsa44];
}

export function standingOf(logged: LoggedEntry | undefined): ReceiptStanding {
  if (logged === undefined) return 'unlogged';
  return logged.facts.witnessedAt === undefined ? 'provisional' : 'witnessed';
}

/**
 * After a key was revoked only the partners' word puts a signature before that. Returns since when it is, if it is.
 * @throws IimsError `receipt.key-revoked`
 */
export function judgeRevocation(
  trust: ReceiptTrust,
  { node, keys }: Signer,
  logged: LoggedEntry | undefined,
): number | undefined {
  const used = [keys.ed25519, keys.mldsa65, ...(logged?.keys ?? [])];
  const revokedSince = trust.withdrawnSince(node.state, used);
  if (revokedSince === undefined) return undefined;
  const witnessedAt = logged?.facts.witnessedAt;
  if (witnessedAt !== undefined && witnessedAt <= revokedSince) return revokedSince;
  throw refused('receipt.key-revoked', 'a quorum of witnesses saw the entry before a key that signed was revoked');
}

/** Runs one part of the verification; what it throws becomes the cause of that part's code. */
export function within<T>(code: ErrorCode, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof IimsError) || cause.code.startsWith('receipt.')) throw cause;
    throw refused(code, cause.rule ?? cause.message, cause);
  }
}

export function refused(code: ErrorCode, rule: string, cause?: unknown): IimsError {
  return new IimsError(code, { message: 'The receipt does not hold.', rule, cause });
}

/** Whether a field that somebody wrote holds these bytes. */
export function isBytes(value: unknown, expected: Uint8Array): boolean {
  return value instanceof Uint8Array && equalBytes(value, expected);
}
