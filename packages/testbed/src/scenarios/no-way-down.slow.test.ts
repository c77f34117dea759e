// SPDX-License-Identifier: Apache-2.0
// What stands on the wire between running nodes, recorded and read by a network analyser: TLS 1.3 with X25519MLKEM768 and
// nothing else, in every connection that a node opens or takes. Whoever offers or chooses less is refused.
import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { after, before, describe, it, mock } from 'node:test';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { readConfig, writeConfig } from '@iims/node/config';
import type { StateCode } from '@iims/wire/identifiers';
import { AZE, GEO, reservePort, TestFederation, UKR } from '../federation/test-federation.ts';
import { ClassicalServer, type Downgrade } from '../recording/classical-server.ts';
import * as tls from '../recording/handshakes.ts';
import { RecordingProxy } from '../recording/recording-proxy.ts';

const STATES = [GEO, UKR, AZE];
const missing = tls.analyserMissing();
const isSkipped = missing !== undefined && process.env.CI !== 'true' ? missing : false;

describe('a recorded federation', { skip: isSkipped }, () => {
  let federation: TestFederation;
  const lines = new Map<StateCode, RecordingProxy>();
  const ownPorts = new Set<number>();
  const portsCalled = new Set<number>();

  before(async () => {
    federation = await TestFederation.found();
    for (const state of STATES) lines.set(state, await listenIn(state));
    watchOutgoing(portsCalled);
    await federation.start(...STATES);
  });
  after(async () => {
    mock.restoreAll();
    await federation.close();
    await Promise.all([...lines.values()].map((line) => line.close()));
  });

  /** Puts a recording line where the State's document says, and the node behind it. */
  async function listenIn(state: StateCode): Promise<RecordingProxy> {
    const directory = federation.directoryOf(state);
    const config = readConfig(directory);
    const { port: target, release } = await reservePort();
    await release();
    const { port, host } = config.partnerEdge;
    writeConfig(directory, { ...config, partnerEdge: { host, port: target } });
    for (const own of [port, target, config.officerEdge.port]) ownPorts.add(own);
    return RecordingProxy.listen({ port, target });
  }

  const recorded = () => tls.hellosOf([...lines.values()].flatMap((line) => line.connections));

  /** One connection over the line to Georgia's node, as nobody in particular: the groups are weighed before certificates. */
  async function callGeorgia(options: ConnectionOptions) {
    const line = lines.get(GEO)!;
    const before = line.connections.length;
    const socket = connectTls({ host: '127.0.0.1', port: line.port, rejectUnauthorized: false, ...options });
    let code: string | undefined;
    let group: unknown;
    socket.on('error', (fault: Error & { code?: string }) => {
      code = fault.code;
    });
    socket.on('secureConnect', () => {
      group = (socket.getEphemeralKeyInfo() as { name?: string }).name;
      socket.end();
    });
    await new Promise((closed) => socket.once('close', closed));
    return { code, group, hellos: tls.hellosOf(line.connections.slice(before)) };
  }

  it('offers and chooses TLS 1.3 with X25519MLKEM768 alone, after a restart as well', async () => {
    assert.equal((await federation.ask(GEO, 'AA1234567')).complete, true);
    await federation.stop(UKR);
    await federation.start(UKR);
    assert.equal((await federation.ask(GEO, 'AA1234567')).complete, true);
    assert.equal((await federation.ask(UKR, 'AA1234567')).complete, true);
    const hellos = recorded();
    const chosen = hellos.filter(({ kind }) => kind === 'server');
    assert.ok(chosen.length >= 6, `each node reached each other: ${chosen.length} handshakes`);
    for (const { kind, groups, shares, retryGroups, versions } of hellos) {
      if (kind === 'client') assert.deepEqual(groups, [tls.X25519MLKEM768]);
      assert.deepEqual(shares, [tls.X25519MLKEM768]);
      assert.deepEqual(versions, [tls.TLS_1_3]);
      assert.deepEqual(retryGroups, []);
    }
  });

  it('resumes nothing: no hello holds a ticket, a pre-shared key or early data', () => {
    const resuming = [tls.PRE_SHARED_KEY, tls.SESSION_TICKET, tls.EARLY_DATA];
    for (const { extensions } of recorded())
      assert.deepEqual(
        resuming.filter((type) => extensions.includes(type)),
        [],
      );
  });

  it('opens connections to its partners alone: whatever else a node called would stand here', () => {
    assert.deepEqual(
      [...portsCalled].filter((port) => !ownPorts.has(port)),
      [],
    );
    for (const state of STATES) {
      assert.ok(portsCalled.has(nodesOf(federation.founded.trust, state)[0]!.endpoint.port), `${state} was called`);
    }
  });

  const refused: [string, ConnectionOptions, number[]][] = [
    ['X25519', { ecdhCurve: 'X25519' }, [0x001d]],
    ['P-256', { ecdhCurve: 'P-256' }, [0x0017]],
    ['P-521 and X448', { ecdhCurve: 'P-521:X448' }, [0x0019, 0x001e]],
    ['ML-KEM-768 without X25519', { ecdhCurve: 'MLKEM768' }, [0x0201]],
    ['another hybrid', { ecdhCurve: 'SecP256r1MLKEM768' }, [0x11eb]],
  ];
  for (const [what, options, groups] of refused) {
    it(`refuses a client that offers ${what}, and says nothing of its own`, async () => {
      const { code, hellos } = await callGeorgia(options);
      assert.equal(code, 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE');
      assert.deepEqual(
        hellos.map(({ kind, groups }) => [kind, groups]),
        [['client', groups]],
      );
    });
  }

  it('refuses a client of TLS 1.2', async () => {
    const { code, hellos } = await callGeorgia({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ecdhCurve: 'X25519' });
    assert.equal(code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    assert.deepEqual(
      hellos.map(({ kind }) => kind),
      ['client'],
    );
  });

  it('asks a client that would rather have X25519 to try again with the hybrid, never the other way', async () => {
    const { hellos } = await callGeorgia({ ecdhCurve: 'X25519:X25519MLKEM768' });
    const retries = hellos.flatMap(({ retryGroups }) => retryGroups);
    assert.deepEqual(retries, [tls.X25519MLKEM768]);
    const chosen = hellos.filter(({ kind, retryGroups }) => kind === 'server' && retryGroups.length === 0);
    assert.deepEqual(
      chosen.map(({ shares }) => shares),
      [[tls.X25519MLKEM768]],
    );
  });
});

describe('a partner that chooses less than it was offered', () => {
  let federation: TestFederation;
  let partner: ClassicalServer;

  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR] });
    partner = await ClassicalServer.listen(nodesOf(federation.founded.trust, UKR)[0]!.endpoint.port);
    await federation.start(GEO);
  });
  after(async () => {
    await federation.close();
    await partner.close();
  });

  const choices: [string, Downgrade][] = [
    ['asks for another hello with X25519', { hello: 'retry', group: 0x001d }],
    ['asks for another hello with P-256', { hello: 'retry', group: 0x0017 }],
    ['answers with an X25519 share', { hello: 'server', group: 0x001d }],
    ['answers in TLS 1.2', { hello: 'tls-1.2' }],
  ];
  for (const [what, downgrade] of choices) {
    it(`and ${what} gets an alert and no second hello; the query says that it is not to be trusted`, async () => {
      partner.reset(downgrade);
      const { states } = await federation.ask(GEO, 'AA1234567');
      assert.deepEqual(
        states.map(({ state, reason, outcome }) => [state, reason ?? outcome]),
        [
          ['GEO', 'no-hit'],
          ['UKR', 'not-trusted'],
        ],
      );
      assert.ok(partner.afterChoice.length > 0, 'the node came and was answered');
      // An alert record of two bytes in the clear: fatal.
      for (const record of partner.afterChoice) assert.deepEqual([record[0], record[5]], [0x15, 2]);
    });
  }
});

/** Notes every port to which a socket of this process connects. The nodes run in it, so theirs are among them. */
function watchOutgoing(ports: Set<number>): void {
  const connect = Socket.prototype.connect;
  mock.method(Socket.prototype, 'connect', function (this: Socket, ...args: unknown[]) {
    const [first] = args.flat();
    ports.add(Number((first as { port?: unknown }).port ?? first));
    return Reflect.apply(connect, this, args);
  });
}
