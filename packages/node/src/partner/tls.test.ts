// SPDX-License-Identifier: Apache-2.0
// Real sockets on loopback: who gets in, by which group, and who does not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { acceptState, type TrustList } from '@iims/crypto/trust-list';
import { nodesOf } from '@iims/crypto/trust-lookup';
import { toBase64 } from '@iims/wire/bytes';
import type { StateCode } from '@iims/wire/identifiers';
import { Pool } from 'undici';
import { makeNodeSeeds, nodeKeysFromSeeds, type TlsIdentity } from '../keys/node-keys.ts';
import { holderSigner } from '../keys/seed-files.ts';
import { countingRandom, foundedForTests, GEO, MDA, UKR } from '../trust/federation.fixture.ts';
import { reissueState } from '../trust/found.ts';
import { clientTlsOptions, guardPartnerServer, type PartnerServerGuard, serverTlsOptions } from './tls.ts';

const now = Date.now();
const federation = foundedForTests(now);
const trustOf = new Map<StateCode, TrustList>([
  [GEO, federation.trust],
  [UKR, federation.trust],
]);
const tlsOf = (state: StateCode) => ({
  identity: () => federation.states.get(state)!.keys.tls[0]!,
  trust: () => trustOf.get(state) ?? federation.trust,
});
const georgia = nodesOf(federation.trust, GEO)[0]!;

