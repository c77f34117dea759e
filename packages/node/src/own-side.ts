// SPDX-License-Identifier: Apache-2.0
// Puts together what serves the own State: the officers' edge, and the socket of whoever administers the machine.
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { AttemptsUnderWay, RefusalBudget } from './access/lockout.ts';
import { pseudonymsUnder } from './access/pseudonym.ts';
import { SessionActivity } from './access/session.ts';
import { openTranslation } from './announcement-side.ts';
import type { AdminEdge } from './api/admin/method.ts';
import { buildAdminServer } from './api/admin/server.ts';
import { printUnknownFault } from './api/officer/fault.ts';
import { buildOfficerServer } from './api/officer/server.ts';
import { numbersNamed } from './archive/subjects-of-message.ts';
import type { AttachmentSide } from './attachment-side.ts';
import { Previews } from './attachments/previews.ts';
import { oneAtATime, verifyInThread } from './audit/verify-in-thread.ts';
import { systemClock, systemRandom } from './clock.ts';
import { CONNECTORS_FOLDER, IMPORTS_FOLDER, STORE_FILE } from './data-directory.ts';
import { directoryKeeping } from './directory/keep-own-directory.ts';
import { caseExports } from './export/export-case.ts';
import type { MailDesk } from './mails/mail-desk.ts';
import { messageDesk } from './messages/message-desk.ts';
import type { MessageDoor } from './messages/send.ts';
import type { NodeParts } from './node-parts.ts';
import { guardMessages } from './notices/guard-messages.ts';
import { noticeDesk } from './notices/notice-desk.ts';
import { Packs } from './packs/packs.ts';
import type { PartnerLinks } from './partner/links.ts';
import type { openReceipts } from './partner-side.ts';
import { ManifestPlaces } from './query/manifest-places.ts';
import { Connectors } from './registers/connectors/connectors.ts';
import { Imports } from './registers/import/imports.ts';
import { keysShown } from './trust/keys-shown.ts';
import { trustRefusals } from './trust/trust-refusals.ts';

/** What was put together before, and both edges use. */
export interface OwnSideParts extends Pick<AdminEdge, 'partnerTests' | 'witnessing' | 'webhooks' | 'mail'> {
  readonly links: PartnerLinks;
  readonly messages: MessageDoor;
  readonly attachments: AttachmentSide;
  readonly importedMails: MailDesk;
  readonly receipts: ReturnType<typeof openReceipts>;
  readonly imports: Imports;
  readonly connectors: Connectors;
  /** Folder of the built console, if this node serves it. */
  readonly consoleFolder: string | undefined;
}

/** Imports; what was approved before the node stopped goes on. */
export function openImports({
  directory,
  config,
  state,
  store,
  atRest,
  queries,
  persons,
}: NodeParts): Promise<Imports> {
  return Imports.open({
    store,
    folder: join(directory, IMPORTS_FOLDER),
    database: { path: join(directory, STORE_FILE), atRest },
    state,
    authority: config.authority,
    secondPerson: config.secondPersonForImports,
    queries,
    persons,
    clock: systemClock,
    random: systemRandom,
  });
}

/** Connectors; what was started goes on. */
export function openConnectors(parts: NodeParts, imports: Imports): Promise<Connectors> {
  const { directory, config, state, store } = parts;
  return Connectors.open({
    store,
    imports,
    folder: join(directory, CONNECTORS_FOLDER),
    importsFolder: join(directory, IMPORTS_FOLDER),
    names: { state, authority: config.authority },
    clock: systemClock,
    onUnknownFault: printUnknownFault,
  });
}

/** The officers' edge; the caller lets it listen. */
export function buildOfficerEdge(parts: NodeParts, own: OwnSideParts): Promise<FastifyInstance> {
  const {
    directory,
    config,
    state,
    store,
    persons,
    plates,
    atRest,
    trust,
    ownKeys,
    custodyWatch,
    suspensions,
    ownDecisions,
  } = parts;
  const { links, receipts, partnerTests, imports, connectors, witnessing, consoleFolder, webhooks } = own;
  const { messages, attachments, mail } = own;
  const desk = guardMessages(
    messageDesk(messages, config.secondPersonForMessages, attachments.passing),
    store,
    numbersNamed,
  );
  return buildOfficerServer({
    edge: {
      config,
      store,
      door: {
        state,
        store,
        clock: systemClock,
        random: systemRandom,
        underWay: new AttemptsUnderWay(),
        refusals: new RefusalBudget(),
      },
      asking: {
        state,
        authority: config.authority,
        exercise: config.exercise,
        store,
        persons,
        plates,
        ownDecisions,
        partners: links,
        clock: systemClock,
        random: systemRandom,
        pseudonym: pseudonymsUnder(ownKeys.secrets().pseudonym),
        quotas: parts.quotas,
        underWay: { count: 0 },
        queries: parts.queries,
        manifestPlaces: new ManifestPlaces(systemClock.monotonic),
        onHits: (states) => {
          for (const state of states) receipts.ofHits.wanted(state);
        },
        onNothingShown: (index, metCovert) => parts.showedNothing.note(index, metCovert),
      },
      personsFound: () => persons.followSoon(),
      receipts: {
        store,
        archive: receipts.archive,
        improve: receipts.fetchOne,
        improveSigned: receipts.fetchEntry,
      },
      messages: desk,
      notices: noticeDesk(messages, desk),
      attachments: attachments.desk,
      importedMails: own.importedMails,
      previews: new Previews(systemRandom, systemClock),
      contacts: directoryKeeping(messages),
      exports: caseExports({
        own: state,
        nodeId: config.nodeId,
        authority: config.authority,
        exercise: config.exercise,
        store,
        archive: receipts.archive,
        files: attachments.files,
        signing: () => ownKeys.inUse().signing,
        documentSigner: () => ownKeys.documentSigner(),
        clock: systemClock,
        random: systemRandom,
      }),
      verifyLog: oneAtATime(() => verifyInThread({ directory, atRest })),
      trust: trust.current,
      trustRefusals: () => trustRefusals(store.reader, trust.refused),
      witnessing,
      custody: () => custodyWatch.state(),
      keys: () => keysShown({ state, ownKeys, trust, clock: systemClock }),
      imports,
      ownDecisions,
      connectors,
      packs: openPacks(parts),
      suspensions,
      partnerTests,
      webhooks,
      mail,
      translation: openTranslation(parts),
    },
    activity: new SessionActivity(systemClock.now()),
    ...(consoleFolder === undefined ? {} : { consoleFolder }),
  });
}

function openPacks({ state, config, store, trust, ownKeys }: NodeParts): Packs {
  return new Packs({
    state,
    authority: config.authority,
    exercise: config.exercise,
    store,
    trust: trust.current,
    signers: () => ownKeys.inUse().signing,
    clock: systemClock,
    random: systemRandom,
  });
}

/** The administrator's edge; the caller lets it listen at the socket. */
export function buildAdminEdge(
  parts: NodeParts,
  { partnerTests, witnessing, webhooks, mail }: OwnSideParts,
): FastifyInstance {
  const { config, state, store, ownKeys, trust, suspensions } = parts;
  return buildAdminServer({
    state,
    nodeId: config.nodeId,
    ownKeys,
    trust,
    trustRefusals: () => trustRefusals(store.reader, trust.refused),
    suspensions,
    partnerTests,
    witnessing,
    webhooks,
    mail,
    clock: systemClock,
  });
}
