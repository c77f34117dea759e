// SPDX-License-Identifier: Apache-2.0
// A relay of mail for tests, over TLS from the start or after STARTTLS: what it took, and faults on demand.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';

export interface RelayForTests {
  readonly port: number;
  /** The certificate, which is its own authority. */
  readonly ca: string;
  /** What came, in the order of the lines; of a mail all of its lines as one. */
  readonly said: string[];
  close(): void;
}

export interface RelayBehaviour {
  readonly security: 'implicit' | 'starttls';
  /** In place of the usual reply to a line that begins so. */
  readonly replies?: Readonly<Record<string, string>>;
}

export function makeCertificate(names = 'DNS:localhost,IP:127.0.0.1'): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'iims-relay-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=relay',
    ].concat([...['-addext', `subjectAltName=${names}`, '-keyout', key, '-out', cert]]),
    { stdio: 'ignore' },
  );
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

export async function openRelay(
  { key, cert }: ReturnType<typeof makeCertificate>,
  { security, replies = {} }: RelayBehaviour,
): Promise<RelayForTests> {
  const said: string[] = [];
  const sockets = new Set<Socket>();
  const secureContext = createSecureContext({ key, cert });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const secured = () => new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
    speak(security === 'implicit' ? secured() : socket, { said, replies, secured });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca: cert,
    said,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

interface Speaking {
  readonly said: string[];
  readonly replies: Readonly<Record<string, string>>;
  readonly secured: () => Socket;
}

function speak(socket: Socket, speaking: Speaking, greets = true): void {
  const { said, replies, secured } = speaking;
  let text = '';
  let mail: string[] | undefined;
  const answer = (line: string): void => {
    if (mail !== undefined && line !== '.') return void mail.push(line);
    if (mail !== undefined) said.push(mail.join('\n'));
    else said.push(line);
    const other = Object.keys(replies).find((start) => line.startsWith(start));
    const reply = other === undefined ? (USUAL[line.split(/[ :]/)[0]!] ?? '500 what') : replies[other]!;
    mail = line === 'DATA' && reply.startsWith('354') ? [] : undefined;
    socket.write(`${reply}\r\n`);
    if (line === 'STARTTLS' && reply.startsWith('220')) {
      socket.removeAllListeners('data');
      speak(secured(), speaking, false);
    }
  };
  socket.on('data', (part) => {
    text += part;
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      answer(line);
    }
  });
  if (greets) socket.write(`${replies.greeting ?? '220-relay\r\n220 for tests'}\r\n`);
}

const USUAL: Readonly<Record<string, string>> = {
  EHLO: '250-relay\r\n250-STARTTLS\r\n250 AUTH PLAIN',
  STARTTLS: '220 go',
  AUTH: '235 yes',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  '.': '250 taken',
  QUIT: '221 bye',
};