describe('a connection between nodes', () => {
  let server: Server;
  let guard: PartnerServerGuard;
  let port: number;
  let requests = 0;

  before(async () => {
    server = createServer(serverTlsOptions(tlsOf(GEO)), (request, response) => {
      requests += 1;
      response.end(guard.nodeOf(request.socket)?.state ?? 'nobody');
    });
    guard = guardPartnerServer(server, tlsOf(GEO));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Asks over one fresh connection: the answer's body and the group, or how the connection ended. */
  async function ask(change: ConnectionOptions = {}, state: StateCode = UKR) {
    const { maxCachedSessions: _, ...options } = clientTlsOptions(tlsOf(state), georgia);
    return request(connect({ host: '127.0.0.1', port, ...options, ...change }));
  }

  it('carries a request when both pins are right, over X25519MLKEM768', async () => {
    const { text, group, protocol } = await ask();
    assert.match(text, /\r\n\r\n.*UKR/su);
    assert.equal(group, 'X25519MLKEM768');
    assert.equal(protocol, 'TLSv1.3');
  });

  it('is what undici gets from the same options', async () => {
    const pool = new Pool(`https://127.0.0.1:${port}`, { connect: clientTlsOptions(tlsOf(MDA), georgia) as object });
    const { body } = await pool.request({ path: '/', method: 'GET' });
    assert.equal(await body.text(), 'MDA');
    await pool.destroy();
  });

  const refusals: [string, ConnectionOptions, string][] = [
    [
      'offers TLS 1.2',
      { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ecdhCurve: 'X25519' },
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    ],
    ['offers X25519 without ML-KEM', { ecdhCurve: 'X25519' }, 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
    ['has no certificate', { key: undefined, cert: undefined }, 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
    ['speaks another protocol', { ALPNProtocols: ['h2'] }, 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'],
  ];
  for (const [what, change, code] of refusals) {
    it(`is refused to a client that ${what}`, async () => {
      const count = requests;
      const { text, error } = await ask(change);
      assert.equal(text, '');
      assert.equal(error?.code, code);
      assert.equal(requests, count);
    });
  }

  it('is refused to a client that names no protocol', async () => {
    const count = requests;
    assert.equal((await ask({ ALPNProtocols: [] })).text, '');
    assert.equal(requests, count);
  });

  it('is refused to a client whose certificate nobody lists, even under the right name', async () => {
    const count = requests;
    const stranger = strangerNamed('ukr-1');
    const { text } = await ask({ key: stranger.privateKeyPem, cert: pem(stranger) });
    assert.equal(text, '');
    assert.equal(requests, count);
  });

  it('is refused to a client whose chain ends in a listed certificate while its key is not pinned', async () => {
    const count = requests;
    trustOf.set(GEO, withOtherTls(UKR, federation.states.get(UKR)!.keys.tls[0]!.certificate));
    guard.partnersChanged();
    assert.equal((await ask()).text, '');
    assert.equal(requests, count);
    trustOf.set(GEO, federation.trust);
    guard.partnersChanged();
  });

  it('is refused by a client that wants another node than the one it reaches', async () => {
    const { maxCachedSessions: _, ...options } = clientTlsOptions(tlsOf(UKR), nodesOf(federation.trust, MDA)[0]!);
    const { text, error } = await request(connect({ host: '127.0.0.1', port, ...options }));
    assert.equal(text, '');
    assert.equal(error?.code, 'DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('is refused by a client whose list pins another key, although the chain ends in the right certificate', async () => {
    const { maxCachedSessions: _, ...options } = clientTlsOptions(tlsOf(UKR), georgia);
    trustOf.set(UKR, withOtherTls(GEO));
    const { text, error } = await request(connect({ host: '127.0.0.1', port, ...options }));
    trustOf.set(UKR, federation.trust);
    assert.equal(text, '');
    assert.equal(error?.code, 'partner.not-trusted');
  });

  it('resumes no session: each connection proves both keys', async () => {
    const { maxCachedSessions: _, ...options } = clientTlsOptions(tlsOf(UKR), georgia);
    const first = connect({ host: '127.0.0.1', port, ...options });
    const sessions: Buffer[] = [];
    first.on('session', (session) => sessions.push(session));
    await request(first);
    assert.ok(sessions.length > 0, 'the server offers sessions, and takes none back');
    for (const session of sessions) assert.equal((await ask({ session })).reused, false);
  });

  it('ends when its pin leaves the list, and cannot be made again; the others stay', async () => {
    const revoked = connected(tlsOf(UKR), port);
    const other = connected(tlsOf(MDA), port);
    await Promise.all([exchange(revoked), exchange(other)]);
    const closed = once(revoked, 'close');
    trustOf.set(GEO, withOtherTls(UKR));
    guard.partnersChanged();
    await closed;
    assert.match(await exchange(other), /MDA/u);
    other.destroy();
    assert.equal((await ask()).text, '');
    assert.equal((await ask({ ecdhCurve: 'X25519' }, MDA)).error?.code, 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE');
    trustOf.set(GEO, federation.trust);
    guard.partnersChanged();
    assert.match((await ask()).text, /UKR/u);
  });
});

describe('options of a connection', () => {
  it('are refused for an address that no partner can have', () => {
    const node = { ...georgia, endpoint: { host: '169.254.169.254', port: 80 } };
    assert.throws(() => clientTlsOptions(tlsOf(UKR), node), { code: 'partner.address' });
  });

  it('of a server leave out a certificate that cannot be read, instead of failing for all', () => {
    const bad = withOtherTls(UKR, Uint8Array.of(1, 2, 3));
    const { ca } = serverTlsOptions({ ...tlsOf(GEO), trust: () => bad });
    assert.equal((ca as string[]).length, 3);
  });
});

describe('two keys of one node in a list', () => {
  it('both open a connection, so that the node can change from one to the other', async () => {
    const { document } = federation.trust.states.get(UKR)!;
    const [node] = JSON.parse(Buffer.from(document.body).toString()).nodes;
    const other = strangerNamed(node.nodeId);
    const listed = { spkiSha256: other.spkiSha256, certificate: toBase64(other.certificate) };
    const tls = [...node.tls, { ...node.tls[0], ...listed }];
    const officers = federation.states.get(UKR)!.officers.map(holderSigner);
    const file = reissueState({ file: document.file, changes: { nodes: [{ ...node, tls }] }, officers, now });
    const both = acceptState(federation.trust, UKR, file, now);
    const tlsWithBoth = { ...tlsOf(GEO), trust: () => both };
    for (const identity of [federation.states.get(UKR)!.keys.tls[0]!, other]) {
      const server = createServer(serverTlsOptions(tlsWithBoth));
      const guard = guardPartnerServer(server, tlsWithBoth);
      const seen = new Promise<string | undefined>((resolve) => {
        server.once('secureConnection', (socket) => resolve(guard.nodeOf(socket)?.nodeId));
        server.once('tlsClientError', () => resolve('refused'));
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as AddressInfo;
      const georgia = { ...nodesOf(both, GEO)[0]!, endpoint: { host: '127.0.0.1', port } };
      const client = connect({ port, ...clientTlsOptions({ identity: () => identity, trust: () => both }, georgia) });
      client.on('error', () => undefined);
      assert.equal(await seen, 'ukr-1');
      client.destroy();
      server.close();
    }
  });
});

/** The list in which a State's node has another TLS key. */
function withOtherTls(state: StateCode, certificate?: Uint8Array): TrustList {
  const { document } = federation.trust.states.get(state)!;
  const [node] = JSON.parse(Buffer.from(document.body).toString()).nodes;
  const other = strangerNamed(node.nodeId);
  const { notBefore, notAfter } = node.tls[0];
  const { spkiSha256 } = other;
  const tls = [{ spkiSha256, certificate: toBase64(certificate ?? other.certificate), notBefore, notAfter }];
  const officers = federation.states.get(state)!.officers.map(holderSigner);
  const file = reissueState({ file: document.file, changes: { nodes: [{ ...node, tls }] }, officers, now });
  return acceptState(federation.trust, state, file, now);
}

function strangerNamed(nodeId: string): TlsIdentity {
  const seeds = makeNodeSeeds({ nodeId, now, random: countingRandom('stranger') }, 1);
  return nodeKeysFromSeeds(seeds).tls[0]!;
}

function pem({ certificate }: TlsIdentity): string {
  return `-----BEGIN CERTIFICATE-----\n${toBase64(certificate)}\n-----END CERTIFICATE-----\n`;
}

function connected(tls: ReturnType<typeof tlsOf>, port: number): TLSSocket {
  const { maxCachedSessions: _, ...options } = clientTlsOptions(tls, georgia);
  const socket = connect({ host: '127.0.0.1', port, ...options });
  socket.on('error', () => undefined);
  return socket;
}

/** One request on a connection that stays open. */
async function exchange(socket: TLSSocket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: node\r\n\r\n');
  const [chunk] = await once(socket, 'data');
  return String(chunk);
}

/** One request, then the end of the connection, whichever side brings it. */
async function request(socket: TLSSocket) {
  let text = '';
  let error: (Error & { code?: string }) | undefined;
  let handshake: { group?: string | undefined; protocol?: string | null; reused?: boolean } = {};
  socket.on('error', (fault) => {
    error = fault;
  });
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('secureConnect', () => {
    const { name: group } = socket.getEphemeralKeyInfo() as { name?: string };
    handshake = { group, protocol: socket.getProtocol(), reused: socket.isSessionReused() };
    socket.write('GET / HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n');
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return { text, error, ...handshake };
}
