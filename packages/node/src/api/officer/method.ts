// SPDX-License-Identifier: Apache-2.0
// What a method of the officer's edge is: one file each, named as the method, listed in `server.ts`.
import type { TrustList } from '@iims/crypto/trust-list';
import type { LogVerdict } from '@iims/tlog/verify-log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Permission } from '../../access/permissions.ts';
import type { Session } from '../../access/session.ts';
import type { SignInDoor } from '../../access/sign-in.ts';
import type { OwnDecisions } from '../../alerts/own-decisions.ts';
import type { MailLine } from '../../announcements/mail-line.ts';
import type { Webhooks } from '../../announcements/webhooks.ts';
import type { AttachmentDesk } from '../../attachments/attachment-desk.ts';
import type { Previews } from '../../attachments/previews.ts';
import type { WitnessingState } from '../../audit/witnessing.ts';
import type { NodeConfig } from '../../config.ts';
import type { DirectoryKeeping } from '../../directory/keep-own-directory.ts';
import type { CaseExports } from '../../export/export-case.ts';
import type { MailDesk } from '../../mails/mail-desk.ts';
import type { MessageDesk } from '../../messages/message-desk.ts';
import type { NoticeDesk } from '../../notices/notice-desk.ts';
import type { Packs } from '../../packs/packs.ts';
import type { PartnerTests } from '../../partner/partner-tests.ts';
import type { Suspensions } from '../../partner/suspensions.ts';
import type { Asking } from '../../query/ask.ts';
import type { Exporting } from '../../receipts/export-receipts.ts';
import type { Connectors } from '../../registers/connectors/connectors.ts';
import type { Imports } from '../../registers/import/imports.ts';
import type { Store } from '../../store/store.ts';
import type { Translating } from '../../translation/translate-message.ts';
import type { CustodyState } from '../../trust/custody-watch.ts';
import type { KeysShown } from '../../trust/keys-shown.ts';
import type { TrustRefusals } from '../../trust/trust-refusals.ts';

/** What the methods work on. */
export interface OfficerEdge {
  readonly config: NodeConfig;
  readonly store: Store;
  readonly door: SignInDoor;
  readonly asking: Asking;
  /** Resolves when persons whom the registers hold at the call are found, or after a moment. */
  readonly personsFound: () => Promise<void>;
  /** Verifies this node's whole log as it lies on disk. */
  readonly verifyLog: () => Promise<LogVerdict>;
  readonly receipts: Exporting;
  readonly messages: MessageDesk;
  readonly attachments: AttachmentDesk;
  readonly importedMails: MailDesk;
  readonly previews: Previews;
  readonly contacts: DirectoryKeeping;
  readonly exports: CaseExports;
  readonly notices: NoticeDesk;
  /** The trust list in force at the moment of the call. */
  readonly trust: () => TrustList;
  /** What was refused of the trust list lately. */
  readonly trustRefusals: () => Promise<TrustRefusals>;
  /** How this node and its partners witness each other's logs: plain data for JSON. */
  readonly witnessing: () => Promise<WitnessingState>;
  /** Whether the node reaches its keys. */
  readonly custody: () => CustodyState;
  /** The node's keys as the administrator may see them. */
  readonly keys: () => Promise<KeysShown>;
  readonly imports: Pick<
    Imports,
    | 'begin'
    | 'take'
    | 'tryOut'
    | 'preview'
    | 'approve'
    | 'abandon'
    | 'revert'
    | 'findingOf'
    | 'status'
    | 'list'
    | 'lastSettings'
  >;
  readonly ownDecisions: OwnDecisions;
  readonly connectors: Pick<Connectors, 'list' | 'test' | 'start' | 'stop'>;
  readonly packs: Pick<Packs, 'make' | 'take' | 'list' | 'hits'>;
  readonly suspensions: Pick<Suspensions, 'suspend' | 'resume' | 'list'>;
  readonly partnerTests: Pick<PartnerTests, 'test' | 'last'>;
  readonly webhooks: Pick<Webhooks, 'list'>;
  /** Undefined where no mailbox is configured. */
  readonly mail: Pick<MailLine, 'state'> | undefined;
  /** Undefined where no translation service is configured. */
  readonly translation: Translating | undefined;
}

export interface Call<Input> {
  readonly edge: OfficerEdge;
  /** The session of the caller; absent only on methods that are open to everyone. */
  readonly session: Session;
  readonly input: Input;
  /** The body of a method that takes bytes; empty for all others. */
  readonly bytes: Uint8Array;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Tells the administrator of a fault that the method answers by itself, if the catalogue does not name it. */
  readonly noteFault: (thrown: unknown) => void;
}

export interface Method<Input> {
  readonly verb: 'GET' | 'POST';
  /** A POST whose body is bytes, at most so many; its input is the query string. */
  readonly bytesMax?: number;
  /** The bytes are overwritten when `run` has ended: it keeps none of them. */
  readonly bytesAreLent?: true;
  /** A POST whose JSON may be longer than that of other methods, in bytes. */
  readonly jsonBytesMax?: number;
  readonly path: `/api/${string}`;
  /** The permission that `authorise` demands, or `open` for the one door that leads in. */
  readonly permission: Permission | 'open';
  /** Permissions that an input needs beside the method's own. */
  readonly alsoNeeds?: (input: Input) => readonly Permission[];
  /** Checks the body of a POST, or the query string of a GET or of a method that takes bytes. */
  readonly input: z.ZodType<Input>;
  /**
   * What it answers with in JSON. Real answers are held against it in every test of this edge; a node never reads it, and does not
   * load the three megabytes of these schemas.
   */
  readonly answer?: () => Promise<z.ZodType>;
  /** One line of an answer that comes line by line. */
  readonly answerLine?: () => Promise<z.ZodType>;
  /** It answers with bytes. */
  readonly answersBytes?: true;
  /** Returns what is sent as JSON, or undefined when it has answered by itself. */
  run(call: Call<Input>): Promise<object | undefined>;
}

/** Keeps the input's type while methods of different inputs share one list. */
export function method<Input>(definition: Method<Input>): Method<unknown> {
  return definition as Method<unknown>;
}
