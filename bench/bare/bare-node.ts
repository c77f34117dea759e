// SPDX-License-Identifier: Apache-2.0
// The baseline: the same officer's edge, sessions, registers, look-up, connection pool and TLS as a node, but questions and answers
// go as plain JSON, without envelope, signature, padding, grid or log. `--coalesce` lets concurrent questions share a request.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { AttemptsUnderWay, RefusalBudget } from '@iims/node/access/lockout';
import { SessionActivity } from '@iims/node/access/session';
import { OwnDecisions } from '@iims/node/alerts/own-decisions';
import { login } from '@iims/node/api/officer/login';
import { buildOfficerServer } from '@iims/node/api/officer/server';
import { Previews } from '@iims/node/attachments/previews';
import { systemClock, systemRandom } from '@iims/node/clock';
import { readConfig } from '@iims/node/config';
import { PERSON_INDEX_FILE, STORE_FILE, TRUST_FOLDER } from '@iims/node/data-directory';
import { openNodeKeyStore } from '@iims/node/keys/node-key-store';
import { clientTlsOptions, serverTlsOptions } from '@iims/node/partner/tls';
import { QueriesUnderWay } from '@iims/node/queries-under-way';
import { ManifestPlaces } from '@iims/node/query/manifest-places';
import { PersonRegister } from '@iims/node/registers/person-register';
import { PlateList } from '@iims/node/registers/plate-list';
import { indexFileKeyOf } from '@iims/node/store/at-rest-keys';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import { readTrustFolder } from '@iims/node/trust/trust-folder';
import { parseStateCode } from '@iims/wire/identifiers';
import { BareLink } from './bare-link.ts';
import { buildBarePartnerServer } from './bare-partner-server.ts';
import { bareQuery } from './bare-query.ts';

const { values } = parseArgs({ options: { dir: { type: 'string' }, coalesce: { type: 'boolean', default: false } } });
const directory = values.dir!;
const config = readConfig(directory);
const state = parseStateCode(config.state);
const keys = await (await openNodeKeyStore(directory, config)).open();
const list = await readTrustFolder(join(directory, TRUST_FOLDER), systemClock.now());
const trust = () => list;
const store = await openSqliteStore({
  atRest: keys.atRest,
  path: join(directory, STORE_FILE),
  now: systemClock.now,
  random: systemRandom,
});
const tls = { identity: () => keys.tls[0]!, trust };
const partners = [...list.root.officers.keys()].filter((partner) => partner !== state).sort();
const links = partners.map((partner) => {
  const node = nodesOf(list, partner)[0]!;
  return new BareLink({
    state: partner,
    endpoint: node.endpoint,
    tls: clientTlsOptions(tls, node),
    coalesce: values.coalesce,
  });
});
const persons = await PersonRegister.open(store.reader, {
  path: join(directory, PERSON_INDEX_FILE),
  key: indexFileKeyOf(keys.atRest),
});
const plates = await PlateList.open(store.reader);
const ownDecisions = await OwnDecisions.open(store, () => []);
const partnerEdge = buildBarePartnerServer(serverTlsOptions(tls), { state, reader: store.reader, persons, plates });
await partnerEdge.listen(config.partnerEdge);
/** The methods of an administrator are not mounted. */
const nothing = () => Promise.reject(new Error('the baseline has no such method'));
const NO_IMPORTS = {
  begin: nothing,
  take: async () => ({ received: 0 }),
  preview: nothing,
  approve: nothing,
  abandon: nothing,
  revert: nothing,
  findingOf: () => undefined,
  status: nothing,
  list: nothing,
  tryOut: nothing,
  lastSettings: nothing,
};
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
      exercise: false,
      store,
      persons,
      plates,
      ownDecisions,
      // The method of the baseline asks through its own links.
      partners: { states: () => partners, ask: () => undefined },
      clock: systemClock,
      random: systemRandom,
      pseudonym: (user) => user,
      quotas: { admitOfficer: async () => undefined, admitByOwnRight: async () => undefined, refusing: () => [] },
      underWay: { count: 0 },
      queries: new QueriesUnderWay(),
      manifestPlaces: new ManifestPlaces(systemClock.monotonic),
    },
    verifyLog: () => Promise.reject(new Error('there is no log')),
    trust,
    trustRefusals: nothing,
    witnessing: nothing,
    custody: () => ({ custody: { kind: 'plain' }, working: true }),
    receipts: { store, archive: nothing },
    previews: new Previews(systemRandom, systemClock),
    importedMails: {
      begin: nothing,
      take: nothing,
      complete: nothing,
      open: nothing,
      takeFile: nothing,
      takeAttachment: nothing,
    },
    attachments: {
      ...{ begin: nothing, take: nothing, complete: nothing, abandon: nothing },
      ...{
        standing: nothing,
        announce: nothing,
        shown: nothing,
        show: nothing,
        save: nothing,
      },
    },
    messages: {
      send: nothing,
      confirm: nothing,
      release: nothing,
      open: nothing,
      repeat: nothing,
      forward: nothing,
      recall: nothing,
    },
    contacts: {
      own: state,
      reader: store.reader,
      send: nothing,
      partners: () => [],
      reachable: () => [],
      now: () => 0,
    },
    exports: { exportCase: nothing },
    notices: {
      list: nothing,
      waiting: nothing,
      open: nothing,
      draft: nothing,
      review: nothing,
      revalidate: nothing,
      withdraw: nothing,
      decline: nothing,
      execute: nothing,
      linkAlert: nothing,
      refused: nothing,
      override: nothing,
    },
    personsFound: nothing,
    keys: nothing,
    imports: NO_IMPORTS,
    ownDecisions,
    connectors: { list: nothing, test: nothing, start: nothing, stop: nothing },
    packs: { make: nothing, take: nothing, list: nothing, hits: nothing },
    suspensions: { suspend: nothing, resume: nothing, list: () => [] },
    partnerTests: { test: nothing, last: nothing },
    webhooks: { list: nothing },
    mail: undefined,
    translation: undefined,
  },
  activity: new SessionActivity(systemClock.now()),
  methods: [login, bareQuery(links)],
});
await officerEdge.listen(config.officerEdge);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
