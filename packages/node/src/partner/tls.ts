// SPDX-License-Identifier: Apache-2.0
// TLS between nodes, both sides: 1.3 only, X25519MLKEM768 only, mutual, pinned by the trust list (spec/transport.md).
// OpenSSL checks the chain in the handshake; the pin then says which node it is, by the list in force at that moment.
import { constants, X509Certificate } from 'node:crypto';
import type { ConnectionOptions, PeerCertificate, Server, TLSSocket, TlsOptions } from 'node:tls';
import type { TrustList } from '@iims/crypto/trust-list';
import { nodeOfPin } from '@iims/crypto/trust-lookup';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { pinOf, type TlsIdentity } from '../keys/node-keys.ts';
import { isDemoFederation } from '../trust/demo-federation.ts';
import { checkPartnerHost, partnerLookup } from './address.ts';

export interface PartnerTls {
  /** What this node presents at the moment of the call. */
  readonly identity: () => TlsIdentity;
  /** The list in force, asked anew for each connection. */
  readonly trust: () => TrustList;
  /** Whether the own State speaks with this partner no more. */
  readonly isSuspended?: (state: StateCode) => boolean;
}

/** Options of the partner edge's server. The server must be given to `guardPartnerServer` before it listens. */
export function serverTlsOptions({ identity, trust }: PartnerTls): TlsOptions {
  const nodes = [...new Set(trust().pins.values())];
  return {
    ...bothSides(identity()),
    ca: certificatesOf(nodes),
    requestCert: true,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
}

/**
 * Options of a connection to `partner`, for `tls.connect` or undici's `connect`. They serve as long as the list in force holds
 * this node's certificate; after a change of the list they are made anew, and until then fail closed.
 * @throws IimsError `partner.address` for an endpoint that no partner can have
 */
export function clientTlsOptions(
  { identity, trust }: PartnerTls,
  partner: TrustedNode,
): ConnectionOptions & { readonly maxCachedSessions: 0 } {
  const rule = { loopback: isDemoFederation(trust().root.federation) };
  checkPartnerHost(partner.endpoint.host, rule);
  return {
    ...bothSides(identity()),
    ca: certificatesOf([partner]),
    servername: partner.nodeId,
    lookup: partnerLookup(rule),
    checkServerIdentity: (_host, certificate) => identityFault(trust(), partner, certificate),
    maxCachedSessions: 0, // undici's word for "resume no session"
  };
}

/**
 * Options of a connection that finds out who is at the other end: it comes about whatever certificate is presented, so the caller
 * MUST compare that certificate before it sends a byte. `socket.authorized` says whether `clientTlsOptions` would have accepted it.
 * @throws IimsError as `clientTlsOptions`
 */
export function probingTlsOptions(tls: PartnerTls, partner: TrustedNode): ConnectionOptions {
  const { maxCachedSessions: _, ...options } = clientTlsOptions(tls, partner);
  return { ...options, rejectUnauthorized: false };
}

export interface PartnerServerGuard {
  /** The node at the other end of a connection, by the list in force now: `undefined` once its pin is no longer listed or its State suspended. */
  nodeOf(socket: object): TrustedNode | undefined;
  /** To be called after every change of the trust list or of a suspension: takes new certificates and closes connections that have no partner any more. */
  partnersChanged(): void;
}

/** Closes every connection whose pin the trust list does not hold before a byte of HTTP is read from it. */
export function guardPartnerServer(server: Server, tls: PartnerTls): PartnerServerGuard {
  const pins = new Map<object, string>();
  const nodeOf = (socket: object) => {
    const node = nodeOfPin(tls.trust(), pins.get(socket) ?? '');
    return node === undefined || tls.isSuspended?.(node.state) ? undefined : node;
  };
  // Before the listener that reads HTTP, so that nothing of a refused connection is parsed.
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined || !socket.authorized || socket.alpnProtocol !== ALPN) return void socket.destroy();
    const pin = pinOf(certificate);
    pins.set(socket, pin);
    socket.once('close', () => pins.delete(socket));
    const held = [...pins.values()].filter((other) => other === pin).length;
    if (nodeOf(socket) === undefined || held > CONNECTIONS_PER_NODE_MAX) socket.destroy();
  });
  return {
    nodeOf,
    partnersChanged() {
      server.setSecureContext(serverTlsOptions(tls));
      for (const socket of pins.keys()) if (nodeOf(socket) === undefined) (socket as TLSSocket).destroy();
    },
  };
}

function bothSides(identity: TlsIdentity) {
  return {
    key: identity.privateKeyPem,
    cert: new X509Certificate(identity.certificate).toString(),
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ecdhCurve: TLS_GROUP,
    sigalgs: 'ed25519',
    ALPNProtocols: [ALPN],
    rejectUnauthorized: true,
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

/**
 * PEM of what the chain may end in. A certificate that cannot be read is left out: its node is then refused in the handshake,
 * whereas handing it to OpenSSL would let one State's bad document stop this node's edge for all.
 */
function certificatesOf(nodes: readonly TrustedNode[]): string[] {
  const certificates = nodes.flatMap(({ tls }) => tls.map(({ certificate }) => certificate));
  return certificates.flatMap((certificate) => {
    try {
      return [new X509Certificate(certificate).toString()];
    } catch {
      return [];
    }
  });
}

/** Only this very node will do: the certificate of another listed node is as wrong as a stranger's. */
function identityFault(trust: TrustList, partner: TrustedNode, certificate: PeerCertificate): Error | undefined {
  const node = nodeOfPin(trust, pinOf(new X509Certificate(certificate.raw)));
  if (node?.state === partner.state && node.nodeId === partner.nodeId) return undefined;
  return new IimsError('partner.not-trusted', {
    message: 'The other end is not the node of the trust list.',
    rule: 'its key is pinned in the document of its State',
  });
}

export const TLS_GROUP = 'X25519MLKEM768';
const ALPN = 'http/1.1';
/** A handshake takes milliseconds; one that stands still holds a place that others wait for. */
const HANDSHAKE_TIMEOUT_MS = 4_000;
/** A partner's node needs 8 at most (`transport.ts`). The rest of the edge's places belong to the other States. */
export const CONNECTIONS_PER_NODE_MAX = 32;
