// SPDX-License-Identifier: Apache-2.0
// Recorded connections as a capture file that network analysers read: pcap, bare IPv4, TCP with a port of its own for each client.
import { concatBytes } from '@iims/wire/bytes';
import type { RecordedConnection } from './recording-proxy.ts';

/** The port that every recorded server has in the capture: analysers take what goes there for TLS. */
export const CAPTURED_SERVER_PORT = 443;

/** The connections one after the other, each with its opening of three packets. */
export function captureOf(connections: readonly RecordedConnection[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, PCAP_MAGIC);
  header.setUint16(4, 2); // version 2.4
  header.setUint16(6, 4);
  header.setUint32(16, 0xffff); // bytes of a packet at most
  header.setUint32(20, LINKTYPE_IPV4);
  const packets = connections.flatMap((connection, index) => packetsOf(connection, CLIENT_PORTS_FROM + index));
  return concatBytes(new Uint8Array(header.buffer), ...packets.map(recordOf));
}

function packetsOf(connection: RecordedConnection, clientPort: number): Uint8Array[] {
  // A SYN takes one sequence number.
  const next = { client: 1, server: 1 };
  const nothing = new Uint8Array(0);
  const packets = [
    packet({ from: 'client', clientPort, sequence: 0, acknowledged: 0, flags: SYN, bytes: nothing }),
    packet({ from: 'server', clientPort, sequence: 0, acknowledged: 1, flags: SYN | ACK, bytes: nothing }),
    packet({ from: 'client', clientPort, sequence: 1, acknowledged: 1, flags: ACK, bytes: nothing }),
  ];
  for (const chunk of connection) {
    for (let start = 0; start < chunk.bytes.length; start += SEGMENT_BYTES_MAX) {
      const bytes = chunk.bytes.subarray(start, start + SEGMENT_BYTES_MAX);
      const other = chunk.from === 'client' ? 'server' : 'client';
      const numbers = { sequence: next[chunk.from], acknowledged: next[other] };
      packets.push(packet({ from: chunk.from, clientPort, ...numbers, flags: ACK, bytes }));
      next[chunk.from] += bytes.length;
    }
  }
  return packets;
}

interface Segment {
  readonly from: 'client' | 'server';
  readonly clientPort: number;
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
  readonly bytes: Uint8Array;
}

/** An IPv4 packet with its TCP segment (RFC 791, RFC 9293). Checksums are zero: nobody sent it over a wire. */
function packet({ from, clientPort, sequence, acknowledged, flags, bytes }: Segment): Uint8Array {
  const whole = new Uint8Array(IP_HEADER_BYTES + TCP_HEADER_BYTES + bytes.length);
  const view = new DataView(whole.buffer);
  const isClient = from === 'client';
  view.setUint8(0, 0x45);
  view.setUint16(2, whole.length);
  view.setUint8(8, 64); // hops left
  view.setUint8(9, 6); // TCP
  view.setUint32(12, isClient ? CLIENT_ADDRESS : SERVER_ADDRESS);
  view.setUint32(16, isClient ? SERVER_ADDRESS : CLIENT_ADDRESS);
  const tcp = new DataView(whole.buffer, IP_HEADER_BYTES);
  tcp.setUint16(0, isClient ? clientPort : CAPTURED_SERVER_PORT);
  tcp.setUint16(2, isClient ? CAPTURED_SERVER_PORT : clientPort);
  tcp.setUint32(4, sequence);
  tcp.setUint32(8, acknowledged);
  tcp.setUint8(12, (TCP_HEADER_BYTES / 4) << 4);
  tcp.setUint8(13, flags);
  tcp.setUint16(14, 0xffff);
  whole.set(bytes, IP_HEADER_BYTES + TCP_HEADER_BYTES);
  return whole;
}

/** A packet in the file: time (a microsecond after the one before), captured and whole length. */
function recordOf(bytes: Uint8Array, index: number): Uint8Array {
  const head = new DataView(new ArrayBuffer(16));
  head.setUint32(4, index);
  head.setUint32(8, bytes.length);
  head.setUint32(12, bytes.length);
  return concatBytes(new Uint8Array(head.buffer), bytes);
}

const PCAP_MAGIC = 0xa1b2c3d4;
const LINKTYPE_IPV4 = 228;
const IP_HEADER_BYTES = 20;
const TCP_HEADER_BYTES = 20;
const SEGMENT_BYTES_MAX = 1_400;
const SYN = 0x02;
const ACK = 0x10;
/** 192.0.2.1 and 192.0.2.2, which are for documentation (RFC 5737). */
const CLIENT_ADDRESS = 0xc0000201;
const SERVER_ADDRESS = 0xc0000202;
const CLIENT_PORTS_FROM = 40_000;
