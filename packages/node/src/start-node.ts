// SPDX-License-Identifier: Apache-2.0
// Starts a node from its data directory and stops it again: the one place where everything is put together.
import { join } from 'node:path';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { mayAsk } from '@iims/crypto/trust-lookup';
import { isClockConfirmed } from '@iims/crypto/trust-standing';
import { requireKnownAnswers } from '@iims/tlog/known-answers';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode, type QueryId, type StateCode } from '@iims/wire/identifiers';
import { AttemptsUnderWay, RefusalBudget } from './access/lockout.ts';
import { pseudonymsUnder } from './access/pseudonym.ts';
import { SessionActivity } from './access/session.ts';
import { makeAdminSocket } from './admin-socket.ts';
import { buildAdminServer } from './api/admin/server.ts';
import { buildOfficerServer } from './api/officer/server.ts';
import { buildPartnerServer } from './api/partner/server.ts';
import { startPublisher } from './audit/publisher.ts';
import { oneAtATime, verifyInThread } from './audit/verify-in-thread.ts';
import { Witnessing, type WitnessingParts } from './audit/witnessing.ts';
import { systemClock, systemRandom } from './clock.ts';
import { type NodeConfig, readConfig } from './config.ts';
import { LOCK_FILE, STORE_FILE, TRUST_FOLDER } from './data-directory.ts';
import { openNodeKeyStore } from './keys/node-key-store.ts';
import { BatchSigner } from './partner/batch-signer.ts';
import type { EchoSide } from './partner/echo.ts';
import { FrameSigningInUse } from './partner/frame-signing.ts';
import { keepTrustFresh } from './partner/keep-trust-fresh.ts';
import { PartnerLinks, partnersOf } from './partner/links.ts';
import { PartnerTests } from './partner/partner-tests.ts';
import { Suspensions } from './partner/suspensions.ts';
import { clientTlsOptions, guardPartnerServer, serverTlsOptions } from './partner/tls.ts';
import type { EdgeCall } from './partner/transport.ts';
import type { Rights } from './query/answer.ts';
import { fetchReceipt } from './receipts/fetch-receipt.ts';
import { HitReceipts } from './receipts/hit-receipts.ts';
import { archiveInUse } from './receipts/receipt-archive.ts';
import { RELEASE } from './release.ts';
import { takeInstanceLock } from './store/instance-lock.ts';
import { keepRetention } from './store/retention.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';
import { CustodyWatch } from './trust/custody-watch.ts';
import { keysShown } from './trust/keys-shown.ts';
import { OwnKeys } from './trust/own-keys.ts';
import { openTrust, type TrustInForce } from './trust/trust-in-force.ts';

export interface RunningNode {
  readonly state: StateCode;
  readonly officerUrl: string;
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
    const { state, officerUrl } = await openNode(options, closing);
    return { state, officerUrl, stop: () => closing.disposeAsync() };
  } catch (fault) {
    await closing.disposeAsync();
    throw fault;
  }
}

