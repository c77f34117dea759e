// SPDX-License-Identifier: Apache-2.0
// What every side of a node works with: its configuration, keys, store and trust list, opened in the order in which one needs the other.
import { join } from 'node:path';
import { parseStateCode, type StateCode } from '@iims/wire/identifiers';
import { Quotas } from './access/quotas.ts';
import { OwnDecisions } from './alerts/own-decisions.ts';
import { ShowedNothing } from './alerts/showed-nothing.ts';
import { systemClock, systemRandom } from './clock.ts';
import { type NodeConfig, readConfig } from './config.ts';
import { LOCK_FILE, PERSON_INDEX_FILE, STORE_FILE, TRUST_FOLDER } from './data-directory.ts';
import { openNodeKeyStore } from './keys/node-key-store.ts';
import { BatchSigner } from './partner/batch-signer.ts';
import { FrameSigningInUse } from './partner/frame-signing.ts';
import { partnersOf } from './partner/links.ts';
import { Suspensions } from './partner/suspensions.ts';
import { QueriesUnderWay } from './queries-under-way.ts';
import { PersonRegister } from './registers/person-register.ts';
import { PlateList } from './registers/plate-list.ts';
import { indexFileKeyOf } from './store/at-rest-keys.ts';
import { takeInstanceLock } from './store/instance-lock.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';
import { CustodyWatch } from './trust/custody-watch.ts';
import { OwnKeys } from './trust/own-keys.ts';
import { openTrust, type TrustInForce } from './trust/trust-in-force.ts';

export interface NodeParts {
  readonly directory: string;
  readonly config: NodeConfig;
  readonly state: StateCode;
  readonly store: Store;
  /** Who is under alert, in memory. */
  readonly persons: PersonRegister;
  readonly plates: PlateList;
  /** The root of protection at rest, 32 bytes. */
  readonly atRest: Uint8Array;
  readonly trust: TrustInForce;
  readonly ownKeys: OwnKeys;
  readonly custodyWatch: CustodyWatch;
  readonly signing: FrameSigningInUse;
  readonly batches: BatchSigner;
  readonly suspensions: Suspensions;
  readonly ownDecisions: OwnDecisions;
  readonly quotas: Quotas;
  readonly queries: QueriesUnderWay;
  readonly showedNothing: ShowedNothing;
}

/** Opens them; what `closing` holds is closed again in the opposite order. `batches` are stopped by whoever publishes the log. */
export async function openNodeParts(
  directory: string,
  custody: NodeConfig['custody'] | undefined,
  closing: AsyncDisposableStack,
): Promise<NodeParts> {
  const config = readConfig(directory);
  const state = parseStateCode(config.state);
  const lock = takeInstanceLock(join(directory, LOCK_FILE));
  closing.defer(() => lock.release());
  const keyStore = await openNodeKeyStore(directory, custody === undefined ? config : { ...config, custody });
  closing.defer(() => keyStore.close());
  const keys = await keyStore.open();
  const { atRest } = keys;
  const queries = new QueriesUnderWay();
  const store = await openSqliteStore({
    path: join(directory, STORE_FILE),
    atRest,
    now: systemClock.now,
    random: systemRandom,
    writer: config.storeWriter,
    queries,
  });
  closing.defer(() => store.close());
  const persons = await PersonRegister.open(store.reader, {
    path: join(directory, PERSON_INDEX_FILE),
    key: indexFileKeyOf(atRest),
  });
  closing.defer(() => persons.close());
  const plates = await PlateList.open(store.reader);
  closing.defer(() => plates.stop());
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
  const signers = () => ownKeys.inUse().signing;
  const batches = new BatchSigner({ signers, store, clock: systemClock, random: systemRandom });
  const partners = () => partnersOf(trust.current(), state);
  const suspensions = await Suspensions.open(store, partners);
  const ownDecisions = await OwnDecisions.open(store, partners);
  const quotas = new Quotas({ limits: config.quotas, store, clock: systemClock });
  closing.defer(() => quotas.stop());
  return {
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
    signing,
    batches,
    suspensions,
    ownDecisions,
    quotas,
    queries,
    showedNothing: new ShowedNothing(),
  };
}
