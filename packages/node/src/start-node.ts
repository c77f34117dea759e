// SPDX-License-Identifier: Apache-2.0
// Starts a node from its data directory and stops it again: the one place where everything is put together.
import { isClockConfirmed } from '@iims/crypto/trust-standing';
import { requireKnownAnswers } from '@iims/tlog/known-answers';
import type { StateCode } from '@iims/wire/identifiers';
import { makeAdminSocket } from './admin-socket.ts';
import { followAlerts } from './alert-side.ts';
import { keepReviewReminders } from './alerts/review-reminder.ts';
import { openMail, openWebhooks, startMail, startWebhooks } from './announcement-side.ts';
import { printUnknownFault } from './api/officer/fault.ts';
import { keepMessages } from './archive/keep-messages.ts';
import { followMessages } from './archive-side.ts';
import { openAttachments } from './attachment-side.ts';
import { keepAttachments } from './attachments/keep-attachments.ts';
import { type Publisher, startPublisher } from './audit/publisher.ts';
import { Witnessing, type WitnessingParts } from './audit/witnessing.ts';
import { systemClock, systemRandom } from './clock.ts';
import type { NodeConfig } from './config.ts';
import { directoryKeeping } from './directory/keep-own-directory.ts';
import { keepSchedules } from './directory/keep-schedules.ts';
import { keepPartnersTold } from './directory/tell-new-partners.ts';
import { listen } from './listen.ts';
import { keepMails } from './mails/keep-mails.ts';
import { mailDesk } from './mails/mail-desk.ts';
import { MailUploads } from './mails/mail-uploads.ts';
import { openMessages } from './message-side.ts';
import { keepClocks } from './messages/keep-clocks.ts';
import { keepEndings } from './messages/keep-endings.ts';
import type { MessageDoor } from './messages/send.ts';
import { type NodeParts, openNodeParts } from './node-parts.ts';
import { keepNotices } from './notices/keep-notices.ts';
import { buildAdminEdge, buildOfficerEdge, openConnectors, openImports } from './own-side.ts';
import { keepTrustFresh } from './partner/keep-trust-fresh.ts';
import type { PartnerLinks } from './partner/links.ts';
import { buildPartnerEdge, openLinks, openPartnerTests, openReceipts } from './partner-side.ts';
import { keepRetention } from './store/retention.ts';
import { keepKeysInTime } from './trust/keep-keys-in-time.ts';

export interface RunningNode {
  readonly state: StateCode;
  readonly officerUrl: string;
  /** Sends messages for a program that runs the node itself, such as a measurement. */
  readonly messages: MessageDoor;
  /** Stops taking work, lets what is under way end, publishes the log and closes the store. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly directory: string;
  /** Folder of the built console, if this node serves it. */
  readonly consoleFolder?: string;
  /** How the keys are unlocked, if otherwise than the configuration says. */
  readonly custody?: NodeConfig['custody'];
  /** Another pace of witnessing than the usual, and what happens when the log may not go on. */
  readonly witnessing?: Pick<WitnessingParts, 'pace' | 'onFatal'>;
}

/** What is open already is closed again when a later step fails, so that the process can end. */
export async function startNode(options: StartOptions): Promise<RunningNode> {
  requireKnownAnswers();
  const closing = new AsyncDisposableStack();
  try {
    return { ...(await openNode(options, closing)), stop: () => closing.disposeAsync() };
  } catch (fault) {
    await closing.disposeAsync();
    throw fault;
  }
}