async function openNode(
  { directory, consoleFolder, custody, witnessing: witnessOptions }: StartOptions,
  closing: AsyncDisposableStack,
): Promise<Omit<RunningNode, 'stop'>> {
  const config = readConfig(directory);
  const state = parseStateCode(config.state);
  const lock = takeInstanceLock(join(directory, LOCK_FILE));
  closing.defer(() => lock.release());
  const keyStore = await openNodeKeyStore(directory, custody === undefined ? config : { ...config, custody });
  closing.defer(() => keyStore.close());
  const keys = await keyStore.open();
  const store = await openSqliteStore({
    path: join(directory, STORE_FILE),
    atRest: keys.atRest,
    now: systemClock.now,
    random: systemRandom,
    writer: config.storeWriter,
  });
  closing.defer(() => store.close());
  const trust = await openTrust({
    folder: join(directory, TRUST_FOLDER),
    demo: config.demo,
    now: systemClock.now,
    writeEntry: (draft) => store.write(draft),
  });
  const custodyWatch = new CustodyWatch(keyStore, store);
  closing.defer(() => custodyWatch.stop());
  const ownKeys = OwnKeys.open({ state, nodeId: config.nodeId, keyStore, trust, store, now: systemClock.now }, keys);
  closing.defer(() => ownKeys.stop());
  const signing = new FrameSigningInUse(() => ownKeys.inUse().signing.ed25519, systemRandom);
  const batches = new BatchSigner({
    signers: () => ownKeys.inUse().signing,
    store,
    clock: systemClock,
    random: systemRandom,
  });
  const suspensions = await Suspensions.open(store, () => partnersOf(trust.current(), state));
  const parts = { config, state, ownKeys, trust, store, signing, batches, suspensions };
  const links = openLinks(parts);
  closing.defer(() => links.close());
  const witnessing = await Witnessing.open({
    directory,
    own: state,
    log: () => ownKeys.node().log,
    signer: () => ownKeys.inUse().witness,
    trust: trust.current,
    store,
    call: (partner, call) => links.call(partner, call),
    clock: systemClock,
    ...witnessOptions,
  });
  // Recovery first: what was durable before a crash is published before anything else is added.
  const publisher = await startPublisher({
    directory,
    keys: () => ownKeys.logKeys(),
    signers: () => ownKeys.inUse().log,
    store,
    beforeSigning: () => witnessing.askWitnesses(),
  });
  closing.defer(() => publisher.stop());
  closing.defer(() => witnessing.stop());
  closing.defer(() => batches.stop());
  await store.write({ event: 'node.started', body: { nodeId: config.nodeId } });
  const erasing = await keepRetention(store, config.retention, {
    now: systemClock.now,
    isConfirmed: () => isClockConfirmed(trust.current(), state, systemClock.now()),
  });
  closing.defer(() => erasing.stop());
  const attest = () => trust.attest(state, { holder: config.nodeId, ...ownKeys.inUse().signing });
  await attest();
  await ownKeys.destroyEnded();

  const receipts = openReceipts(directory, parts, links);
  closing.defer(() => receipts.ofHits.stop());
  const partnerEdge = buildPartnerEdge(parts, witnessing);
  closing.defer(() => partnerEdge.close());
  await listen(partnerEdge, config.partnerEdge);
  witnessing.start(() => publisher.size());
  // With the partners' edge open: of nodes that start together, the last one meets all others.
  const trustKeeping = await keepTrustFresh({ state, trust, links, attest });
  closing.defer(() => trustKeeping.stop());
  const keyKeeping = keepKeysInTime(ownKeys, signing);
  closing.defer(() => keyKeeping.stop());
  const partnerTests = openPartnerTests(parts);
  const witnessingState = () => witnessing.state(publisher.size());
  const adminSocket = makeAdminSocket(directory);
  closing.defer(() => adminSocket.close());
  const adminEdge = buildAdminServer({
    state,
    nodeId: config.nodeId,
    ownKeys,
    trust,
    suspensions,
    partnerTests,
    witnessing: witnessingState,
    clock: systemClock,
  });
  closing.defer(() => adminEdge.close());
  await adminEdge.listen({ path: adminSocket.path });
  const officerEdge = await buildOfficerServer({
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
        partners: links,
        clock: systemClock,
        random: systemRandom,
        pseudonym: pseudonymsUnder(ownKeys.secrets().pseudonym),
        underWay: { count: 0 },
        onHits: (queryId, states) => receipts.ofHits.wanted(queryId, states),
      },
      receipts: { store, archive: receipts.archive, improve: receipts.fetchOne },
      verifyLog: oneAtATime(() => verifyInThread({ directory, atRest: keys.atRest })),
      trust: trust.current,
      witnessing: witnessingState,
      custody: () => custodyWatch.state(),
      keys: () => keysShown({ state, ownKeys, trust, clock: systemClock }),
      suspensions,
      partnerTests,
    },
    activity: new SessionActivity(systemClock.now()),
    ...(consoleFolder === undefined ? {} : { consoleFolder }),
  });
  closing.defer(() => officerEdge.close());
  await listen(officerEdge, config.officerEdge);
  return { state, officerUrl: `http://${config.officerEdge.host}:${config.officerEdge.port}` };
}

