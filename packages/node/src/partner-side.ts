// SPDX-License-Identifier: Apache-2.0
// Puts together what speaks with partners: the links on which this node asks, and the edge at which it answers.
import { join } from 'node:path';
import { mayAsk, whyNoRight } from '@iims/crypto/trust-lookup';
import type { QueryId, StateCode } from '@iims/wire/identifiers';
import { buildPartnerServer } from './api/partner/server.ts';
import type { AttachmentSide } from './attachment-side.ts';
import type { Witnessing } from './audit/witnessing.ts';
import { systemClock, systemRandom } from './clock.ts';
import { TRUST_FOLDER } from './data-directory.ts';
import type { MessageSide } from './message-side.ts';
import type { ReceivedMessage } from './messages/on-received.ts';
import type { NodeParts } from './node-parts.ts';
import type { EchoSide } from './partner/echo.ts';
import { PartnerLinks, partnersOf } from './partner/links.ts';
import { PartnerTests } from './partner/partner-tests.ts';
import { clientTlsOptions, guardPartnerServer, serverTlsOptions } from './partner/tls.ts';
import type { EdgeCall } from './partner/transport.ts';
import type { IssuedRights, Rights } from './query/answer.ts';
import { AwaitedEntries } from './receipts/awaited-entries.ts';
import { fetchAwaitedReceipt, LeftReceipts } from './receipts/fetch-awaited-receipt.ts';
import { fetchMessageEntries } from './receipts/fetch-message-entries.ts';
import { fetchMessageEntry } from './receipts/fetch-message-entry.ts';
import { fetchReceipt } from './receipts/fetch-receipt.ts';
import { paceOfGiving } from './receipts/give-message-entry.ts';
import { GivenToday } from './receipts/given-today.ts';
import { archiveInUse } from './receipts/receipt-archive.ts';
import { paceOfSearching } from './receipts/unbatched-answer.ts';
import { RELEASE } from './release.ts';
import { awaitingStates, nextEntryDue } from './store/awaited-entries.ts';
import { nextReceiptDue, receiptStates } from './store/awaited-receipts.ts';
import { bundleOfList } from './trust/bundle-of-list.ts';

/** The links on which this node asks. */
export function openLinks({
  config,
  state,
  ownKeys,
  trust,
  store,
  signing,
  batches,
  suspensions,
}: NodeParts): PartnerLinks {
  const tls = { identity: () => ownKeys.inUse().tls, trust: trust.current };
  const links = new PartnerLinks({
    own: state,
    exercise: config.exercise,
    signing: () => signing.current(),
    ownKemKey: (keyId) => ownKeys.kemKey(keyId),
    trust: trust.current,
    isSuspended: (partner) => suspensions.isSuspended(partner),
    clientTls: (node) => clientTlsOptions(tls, node),
    clock: systemClock,
    random: systemRandom,
    onRejected: (partner, code, questions) => {
      // Nothing waits for this entry: a full queue or disk must not turn a rejected answer into a lost query.
      store.write({ event: 'query.answer-rejected', body: { state: partner, code, questions } }).catch(() => undefined);
    },
    onSigned: (frame) => batches.add(frame, []),
  });
  suspensions.onChange(() => links.suspensionsChanged());
  ownKeys.onChange(() => links.identityChanged());
  return links;
}

/** The tests of partners, layer by layer. */
export function openPartnerTests(parts: NodeParts): PartnerTests {
  const { state, ownKeys, trust, store, suspensions } = parts;
  return new PartnerTests({
    own: state,
    echo: echoSideOf(parts),
    tls: { identity: () => ownKeys.inUse().tls, trust: trust.current },
    store,
    partners: () => partnersOf(trust.current(), state),
    isSuspended: (partner) => suspensions.isSuspended(partner),
  });
}

function echoSideOf({ config, ownKeys, trust }: NodeParts): EchoSide {
  return {
    exercise: config.exercise,
    signing: () => ownKeys.inUse().signing,
    kemKey: (keyId) => ownKeys.kemKey(keyId),
    trust: trust.current,
    clock: systemClock,
    random: systemRandom,
    release: RELEASE,
  };
}

