// SPDX-License-Identifier: Apache-2.0
// Hands one mail to a relay (RFC 5321), over TLS alone: from the start, or after STARTTLS (RFC 3207). Small, since it never reads mail,
// sends to few and says nothing in clear (spec/announcements.md, 14 to 17; decision 0059).
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { toBase64, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { ReplyReader } from './smtp-replies.ts';

export interface MailRelay {
  readonly host: string;
  readonly port: number;
  readonly security: 'implicit' | 'starttls';
  /** Authorities in PEM, where they are not those of the system. */
  readonly ca?: string;
  readonly login?: { readonly user: string; readonly password: string };
  /** By what name the node presents itself. */
  readonly clientName: string;
  /** For the whole attempt. */
  readonly timeoutMs?: number;
}

export interface MailToSubmit {
  readonly from: string;
  readonly to: readonly string[];
  /** With CRLF; no line begins with a full stop. */
  readonly text: string;
}

/** Resolves when the relay has taken the mail for all. @throws IimsError `mail.unreachable`, `mail.tls`, `mail.refused` */
export async function submitMail(relay: MailRelay, mail: MailToSubmit): Promise<void> {
  const connection = new Connection(relay);
  const timer = setTimeout(() => connection.destroy(), relay.timeoutMs ?? ATTEMPT_MS_MAX);
  try {
    await connection.open();
    await connection.signIn();
    await connection.hand(mail);
  } catch (fault) {
    throw fault instanceof IimsError ? fault : unreachable(fault);
  } finally {
    clearTimeout(timer);
    connection.destroy();
  }
}

class Connection {
  readonly #relay: MailRelay;
  #socket: Socket;
  #replies: ReplyReader;

  constructor(relay: MailRelay) {
    this.#relay = relay;
    const { host, port, security } = relay;
    this.#socket = security === 'implicit' ? this.#tls() : connectPlain({ host, port });
    this.#replies = new ReplyReader(this.#socket);
  }

  async open(): Promise<void> {
    const { security } = this.#relay;
    if (security === 'implicit') await secured(this.#socket);
    expect(await this.#replies.next(), 220, 'greeting');
    await this.#say(`EHLO ${this.#relay.clientName}`, 250);
    if (security === 'implicit') return;
    const code = await this.#say('STARTTLS');
    // What stands in clear behind the answer would be read as if it had come under TLS.
    if (code !== 220 || this.#replies.hasMore) throw noTls();
    this.#replies.stop();
    this.#socket = this.#tls(this.#socket);
    this.#replies = new ReplyReader(this.#socket);
    await secured(this.#socket);
    await this.#say(`EHLO ${this.#relay.clientName}`, 250);
  }

  async signIn(): Promise<void> {
    const { login } = this.#relay;
    if (login === undefined) return;
    await this.#say(`AUTH PLAIN ${toBase64(utf8(`\0${login.user}\0${login.password}`))}`, 235, 'AUTH');
  }

  async hand({ from, to, text }: MailToSubmit): Promise<void> {
    await this.#say(`MAIL FROM:<${from}>`, 250, 'MAIL FROM');
    for (const one of to) await this.#say(`RCPT TO:<${one}>`, 250, 'RCPT TO');
    await this.#say('DATA', 354);
    await this.#say(`${text}\r\n.`, 250, 'the mail');
    // It is taken; how the relay says good-bye changes nothing.
    this.#socket.write('QUIT\r\n');
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #say(line: string, wanted?: number, what = line): Promise<number> {
    this.#socket.write(`${line}\r\n`);
    const code = await this.#replies.next();
    if (wanted !== undefined) expect(code, wanted, what);
    return code;
  }

  #tls(socket?: Socket): Socket {
    const { host, port, ca } = this.#relay;
    const to = socket === undefined ? { host, port } : { host, socket };
    // An address is no name that TLS could ask for; the certificate is compared with it all the same.
    const named = isIP(host) === 0 ? { servername: host } : {};
    return connectTls({ ...to, ...named, ...(ca === undefined ? {} : { ca }) });
  }
}

/** Resolves when TLS stands and the certificate holds for the name. */
function secured(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      reject(NO_CONNECTION.has(cause.code ?? '') ? unreachable(cause) : noTls(cause));
    });
    socket.once('close', () => reject(unreachable(undefined)));
  });
}

function expect(code: number, wanted: number, what: string): void {
  if (code === wanted) return;
  throw new IimsError('mail.refused', {
    message: 'The relay does not take the mail.',
    field: 'mail',
    rule: `${what.split(' ', 2).join(' ')}: ${wanted}, not ${code}`,
    fix: 'Look into the log of the relay.',
  });
}

function noTls(cause?: unknown): IimsError {
  return new IimsError('mail.tls', {
    message: 'The relay offers no TLS, or its certificate does not hold.',
    field: 'mail.security',
    rule: 'TLS, with a certificate for mail.host by an authority of mail.ca or of the system',
    fix: 'Correct the relay, or the name under which it is configured.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function unreachable(cause: unknown): IimsError {
  return new IimsError('mail.unreachable', {
    message: 'The relay does not answer in time, or breaks off.',
    field: 'mail.host',
    fix: 'Check its address and that it runs.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const NO_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
]);
const ATTEMPT_MS_MAX = 30_000;
