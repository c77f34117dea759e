// SPDX-License-Identifier: Apache-2.0
// The closed catalogue of faults. `spec/errors.md` lists the same codes and `tools/tidy.ts` compares the two.

/** Who has to act on a fault. */
export type Actor = 'caller' | 'partner' | 'administrator' | 'nobody';

/** What a code says about itself. */
export interface ErrorKind {
  /** HTTP status at the officer's edge. */
  readonly status: number;
  readonly actsNext: Actor;
  /** Whether the same call may succeed later without a change. */
  readonly retry: boolean;
}

const caller = (status: number): ErrorKind => ({ status, actsNext: 'caller', retry: false });
const partner = (retry: boolean): ErrorKind => ({ status: 502, actsNext: 'partner', retry });
const administrator = (status: number): ErrorKind => ({ status, actsNext: 'administrator', retry: false });
const source = (retry: boolean): ErrorKind => ({ status: 502, actsNext: 'administrator', retry });
const later = (status: number): ErrorKind => ({ status, actsNext: 'nobody', retry: true });

/** The catalogue: every code, and what it says about itself. */
export const ERRORS = {
  // Input from outside, refused before anything is verified or stored.
  'json.syntax': caller(400),
  'json.too-large': caller(413),
  'json.too-deep': caller(400),
  'json.duplicate-key': caller(400),
  'json.forbidden-key': caller(400),
  'json.lone-surrogate': caller(400),
  'json.number-range': caller(400),
  'json.encoding': caller(400),
  'cbor.malformed': caller(400),
  'cbor.not-deterministic': caller(400),
  'bytes.malformed': caller(400),
  'input.invalid': caller(400),
  'input.empty': caller(400),
  'input.too-long': caller(400),
  'input.control-character': caller(400),
  'input.unreadable': caller(400),
  'mrz.unreadable': caller(400),
  'query.purpose': caller(400),
  'query.case-reference': caller(400),
  'manifest.too-large': caller(413),
  'manifest.too-many': caller(400),
  'manifest.columns': caller(400),
  'manifest.too-little': caller(400),

  // Access at the officer's edge.
  'access.not-signed-in': caller(401),
  'access.credentials': caller(401),
  'access.locked': later(429),
  'access.csrf': caller(403),
  'access.denied': caller(403),
  'access.not-found': caller(404),
  'access.host': caller(403),
  'access.busy': later(503),

  // Offline packs.
  'pack.malformed': caller(400),
  'pack.other-device': caller(400),
  'pack.locked': caller(400),
  'pack.damaged': caller(400),
  'pack.signature': caller(400),
  'pack.clock': caller(400),
  'pack.expired': caller(400),
  'pack.replaced': caller(400),
  'pack.ended': caller(400),
  'pack.uses-spent': caller(400),
  'pack.log-cut': caller(400),
  'pack.in-use': later(503),
  'pack.busy': later(503),
  'pack.too-large': caller(409),
  'pack.too-many': caller(409),
  'pack.no-officer': caller(409),
  'pack.no-secret': caller(409),
  'pack.device-struck': caller(409),
  'pack.not-found': caller(404),

  // Keys, and the envelopes of partners.
  'key.malformed': administrator(500),
  'envelope.magic': partner(false),
  'envelope.malformed': partner(false),
  'envelope.too-large': partner(false),
  'envelope.header': partner(false),
  'envelope.suite': partner(false),
  'envelope.not-yet-valid': partner(false),
  'envelope.expired': partner(false),
  'envelope.not-recipient': partner(false),
  'envelope.open-failed': partner(false),
  'envelope.padding': partner(false),
  'envelope.content': partner(false),
  'envelope.unknown-sender': partner(false),
  'envelope.signature': partner(false),
  'envelope.item-proof': partner(false),
  'envelope.source-changed': caller(400),
  'envelope.exercise': partner(false),

  // The signed trust list, and the node's own keys.
  'trust.malformed': partner(false),
  'trust.threshold': partner(false),
  'trust.signature': partner(false),
  'trust.expired': partner(false),
  'trust.early': partner(false),
  'trust.rollback': partner(false),
  'trust.equivocation': partner(false),
  'trust.gap': partner(true),
  'trust.mix': partner(false),
  'trust.unknown-state': partner(false),
  'trust.key-taken': partner(false),
  'trust.too-often': partner(true),
  'trust.missing': administrator(500),
  'trust.demo': administrator(500),
  'trust.own-keys': administrator(500),
  'keys.missing': administrator(500),
  'keys.exposed': administrator(500),
  'keys.damaged': administrator(500),
  'keys.exists': administrator(500),
  'keys.locked': administrator(500),
  'keys.unwrapped': administrator(500),
  'keys.custody': administrator(500),
  'keys.token-module': administrator(500),
  'keys.token-gone': administrator(500),
  'keys.token-replaced': administrator(500),
  'keys.pin-wrong': administrator(500),
  'keys.pin-locked': administrator(500),
  'mail.refused': administrator(502),
  'mail.tls': administrator(502),
  'mail.unreachable': source(true),
  'translation.off': administrator(409),
  'translation.unopened': caller(409),
  'translation.nothing': caller(409),
  'translation.answer': administrator(502),
  'translation.unreachable': source(true),
  'webhook.address': administrator(500),
  'webhook.refused': administrator(502),
  'webhook.secret': administrator(500),
  'webhook.unreachable': source(true),
  'partner.address': administrator(500),

  // Whatever the catalogue does not name: its text stays inside.
  'node.fault': administrator(500),
  'node.unreachable': later(502),
  'node.running': administrator(500),
  'node.start-failed': administrator(500),
  'node.address-in-use': administrator(500),
  'node.admin-exposed': administrator(500),
  'selftest.failed': administrator(500),

  // The log: signed notes and checkpoints, and the node's own publishing.
  'note.malformed': partner(false),
  'note.signature': partner(false),
  'checkpoint.malformed': partner(false),
  'checkpoint.origin': partner(false),
  'proof.malformed': partner(false),
  'proof.not-included': partner(false),
  'witness.malformed': partner(false),
  'witness.moved': partner(true),
  'witness.clock': { status: 503, actsNext: 'administrator', retry: true },
  'fork.not-proven': partner(false),
  'log.publish-failed': administrator(500),
  'log.disk-full': { status: 507, actsNext: 'administrator', retry: true },
  'log.head-moved': administrator(500),
  'log.rolled-back': administrator(500),
  'log.forked': administrator(500),
  'log.damaged': administrator(500),
  'log.entries-changed': administrator(500),

  // The command line.
  'cli.usage': caller(400),
  'disk.failed': { status: 507, actsNext: 'administrator', retry: true },

  // The ceremony, and the papers that go from hand to hand.
  'ceremony.malformed': caller(400),
  'ceremony.machine': administrator(500),
  'ceremony.share': caller(400),
  'ceremony.shares': caller(400),
  'ceremony.sheet-folder': caller(400),
  'ceremony.proof': caller(400),
  'ceremony.draft-changed': caller(400),
  'ceremony.not-a-signer': caller(400),
  'ceremony.signed-already': caller(400),
  'ceremony.fingerprint': caller(400),
  'ceremony.declined': caller(400),
  'ceremony.transcript': caller(400),

  // Configuration of a node.
  'config.missing': administrator(500),
  'config.invalid': administrator(500),

  // Queries between nodes.
  'query.busy': later(503),
  'query.quota': later(429),
  'manifest.busy': later(503),
  'partner.unreachable': partner(true),
  'partner.connection-lost': partner(true),
  'partner.not-trusted': partner(false),
  'partner.suspended': partner(false),
  'partner.already-suspended': caller(409),
  'partner.not-suspended': caller(409),
  'partner.unresolved': partner(true),
  'partner.handshake': partner(false),
  'partner.line-closed': partner(false),
  'partner.no-rights': partner(false),
  'partner.clock': partner(false),
  'partner.other-list': partner(true),
  'partner.busy': partner(true),
  'partner.refused': partner(false),
  'partner.answer-rejected': partner(false),
  'frame.unknown-partner': partner(false),
  'frame.kind': partner(false),
  'frame.too-large': partner(false),
  'frame.trust-list': partner(false),

  // Messages between bureaus.
  'message.malformed': partner(false),
  'message.request': partner(false),
  'message.sender': partner(false),
  'message.not-addressed': partner(false),
  'message.exercise': partner(false),
  'message.replayed': partner(false),
  'message.sequence': partner(false),
  'message.receipt': partner(false),
  'message.too-large': caller(413),
  'message.busy': later(503),
  'message.recipient': caller(400),
  'message.group': caller(400),
  'message.no-recipient': caller(400),
  'message.not-found': caller(404),
  'message.erased': caller(410),
  'message.not-overdue': caller(409),
  'message.unfinished': caller(409),
  'message.not-own': caller(409),
  'message.deleted': caller(410),
  'message.not-waiting': caller(404),
  'message.request-recalled': caller(409),
  'message.own-proposal': caller(403),
  'message.changed': caller(409),
  'message.waiting-full': caller(409),
  'handling.refused': caller(403),
  'handling.not-released': partner(false),
  'message.reply-kind': caller(409),
  'message.notice': partner(false),

  // Files that go beside a message.
  'attachment.not-found': caller(404),
  'attachment.out-of-step': caller(409),
  'attachment.part-damaged': caller(400),
  'attachment.incomplete': caller(400),
  'attachment.recipients': caller(409),
  'attachment.not-here': caller(409),
  'attachment.too-many': caller(409),
  'attachment.differs': partner(false),
  'attachment.no-preview': caller(409),

  // Mail that an operator imports.
  'mail.malformed': caller(400),
  'mail.too-complex': caller(400),
  'mail.too-large': caller(413),
  'mail.not-found': caller(404),
  'mail.already-here': caller(409),

  // Batch signatures, and receipts: what a court checks, and how one comes by one.
  'batch.proof': partner(false),
  'receipt.malformed': caller(400),
  'receipt.root': caller(400),
  'receipt.document': caller(400),
  'receipt.question': caller(400),
  'receipt.answer': caller(400),
  'receipt.binding': caller(400),
  'receipt.entry': caller(400),
  'receipt.log': caller(400),
  'receipt.batch': caller(400),
  'receipt.key-revoked': caller(400),
  'receipt.message': caller(400),
  'receipt.not-found': caller(404),
  'receipt.request': partner(false),
  'receipt.unknown': partner(false),
  'receipt.not-published': partner(true),

  // National algorithms.
  'national.missing': administrator(500),
  'national.stopped': { status: 500, actsNext: 'administrator', retry: true },
  'national.late': { status: 500, actsNext: 'administrator', retry: true },
  'national.answer': administrator(500),
  'national.busy': later(503),
  'national.mixed': caller(400),
  'national.refused': partner(false),
  'national.required': partner(false),

  // Imports into a register.
  'import.encoding': caller(400),
  'import.quotes': caller(400),
  'import.columns': caller(400),
  'import.line-too-long': caller(400),
  'import.markup': caller(400),
  'import.mapping': caller(400),
  'import.too-large': caller(413),
  'import.key-crowded': caller(400),
  'import.empty': caller(400),
  'import.out-of-step': caller(409),
  'import.incomplete': caller(409),
  'import.not-found': caller(404),
  'import.standing': caller(409),
  'import.under-way': later(409),
  'import.register-changed': caller(409),
  'import.second-person': caller(403),
  'import.nothing-to-revert': caller(409),
  'import.damaged': administrator(500),
  'register.unknown': caller(404),
  'register.exists': caller(409),
  'register.from-source': caller(409),
  'register.kept-by-hand': caller(409),

  // Connectors: sources that a State already has.
  'connector.unknown': caller(404),
  'connector.invalid': administrator(500),
  'connector.exposed': administrator(500),
  'connector.changed': caller(409),
  'connector.declined': caller(409),
  'connector.standing': caller(409),
  'connector.under-way': later(409),
  'connector.unreachable': source(true),
  'connector.tls': source(false),
  'connector.sign-in': source(false),
  'connector.writable': source(false),
  'connector.columns': source(false),
  'connector.too-slow': source(true),
  'connector.too-large': source(false),
  'connector.answer': source(true),

  // Alerts.
  'alert.exists': caller(409),
  'alert.not-found': caller(404),
  'alert.own-entry': caller(403),
  'alert.changed': caller(409),
  'alert.quality': caller(400),
  'alert.waiting-full': caller(409),
  'alert.not-executed-full': caller(409),

  // Notices.
  'notice.not-found': caller(404),
  'notice.own-draft': caller(403),
  'notice.changed': caller(409),
  'notice.decided': caller(409),
  'notice.withdrawn': caller(409),
  'notice.not-reviewed': caller(409),
  'notice.too-many-waiting': caller(409),
  'notice.withdraw-instead': caller(409),
  'notice.refused-purpose': caller(409),

  // Drafts.
  'draft.not-found': caller(404),
  'draft.too-many': caller(409),

  // A bureau's own files of cases, and templates.
  'case.not-found': caller(404),
  'case.no-task': caller(404),
  'case.standing': caller(409),
  'case.unfinished': caller(409),
  'case.full': caller(409),
  'case.held': caller(409),
  'case.holds-full': caller(409),
  'case.not-held': caller(409),
  'case.own-hold': caller(409),

  // What leaves a node as a file, and what a court reads of it.
  'export.nothing': caller(404),
  'export.too-large': caller(413),
  'container.malformed': caller(400),
  'container.changed': caller(400),
  'container.signature': caller(400),
  'container.seal': caller(400),
  'container.message': caller(400),
  'check.not-scheduled': caller(404),
  'check.too-many': caller(409),
  'template.not-found': caller(404),
  'template.too-many': caller(409),

  // Requests of officers that a hit be confirmed.
  'confirmation.asked-already': caller(409),
  'confirmation.no-hit': caller(404),
  'confirmation.not-found': caller(404),
  'confirmation.settled': caller(409),
  'confirmation.too-many': caller(409),

  // The store.
  'store.busy': later(503),
  'store.full': { status: 507, actsNext: 'administrator', retry: true },
  'store.failed': administrator(500),
  'store.schema': administrator(500),
  'store.sealed': administrator(500),
  'index.damaged': administrator(500),
  'backup.damaged': administrator(500),
  'backup.other-key': caller(400),
  'query.id-used': partner(false),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** What one fault adds to its code. */
export interface ErrorDetail {
  /** What is wrong, in words without personal data or secrets. */
  readonly message: string;
  /** The field of the input that breaks the rule, as a path (`subjects.0.number`). */
  readonly field?: string;
  /** The rule that is broken. */
  readonly rule?: string;
  /** What the reader can do about it. */
  readonly fix?: string;
  /** In how many ms the same call may succeed, where that is known. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A fault with a code of the catalogue. Its text may be shown to strangers. */
export class IimsError extends Error {
  override readonly name = 'IimsError';
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly rule: string | undefined;
  readonly fix: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, detail: ErrorDetail) {
    super(detail.message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.field = detail.field;
    this.rule = detail.rule;
    this.fix = detail.fix;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** What the catalogue says of a fault. Apart from it, so that a page that only throws faults does not carry the catalogue. */
export function kindOf({ code }: IimsError): ErrorKind {
  return ERRORS[code];
}

/** The JSON form of a fault: `{code, message, field?, rule?, fix?}`. */
export function errorToJson(error: IimsError): Record<string, string> {
  const json: Record<string, string> = { code: error.code, message: error.message };
  if (error.field !== undefined) json.field = error.field;
  if (error.rule !== undefined) json.rule = error.rule;
  if (error.fix !== undefined) json.fix = error.fix;
  return json;
}