interface Parts {
  readonly config: NodeConfig;
  readonly state: StateCode;
  readonly ownKeys: OwnKeys;
  readonly trust: TrustInForce;
  readonly store: Store;
  readonly signing: FrameSigningInUse;
  readonly batches: BatchSigner;
  readonly suspensions: Suspensions;
}

function openLinks({ config, state, ownKeys, trust, store, signing, batches, suspensions }: Parts): PartnerLinks {
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

function openPartnerTests(parts: Parts): PartnerTests {
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

function echoSideOf({ config, ownKeys, trust }: Parts): EchoSide {
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

function openReceipts(directory: string, { trust, store }: Parts, links: PartnerLinks) {
  const archive = archiveInUse(join(directory, TRUST_FOLDER), trust.current);
  const fetching = { store, archive, call: (partner: StateCode, call: EdgeCall) => links.call(partner, call) };
  const fetchOne = (queryId: QueryId, state: StateCode) => fetchReceipt(fetching, queryId, state);
  const ofHits = new HitReceipts({ fetchOne: async (queryId, state) => (await fetchOne(queryId, state)).standing });
  return { archive, fetchOne, ofHits };
}

function buildPartnerEdge(parts: Parts, witnessing: Witnessing) {
  const { config, state, ownKeys, trust, store, signing, batches, suspensions } = parts;
  const isSuspended = (partner: StateCode) => suspensions.isSuspended(partner);
  const tls = { identity: () => ownKeys.inUse().tls, trust: trust.current, isSuspended };
  const rights: Rights = (asker, purpose, registers) =>
    registers.filter(({ id }) => mayAsk(trust.current(), { owner: state, register: id, purpose, asker }));
  const app = buildPartnerServer({
    frameDoor: {
      answering: { store, clock: systemClock, rights },
      exercise: config.exercise,
      signing: () => signing.current(),
      kemKey: (keyId) => ownKeys.kemKey(keyId),
      trust: trust.current,
      clock: systemClock,
      random: systemRandom,
      onSigned: (frame, entries) => batches.add(frame, entries),
    },
    monitorDoor: witnessing,
    receiptDoor: { store, log: witnessing },
    echoDoor: { side: echoSideOf(parts), store },
    tls: serverTlsOptions(tls),
    stateOf: (socket) => guard.nodeOf(socket)?.state,
    trustBundle: () => trustBundleOf(trust.current()),
    onTrustBundle: async (bundle) => {
      await trust.bring(bundle);
    },
    onRefused: async (partner, code) => {
      await store.write({ event: 'query.frame-rejected', body: { ...(partner ? { state: partner } : {}), code } });
    },
  });
  const guard = guardPartnerServer(app.server, tls);
  for (const source of [trust, suspensions, ownKeys]) source.onChange(() => guard.partnersChanged());
  return app;
}

/** Takes up keys that begin, destroys those whose time is over, and message keys soon after the end of their channel. */
function keepKeysInTime(ownKeys: OwnKeys, signing: FrameSigningInUse): { stop(): void } {
  const minute = setInterval(() => {
    ownKeys.inUse();
    signing.forgetEnded(systemClock.now());
  }, MINUTE_MS);
  const hour = setInterval(() => ownKeys.destroyEnded().catch(ignoreKnownFault), 60 * MINUTE_MS);
  return {
    stop() {
      clearInterval(minute);
      clearInterval(hour);
    },
  };
}

async function listen(
  app: { listen(address: { host: string; port: number }): Promise<string> },
  address: { host: string; port: number },
): Promise<void> {
  try {
    await app.listen(address);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'EADDRINUSE') throw cause;
    throw new IimsError('node.address-in-use', {
      message: `Something else listens at ${address.host}:${address.port}.`,
      field: 'port',
      rule: `${address.host}:${address.port} is free`,
      fix: 'Stop the other program, or choose other ports.',
      cause,
    });
  }
}

/** A fault of the catalogue has its entry or is tried again at the next turn; anything else stops the process. */
function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}

const MINUTE_MS = 60_000;