/** How receipts are fetched from partners: of hits and of messages by themselves, of others when somebody wants one. Both rest until their `start`. */
export function openReceipts({ directory, trust, store, queries }: NodeParts, links: PartnerLinks) {
  const archive = archiveInUse(join(directory, TRUST_FOLDER), trust.current);
  const fetching = { store, archive, call: (partner: StateCode, call: EdgeCall) => links.call(partner, call) };
  const fetchOne = (queryId: QueryId, state: StateCode) => fetchReceipt(fetching, queryId, state);
  const fetchEntry = (messageId: string, state: StateCode) => fetchMessageEntry(fetching, messageId, state);
  const sources = { clock: systemClock, random: systemRandom };
  const left = new Map<StateCode, LeftReceipts>();
  const leftOf = (state: StateCode) => {
    const held = left.get(state) ?? new LeftReceipts();
    left.set(state, held);
    return held;
  };
  const ofHits = new AwaitedEntries({
    states: () => receiptStates(store.reader),
    nextDue: (state) => nextReceiptDue(store.reader, state),
    fetchDue: (state) => fetchAwaitedReceipt({ ...fetching, clock: systemClock }, state, leftOf(state)),
    restMs: HITS_REST_MS,
    giveWay: () => queries.pause(HITS_GIVE_WAY_MS_MAX),
    ...sources,
  });
  const ofMessages = new AwaitedEntries({
    states: () => awaitingStates(store.reader),
    nextDue: (state) => nextEntryDue(store.reader, state),
    fetchDue: (state) => fetchMessageEntries({ ...fetching, clock: systemClock }, state),
    restMs: MESSAGES_REST_MS,
    ...sources,
  });
  return { archive, fetchOne, fetchEntry, ofHits, ofMessages };
}

export type ReceiptSide = ReturnType<typeof openReceipts>;

/** A receipt costs both States some ten milliseconds: at most a hundredth of a processor goes to those of one partner that nobody asked for. */
const HITS_REST_MS = 1_000;
/** Where queries never pause it is a five-hundredth: with three partners these receipts took a sixteenth of all from officers who waited. */
const HITS_GIVE_WAY_MS_MAX = 4_000;
/** With 256 in each exchange at most a thousand a second. */
const MESSAGES_REST_MS = 250;

/** The edge at which partners ask; the caller lets it listen. */
export function buildPartnerEdge(
  parts: NodeParts,
  witnessing: Witnessing,
  {
    messages,
    attachments,
    receipts,
  }: { readonly messages: MessageSide; readonly attachments: AttachmentSide; readonly receipts: ReceiptSide },
) {
  const { config, state, ownKeys, trust, store, persons, plates, signing, batches, suspensions, quotas } = parts;
  const isSuspended = (partner: StateCode) => suspensions.isSuspended(partner);
  const tls = { identity: () => ownKeys.inUse().tls, trust: trust.current, isSuspended };
  const rights: Rights = (asker, purpose, registers) =>
    registers.filter(({ id }) => mayAsk(trust.current(), { owner: state, register: id, purpose, asker }));
  const issuedRights: IssuedRights = (asker, purpose, registers) =>
    registers.filter(({ id }) =>
      mayAsk(trust.current(), { owner: state, register: id, isPositive: true, purpose, asker }),
    );
  const app = buildPartnerServer({
    frameDoor: {
      answering: {
        state,
        store,
        persons,
        plates,
        clock: systemClock,
        rights,
        issuedRights,
        whyNoRight: (asker, purpose, register) =>
          whyNoRight(trust.current(), { owner: state, register, purpose, asker }),
        whyNoNamedRight: (asker, purpose, name) =>
          whyNoRight(trust.current(), { owner: state, register: name, isPositive: true, purpose, asker }),
        quotas,
        queries: parts.queries,
        onNothingShown: (index, metCovert) => parts.showedNothing.note(index, metCovert),
      },
      exercise: config.exercise,
      signing: () => signing.current(),
      kemKey: (keyId) => ownKeys.kemKey(keyId),
      trust: trust.current,
      clock: systemClock,
      random: systemRandom,
      onSigned: (frame, entries) => batches.add(frame, entries),
    },
    monitorDoor: witnessing,
    receiptDoor: {
      store,
      log: witnessing,
      clock: systemClock,
      given: new GivenToday(),
      pace: paceOfGiving(),
      searching: paceOfSearching(),
    },
    echoDoor: { side: echoSideOf(parts), store },
    messagesSide: {
      ...messages.receiving,
      onReceived: { ...messages.receiving.onReceived, every: async (one) => fetchAnnounced(one) },
    },
    attachmentsSide: attachments.giving,
    onHeard: (partner) => {
      messages.delivery.heard(partner);
      attachments.fetching.heard(partner);
      receipts.ofHits.heard(partner);
      receipts.ofMessages.heard(partner);
    },
    tls: serverTlsOptions(tls),
    stateOf: (socket) => guard.nodeOf(socket)?.state,
    trustBundle: () => bundleOfList(trust.current()),
    onTrustBundle: async (bundle, by) => {
      await trust.bring(bundle, by);
    },
    onRefused: async (partner, code) => {
      await store.write({ event: 'query.frame-rejected', body: { ...(partner ? { state: partner } : {}), code } });
    },
  });
  const fetchAnnounced = ({ message, from }: ReceivedMessage) => {
    if (message.largeAttachments !== undefined) attachments.fetching.wake(from);
  };
  const guard = guardPartnerServer(app.server, tls);
  for (const source of [trust, suspensions, ownKeys]) source.onChange(() => guard.partnersChanged());
  return app;
}
