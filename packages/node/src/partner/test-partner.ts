// SPDX-License-Identifier: Apache-2.0
// Proves each layer to a partner in turn, over a line of its own, and stops at the first that fails (spec/partner-test.md).
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { mayAsk, nodeOfPin, nodesOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import type { TrustedNode } from '@iims/crypto/trust-state';
import { assert } from '@iims/wire/assert';
import { PURPOSES } from '@iims/wire/code-lists';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { EVERY_OTHER_REGISTER } from '@iims/wire/trust-documents';
import { pinOf } from '../keys/node-keys.ts';
import { isDemoFederation } from '../trust/demo-federation.ts';
import { resolvePartner } from './address.ts';
import { ECHO_BYTES_MAX, type EchoAnswer, type EchoSide, openEchoAnswer, sealEcho } from './echo.ts';
import { ECHO_PATH } from './edge-paths.ts';
import { openLine, postOverLine, shakeHands } from './probe-line.ts';
import { type PartnerTls, probingTlsOptions, TLS_GROUP } from './tls.ts';
import { WHAT_TO_DO } from './what-to-do.ts';

/** In the order in which they are proven. */
export const LAYERS = ['address', 'tcp', 'tls', 'pin', 'signature', 'rights', 'clock', 'version'] as const;
export type Layer = (typeof LAYERS)[number];

/** Plain data for JSON and CBOR. */
export interface LayerResult {
  readonly layer: Layer;
  readonly outcome: 'passed' | 'warned' | 'failed' | 'not-tried';
  /** How long it took, whole milliseconds; absent where it was not tried. */
  readonly ms?: number;
  /** What is wrong, and what to do about it; with `failed` always, with `warned` always, else never. */
  readonly code?: ErrorCode;
  readonly todo?: string;
  /** What was seen, by layer (spec/partner-test.md, 4). */
  readonly found?: Found;
}

type Found = Readonly<
  Record<string, string | number | readonly string[] | readonly Readonly<Record<string, unknown>>[]>
>;

export interface PartnerTestParts {
  readonly own: StateCode;
  readonly echo: EchoSide;
  readonly tls: PartnerTls;
}

/** Tries every layer. Never throws for what is wrong with the partner or the way to it: that is the result. */
export async function testPartner(parts: PartnerTestParts, state: StateCode): Promise<readonly LayerResult[]> {
  const { clock } = parts.echo;
  const walk = new Walk(parts, state);
  const results: LayerResult[] = [];
  try {
    for (const layer of LAYERS) {
      if (results.some(({ outcome }) => outcome === 'failed')) {
        results.push({ layer, outcome: 'not-tried' });
        continue;
      }
      const startedAt = clock.monotonic();
      const said = await walk[layer]().catch(failed);
      results.push({ layer, ms: Math.round(clock.monotonic() - startedAt), ...said });
    }
    return results;
  } finally {
    walk.end();
  }
}

type Said = Omit<LayerResult, 'layer' | 'ms'>;

/** What one test has in hand: each layer leaves what the next one stands on. */
class Walk implements Record<Layer, () => Promise<Said>> {
  readonly #parts: PartnerTestParts;
  readonly #state: StateCode;
  #addresses: readonly string[] = [];
  #socket: Socket | undefined;
  #line: TLSSocket | undefined;
  #answer: (EchoAnswer & { readonly aheadMs: number; readonly roundTripMs: number }) | undefined;

  constructor(parts: PartnerTestParts, state: StateCode) {
    this.#parts = parts;
    this.#state = state;
  }

  /** A document in force names an address that a partner can have, and its name resolves. */
  async address(): Promise<Said> {
    const { host, port } = this.#node().endpoint;
    const rule = { loopback: isDemoFederation(this.#trust().root.federation) };
    this.#addresses = (await resolvePartner(host, rule)).slice(0, ADDRESSES_TRIED_MAX);
    return passed({ host, port, addresses: this.#addresses });
  }

  /** Something accepts connections at one of the addresses. */
  async tcp(): Promise<Said> {
    const { port } = this.#node().endpoint;
    let said: Said | undefined;
    for (const address of this.#addresses) {
      try {
        this.#socket = await openLine(address, port);
        return passed({ address, port });
      } catch (fault) {
        said = failed(fault);
        said = { ...said, found: { address, port, ...said.found } };
      }
    }
    assert(said !== undefined, 'a name that resolves leads to an address');
    return said;
  }

  /** TLS 1.3 with the one group that is offered. */
  async tls(): Promise<Said> {
    this.#line = await shakeHands(this.#socket!, probingTlsOptions(this.#parts.tls, this.#node()));
    const { name: group = '' } = this.#line.getEphemeralKeyInfo() as { name?: string };
    const found = { protocol: this.#line.getProtocol() ?? '', group };
    return found.protocol === 'TLSv1.3' && group === TLS_GROUP ? passed(found) : failing('partner.handshake', found);
  }

  /** The certificate that was presented is one that the partner's document lists. Before this nothing is sent. */
  async pin(): Promise<Said> {
    const certificate = this.#line!.getPeerX509Certificate();
    const presented = certificate ? pinOf(certificate) : '';
    const { state, nodeId, tls } = this.#node();
    const listed = tls.find(({ spkiSha256 }) => spkiSha256 === presented);
    if (listed && this.#line!.authorized) return passed({ presented, listedUntil: iso(listed.notAfter) });
    const owner = nodeOfPin(this.#trust(), presented);
    const isOther = owner !== undefined && (owner.state !== state || owner.nodeId !== nodeId);
    const belongsTo = isOther ? { belongsTo: owner.state } : {};
    return failing('partner.not-trusted', { presented, listed: tls.map(({ spkiSha256 }) => spkiSha256), ...belongsTo });
  }

  /** Each opens what the other seals and trusts both keys with which the other signs. */
  async signature(): Promise<Said> {
    const { echo } = this.#parts;
    const sent = sealEcho(echo, this.#node());
    const [sentAt, startedAt] = [echo.clock.now(), echo.clock.monotonic()];
    const call = { path: ECHO_PATH, body: sent.bytes, bytesMax: ECHO_BYTES_MAX };
    const { status, body } = await postOverLine(this.#line!, call);
    const roundTripMs = echo.clock.monotonic() - startedAt;
    if (status !== 200) return failing(...refusalOf(status, body));
    const answer = openEchoAnswer(echo, this.#state, sent, body);
    // Half a millisecond behind would round to minus zero, which is no number of the wire.
    const aheadMs = Math.round(answer.at - (sentAt + roundTripMs / 2)) || 0;
    this.#answer = { ...answer, aheadMs, roundTripMs };
    return passed({ keyId: answer.keyId });
  }

  /** What the partner's document grants, while it may be relied on. */
  async rights(): Promise<Said> {
    const trust = this.#trust();
    const { registers = [] } = trust.states.get(this.#state) ?? {};
    const { standing } = standingOf(trust, this.#state, this.#parts.echo.clock.now());
    const granted = [...registers, OTHERS].flatMap(({ id, title }) => {
      const purposes = PURPOSES.filter((purpose) =>
        mayAsk(trust, { owner: this.#state, register: id, purpose, asker: this.#parts.own }),
      );
      return purposes.length === 0 ? [] : [{ register: id, title, purposes }];
    });
    if (standing === 'expired') return failing('trust.expired', { granted });
    return granted.length > 0 ? passed({ granted }) : warning('partner.no-rights', { granted });
  }

  async clock(): Promise<Said> {
    const { aheadMs, roundTripMs } = this.#answer!;
    const found = { aheadMs, uncertaintyMs: Math.ceil(roundTripMs / 2) };
    if (Math.abs(aheadMs) > CLOCK_FAILS_MS) return failing('partner.clock', found);
    return Math.abs(aheadMs) > CLOCK_WARNS_MS ? warning('partner.clock', found) : passed(found);
  }

  async version(): Promise<Said> {
    const { trustListVersion: partner, release } = this.#answer!;
    const own = trustListVersion(this.#trust());
    const document = this.#trust().states.get(this.#state)?.version ?? 0;
    const found = { own, partner, document, release, ownRelease: this.#parts.echo.release };
    return own === partner ? passed(found) : warning('partner.other-list', found);
  }

  end(): void {
    this.#line?.destroy();
    this.#socket?.destroy();
  }

  #trust() {
    return this.#parts.echo.trust();
  }

  /** The node that the State's document in force describes first, at the moment of the call. */
  #node(): TrustedNode {
    const node = nodesOf(this.#trust(), this.#state)[0];
    if (node !== undefined) return node;
    throw new IimsError('trust.unknown-state', { message: 'No document of this State is in force.', field: 'state' });
  }
}

function passed(found: Found): Said {
  return { outcome: 'passed', found };
}

function warning(code: ErrorCode, found: Found): Said {
  return { outcome: 'warned', code, todo: todoOf(code), found };
}

function failing(code: ErrorCode, found: Found): Said {
  return { outcome: 'failed', code, todo: todoOf(code), found };
}

/** Anything but a fault of the catalogue is a mistake of this program. */
function failed(fault: unknown): Said {
  if (!(fault instanceof IimsError)) throw fault;
  const { code, rule } = fault;
  return { outcome: 'failed', code, todo: todoOf(code), ...(rule === undefined ? {} : { found: { rule } }) };
}

function refusalOf(status: number, body: Uint8Array): [ErrorCode, Found] {
  const said = /"code":"([a-z.-]{1,60})"/.exec(Buffer.from(body).toString('latin1'))?.[1];
  const found = { status, ...(said === undefined ? {} : { said }) };
  return [status === 503 ? 'partner.busy' : 'partner.refused', found];
}

function todoOf(code: ErrorCode): string {
  return WHAT_TO_DO[code] ?? 'Give the code to whoever looks after this node.';
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** What the partner grants of registers that its document does not name. */
const OTHERS = { id: EVERY_OTHER_REGISTER, title: 'Any other register of alerts' };
const ADDRESSES_TRIED_MAX = 3;
const CLOCK_WARNS_MS = 2 * 60_000;
/** Frames from further ahead are refused (spec/envelope.md, 3). */
const CLOCK_FAILS_MS = 5 * 60_000;