async function openNode(options: StartOptions, closing: AsyncDisposableStack): Promise<Omit<RunningNode, 'stop'>> {
  const { directory, consoleFolder, custody, witnessing: pace } = options;
  const parts = await openNodeParts(directory, custody, closing);
  const { config, state, store, trust, ownKeys, signing, queries } = parts;
  const links = openLinks(parts);
  closing.defer(() => links.close());
  // Recovery first: what was durable before a crash is published before anything else is added.
  const { witnessing, publisher } = await openLog(parts, { links, pace }, closing);
  await store.write({ event: 'node.started', body: { nodeId: config.nodeId } });
  const isConfirmed = () => isClockConfirmed(trust.current(), state, systemClock.now());
  const erasing = await keepRetention(store, config.retention, { now: systemClock.now, isConfirmed });
  closing.defer(() => erasing.stop());
  const reminding = await keepReviewReminders(store, systemClock.now);
  closing.defer(() => reminding.stop());
  const clockKeeping = await keepClocks(store, systemClock.now);
  closing.defer(() => clockKeeping.stop());
  const attest = () => trust.attest(state, { holder: config.nodeId, ...ownKeys.inUse().signing });
  await attest();
  await ownKeys.destroyEnded();

  const receipts = openReceipts(parts, links);
  closing.defer(() => receipts.ofHits.stop());
  closing.defer(() => receipts.ofMessages.stop());
  const onSigned = (by: StateCode) => receipts.ofMessages.wanted(by);
  const messages = openMessages(parts, links, onSigned);
  closing.defer(() => messages.delivery.stop());
  const attachments = openAttachments(parts, links, messages.door);
  closing.defer(() => attachments.uploads.stop());
  closing.defer(() => attachments.fetching.stop());
  const partnerEdge = buildPartnerEdge(parts, witnessing, { messages, attachments, receipts });
  closing.defer(() => partnerEdge.close());
  await listen(partnerEdge, config.partnerEdge);
  witnessing.start(() => publisher.size());
  // With the partners' edge open: of nodes that start together, the last one meets all others.
  const trustKeeping = await keepTrustFresh({ state, trust, links, attest, clock: systemClock, queries });
  closing.defer(() => trustKeeping.stop());
  await messages.delivery.start();
  await receipts.ofHits.start();
  await receipts.ofMessages.start();
  const attachmentKeeping = await keepAttachments(attachments.keeping);
  closing.defer(() => attachmentKeeping.stop());
  await attachments.fetching.start();
  const endingKeeping = await keepEndings({ door: messages.door, isConfirmed });
  closing.defer(() => endingKeeping.stop());
  const noticeKeeping = await keepNotices({ door: messages.door, isConfirmed });
  closing.defer(() => noticeKeeping.stop());
  const following = followAlerts(parts, messages.door, onSigned);
  closing.defer(() => following.stop());
  const archiving = followMessages(parts);
  closing.defer(() => archiving.stop());
  const keeping = await keepMessages({ store, ...config.messageKeeping, now: systemClock.now, isConfirmed });
  closing.defer(() => keeping.stop());
  const mails = new MailUploads({ store, clock: systemClock, random: systemRandom });
  await mails.dropLeft();
  const mailKeeping = await keepMails({ store, ...config.messageKeeping, now: systemClock.now, isConfirmed });
  closing.defer(() => mailKeeping.stop());
  const webhooks = openWebhooks(parts);
  const announcing = startWebhooks(webhooks);
  closing.defer(() => announcing.stop());
  const mail = openMail(parts);
  const mailing = mail && startMail(mail);
  closing.defer(() => mailing?.stop());
  const contacts = directoryKeeping(messages.door);
  const telling = keepPartnersTold(contacts, printUnknownFault);
  closing.defer(() => telling.stop());
  const scheduling = await keepSchedules({ keeping: contacts, store, random: systemRandom });
  closing.defer(() => scheduling.stop());
  const keyKeeping = keepKeysInTime(ownKeys, () => signing.forgetEnded(systemClock.now()));
  closing.defer(() => keyKeeping.stop());

  const partnerTests = openPartnerTests(parts);
  const imports = await openImports(parts);
  closing.defer(() => imports.stop());
  const connectors = await openConnectors(parts, imports);
  closing.defer(() => connectors.close());
  const own = {
    links,
    messages: messages.door,
    attachments,
    importedMails: mailDesk({ store, clock: systemClock, random: systemRandom }, mails),
    receipts,
    partnerTests,
    imports,
    connectors,
    webhooks,
    mail,
    consoleFolder,
    witnessing: () => witnessing.state(publisher.size()),
  };
  const adminSocket = makeAdminSocket(directory);
  closing.defer(() => adminSocket.close());
  const adminEdge = buildAdminEdge(parts, own);
  closing.defer(() => adminEdge.close());
  await adminEdge.listen({ path: adminSocket.path });
  const officerEdge = await buildOfficerEdge(parts, own);
  closing.defer(() => officerEdge.close());
  await listen(officerEdge, config.officerEdge);
  const officerUrl = `http://${config.officerEdge.host}:${config.officerEdge.port}`;
  return { state, officerUrl, messages: messages.door };
}

/** The log, published and witnessed. Partners are asked what they saw of it before anything is signed. */
async function openLog(
  { config, directory, state, store, trust, ownKeys, batches, queries }: NodeParts,
  { links, pace }: { readonly links: PartnerLinks; readonly pace: StartOptions['witnessing'] },
  closing: AsyncDisposableStack,
): Promise<{ readonly witnessing: Witnessing; readonly publisher: Publisher }> {
  const witnessing = await Witnessing.open({
    directory,
    own: state,
    log: () => ownKeys.node().log,
    signer: () => ownKeys.inUse().witness,
    trust: trust.current,
    store,
    call: (partner, call) => links.call(partner, call),
    clock: systemClock,
    queries,
    ...pace,
  });
  const publisher = await startPublisher({
    directory,
    keys: () => ownKeys.logKeys(),
    signers: () => ownKeys.inUse().log,
    store,
    // Who lets the thread that serves wait for the store's flushes lets it name files too.
    filesIn: config.storeWriter === 'this-thread' ? 'this-thread' : 'pool',
    beforeSigning: () => witnessing.askWitnesses(),
  });
  closing.defer(() => publisher.stop());
  closing.defer(() => witnessing.stop());
  // First of the three to stop: its last batch is an entry that is still to be published.
  closing.defer(() => batches.stop());
  return { witnessing, publisher };
}
