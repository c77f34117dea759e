// SPDX-License-Identifier: Apache-2.0
// The store on PostgreSQL: the acceptance suite on a throw-away cluster, and what a server that goes away means.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { IimsError } from '@iims/wire/errors';
import pg from 'pg';
import { describeStore, TestSources } from './acceptance.fixture.ts';
import { openPostgresStore } from './postgres-store.ts';
import { skipOrFail } from './skip-or-fail.fixture.ts';
import { findPostgresBinaries, startThrowAwayCluster, type ThrowAwayCluster } from './throw-away-cluster.fixture.ts';

const bin = findPostgresBinaries();

if (bin === undefined) {
  skipOrFail(
    'the store on PostgreSQL',
    'no server of version 15 or later under /usr/lib/postgresql: apt-get install postgresql-15',
  );
} else {
  describe('with a throw-away cluster', () => {
    let cluster: ThrowAwayCluster;
    before(() => {
      cluster = startThrowAwayCluster(bin);
    });
    after(() => cluster?.remove());

    describeStore('PostgreSQL', async () => {
      const address = cluster.createDatabase('acceptance');
      return {
        open: (sources) => openPostgresStore({ address, ...sources }),
        execute: async (text) => {
          const administrator = new pg.Client(address);
          await administrator.connect();
          await administrator.query(text);
          await administrator.end();
        },
        remove: async () => undefined,
      };
    });

    test('a cluster that would acknowledge what a power cut takes away is refused', async () => {
      const address = cluster.createDatabase('careless');
      const administrator = new pg.Client(address);
      await administrator.connect();
      await administrator.query('alter system set full_page_writes = off');
      await administrator.query('select pg_reload_conf()');
      await assert.rejects(openPostgresStore({ address, ...new TestSources() }), {
        code: 'store.failed',
        message: 'The cluster runs with full_page_writes off.',
      });
      await administrator.query('alter system reset full_page_writes');
      await administrator.query('select pg_reload_conf()');
      await administrator.end();
    });

    test('when the server goes away the store reports it once and acknowledges nothing more', async () => {
      const address = cluster.createDatabase('goes_away');
      const faults: IimsError[] = [];
      const isReported = Promise.withResolvers<void>();
      const onFatal = (fault: IimsError) => {
        faults.push(fault);
        isReported.resolve();
      };
      const store = await openPostgresStore({ address, onFatal, ...new TestSources() });
      await store.write({ event: 'node.started', body: {} });
      cluster.kill();
      let settled = false;
      const settle = () => {
        settled = true;
      };
      store.write({ event: 'node.started', body: {} }).then(settle, settle);
      await isReported.promise;
      await assert.rejects(store.reader.all('select 1'), { code: 'store.failed' });
      assert.equal(settled, false);
      assert.deepEqual(
        faults.map((fault) => fault.code),
        ['store.failed'],
      );
    });
  });
}
