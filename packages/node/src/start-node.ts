// SPDX-License-Identifier: Apache-2.0
// Starts a node from its data directory and stops it again: the one place where everything is put together.
import { join } from 'node:path';
import { type Channels, channelsOf } from '@iims/crypto/channel';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { mayAsk } from '@iims/crypto/trust-lookup';
import { requireKnownAnswers } from '@iims/tlog/known-answers';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { AttemptsUnderWay, RefusalBudget } from './access/lockout.ts';
import { pseudonymsUnder } from './access/pseudonym.ts';
import { SessionActivity } from './access/session.ts';
import { buildOfficerServer } from './api/officer/server.ts';
import { buildPartnerServer } from './api/partner/server.ts';
import { startPublisher } from './audit/publisher.ts';
import { oneAtATime, verifyInThread } from './audit/verify-in-thread.ts';
import { systemClock, systemRandom } from './clock.ts';
import { type NodeConfig, readConfig } from './config.ts';
import { LOCK_FILE, STORE_FILE, TRUST_FOLDER } from './data-directory.ts';
import { openNodeKeyStore } from './keys/node-key-store.ts';
import type { NodeKeys } from './keys/node-keys.ts';
import { PartnerLinks } from './partner/links.ts';
import { clientTlsOptions, guardPartnerServer, serverTlsOptions } from './partner/tls.ts';
import type { Rights } from './query/answer.ts';
import { takeInstanceLock } from './store/instance-lock.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';
import { ownNode } from './trust/attest.ts';
import { REFRESH_EVERY_MS, refreshTrust } from './trust/refresh.ts';
import { ATTEST_EVERY_MS, openTrust, type TrustInForce } from './trust/trust-in-force.ts';

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
  { directory, consoleFolder }: StartOptions,
  closing: AsyncDisposableStack,
): Promise<Omit<RunningNode, 'stop'>> {
  const config = readConfig(directory);
  const state = parseStateCode(config.state);
  const lock = takeInstanceLock(join(directory, LOCK_FILE));
  closing.defer(() => lock.release());
  const keyStore = await openNodeKeyStore(directory, config);
  closing.defer(() => keyStore.close());
  const keys = await keyStore.open();
  const store = await openSqliteStore({
    path: join(directory, STORE_FILE),
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
  const self = ownNode(trust.current(), { state, nodeId: config.nodeId, keys });
  // Recovery first: what was durable before a crash is published before anything else is added.
  const publisher = await startPublisher({ directory, keys: () => self.log, signers: () => keys.log[0]!, store });
  closing.defer(() => publisher.stop());
  await store.write({ event: 'node.started', body: { nodeId: config.nodeId } });
  await trust.attest(state, { holder: config.nodeId, ...keys.signing[0]! });

  const channels = channelsOf(keys.signing[0]!.ed25519.keyId, systemRandom);
  const forgetting = setInterval(() => forgetEndedChannels(channels), FORGET_EVERY_MS);
  closing.defer(() => clearInterval(forgetting));
  const links = openLinks({ config, state, keys, trust, store, channels });
  closing.defer(() => links.close());
  const partnerEdge = buildPartnerEdge({ config, state, keys, trust, store, channels });
  closing.defer(() => partnerEdge.close());
  await listen(partnerEdge, config.partnerEdge);
  // With the partners' edge open: of nodes that start together, the last one meets all others.
  await refresh(trust, links);
  const refreshing = keepTrustFresh({ config, state, keys, trust, links });
  closing.defer(() => refreshing.stop());
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
        pseudonym: pseudonymsUnder(keys.pseudonym),
        underWay: { count: 0 },
      },
      verifyLog: oneAtATime(() => verifyInThread(directory)),
      trust: trust.current,
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
  readonly keys: NodeKeys;
  readonly trust: TrustInForce;
  readonly store: Store;
  readonly channels: Channels;
}

function openLinks({ config, state, keys, trust, store, channels }: Parts): PartnerLinks {
  const tls = { identity: keys.tls[0]!, trust: trust.current };
  return new PartnerLinks({
    own: state,
    exercise: config.exercise,
    signer: keys.signing[0]!.ed25519,
    channels,
    ownKemKey: (keyId) => keys.kem.get(toHex(keyId)),
    trust: trust.current,
    clientTls: (node) => clientTlsOptions(tls, node),
    clock: systemClock,
    random: systemRandom,
    onRejected: (partner, code, questions) => {
      // Nothing waits for this entry: a full queue or disk must not turn a rejected answer into a lost query.
      store.write({ event: 'query.answer-rejected', body: { state: partner, code, questions } }).catch(() => undefined);
    },
  });
}

function buildPartnerEdge({ config, state, keys, trust, store, channels }: Parts) {
  const tls = { identity: keys.tls[0]!, trust: trust.current };
  const rights: Rights = (asker, purpose, registers) =>
    registers.filter(({ id }) => mayAsk(trust.current(), { owner: state, register: id, purpose, asker }));
  const app = buildPartnerServer({
    frameDoor: {
      answering: { store, clock: systemClock, rights },
      exercise: config.exercise,
      signer: keys.signing[0]!.ed25519,
      channels,
      kemKey: (keyId) => keys.kem.get(toHex(keyId)),
      trust: trust.current,
      clock: systemClock,
      random: systemRandom,
    },
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
  trust.onChange(() => guard.trustChanged());
  return app;
}

/** Brings partners what this node holds and takes what they hold; one that is silent stops no other. */
async function refresh(trust: TrustInForce, links: PartnerLinks): Promise<void> {
  const partners = links.states();
  const bundle = trustBundleOf(trust.current());
  await Promise.all([
    refreshTrust(trust, partners, (partner) => links.fetchTrust(partner)),
    ...partners.map((partner) => links.bringTrust(partner, bundle).catch(ignoreKnownFault)),
  ]);
}

/** Exchanges the list every minute, attests the own document anew every few hours and after each new version of it. */
function keepTrustFresh(parts: Omit<Parts, 'store' | 'channels'> & { links: PartnerLinks }): { stop(): void } {
  const { config, state, keys, trust, links } = parts;
  const attest = (): void => {
    trust.attest(state, { holder: config.nodeId, ...keys.signing[0]! }).catch(ignoreKnownFault);
  };
  trust.onChange(() => {
    if (!trust.current().attestations.has(state)) attest();
  });
  const refreshing = setInterval(() => refresh(trust, links).catch(ignoreKnownFault), REFRESH_EVERY_MS);
  const attesting = setInterval(attest, ATTEST_EVERY_MS);
  return {
    stop() {
      clearInterval(refreshing);
      clearInterval(attesting);
    },
  };
}

/** Message keys leave memory soon after the end of their channel, also when no frame comes that would displace them. */
function forgetEndedChannels({ sending, receiving }: Channels): void {
  const now = systemClock.now();
  sending.forgetEnded(now);
  receiving.forgetEnded(now);
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

/** A fault of the catalogue has its entry already and is tried again at the next turn; anything else stops the process. */
function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}

const FORGET_EVERY_MS = 60_000;
