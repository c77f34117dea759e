// SPDX-License-Identifier: Apache-2.0
// Two mail servers on loopback as two bureaus have them: what is handed to the first by SMTP goes by SMTP to the second, which puts it into
// a maildir. Postfix as Debian ships it, each file flushed before it is answered for; for messages-beside-mail.ts.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DOMAIN = 'bureau.test';
const TO = `desk@${DOMAIN}`;
const FROM = 'desk@asking.test';
/** Who owns the mailbox: nobody's account (base-passwd). */
const MAILBOX_USER = 65_534;

export interface MailPair {
  /** Resolves when the first server has answered for the mail. `id` names it in its `Message-ID`. */
  send(id: string, body: string): Promise<void>;
  /** Resolves with the mail as it lies in the second server's mailbox. */
  arrived(id: string): Promise<string>;
  close(): void;
}

/** Postfix runs for root alone. @returns undefined where it cannot be started */
export async function startMailPair(port: number, connections: number): Promise<MailPair | undefined> {
  if (process.getuid?.() !== 0 || spawnSync('postconf', ['-d', 'mail_version']).status !== 0) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'bench-mail-'));
  execFileSync('chmod', ['755', directory]);
  const mailbox = join(directory, 'mailbox');
  for (const folder of ['', 'new', 'cur', 'tmp']) {
    mkdirSync(join(mailbox, folder), { recursive: true });
    chownSync(join(mailbox, folder), MAILBOX_USER, MAILBOX_USER);
  }
  const instances = [
    instance(directory, 'asking', port, [`relayhost = [127.0.0.1]:${port + 1}`, `relay_domains = ${DOMAIN}`]),
    instance(directory, 'asked', port + 1, [
      `virtual_mailbox_domains = ${DOMAIN}`,
      `virtual_mailbox_base = ${directory}`,
      'virtual_mailbox_maps = static:mailbox/',
      `virtual_uid_maps = static:${MAILBOX_USER}`,
      `virtual_gid_maps = static:${MAILBOX_USER}`,
    ]),
  ];
  for (const configuration of instances) execFileSync('postfix', ['-c', configuration, 'start'], { stdio: 'ignore' });
  const lines = await Promise.all(Array.from({ length: connections }, () => SmtpLine.open(port)));
  const box = new Maildir(join(mailbox, 'new'));
  return {
    send: async (id, body) => {
      const line = lines.shift();
      if (line === undefined) throw new Error(`more than ${connections} mails are under way`);
      await line.send(
        `Message-ID: <${id}@asking.test>\r\nFrom: ${FROM}\r\nTo: ${TO}\r\nSubject: A vehicle\r\n\r\n${body}`,
      );
      lines.push(line);
    },
    arrived: (id) => box.take(id),
    close: () => {
      for (const line of lines) line.close();
      box.close();
      for (const configuration of instances) spawnSync('postfix', ['-c', configuration, 'stop'], { stdio: 'ignore' });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** @returns the folder of its configuration */
function instance(directory: string, name: string, port: number, settings: readonly string[]): string {
  const [configuration, queue, data] = ['etc', 'queue', 'data'].map((folder) => join(directory, name, folder)) as [
    string,
    string,
    string,
  ];
  for (const folder of [configuration, queue, data]) mkdirSync(folder, { recursive: true });
  execFileSync('chown', ['postfix', data]);
  writeFileSync(
    join(configuration, 'main.cf'),
    [
      'compatibility_level = 3.6',
      `queue_directory = ${queue}`,
      `data_directory = ${data}`,
      `maillog_file = ${join(directory, name, 'log')}`,
      `maillog_file_prefixes = ${directory}`,
      'inet_interfaces = loopback-only',
      'inet_protocols = ipv4',
      'mydestination =',
      'mynetworks = 127.0.0.0/8',
      `myhostname = ${name}.test`,
      // Deferring in a bench would measure the pause.
      'smtpd_client_connection_count_limit = 0',
      ...settings,
      '',
    ].join('\n'),
  );
  const shipped = readFileSync('/usr/share/postfix/master.cf.dist', 'utf8');
  // Debian ships smtpd in a chroot of its own (the fifth column), which a queue in another place lacks.
  const services = shipped.replace(/^smtp\s+inet .*$/m, `127.0.0.1:${port} inet n - n - - smtpd`);
  writeFileSync(
    join(configuration, 'master.cf'),
    services.replace(/^((?:[^#\s]\S*[ \t]+)(?:\S+[ \t]+){3})y /gm, '$1n '),
  );
  return configuration;
}

/** One connection that carries one mail after another, as a mail program's outbox does. */
class SmtpLine {
  readonly #socket;
  #text = '';
  #answer: ((line: string) => void) | undefined;

  static async open(port: number): Promise<SmtpLine> {
    const line = new SmtpLine(port);
    await line.#answered(220);
    await line.#say('EHLO bench.test\r\n', 250);
    return line;
  }

  private constructor(port: number) {
    this.#socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.setEncoding('utf8').on('data', (text: string) => this.#read(text));
  }

  async send(mail: string): Promise<void> {
    await this.#say(`MAIL FROM:<${FROM}>\r\n`, 250);
    await this.#say(`RCPT TO:<${TO}>\r\n`, 250);
    await this.#say('DATA\r\n', 354);
    await this.#say(`${mail.replaceAll(/\r\n\./g, '\r\n..')}\r\n.\r\n`, 250);
  }

  close(): void {
    this.#socket.end('QUIT\r\n');
  }

  async #say(words: string, code: number): Promise<void> {
    this.#socket.write(words);
    await this.#answered(code);
  }

  async #answered(code: number): Promise<void> {
    const line = await new Promise<string>((resolve) => {
      this.#answer = resolve;
      this.#read('');
    });
    if (!line.startsWith(`${code}`)) throw new Error(`The mail server answers: ${line}`);
  }

  #read(text: string): void {
    this.#text += text;
    // The last line of an answer has a blank after its code (RFC 5321, 4.2.1).
    const last = /^\d{3} .*\r\n/m.exec(this.#text);
    if (last === null || this.#answer === undefined) return;
    this.#text = this.#text.slice(last.index + last[0].length);
    const answer = this.#answer;
    this.#answer = undefined;
    answer(last[0].trimEnd());
  }
}

class Maildir {
  readonly #folder: string;
  readonly #watcher;
  /** What lies there, and who waits for what does not yet. */
  readonly #mails = new Map<string, string>();
  readonly #waiting = new Map<string, (mail: string) => void>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#watcher = watch(folder, () => this.#look());
  }

  async take(id: string): Promise<string> {
    const mail = this.#mails.get(id);
    if (mail === undefined) return new Promise((resolve) => this.#waiting.set(id, resolve));
    this.#mails.delete(id);
    return mail;
  }

  close(): void {
    this.#watcher.close();
  }

  #look(): void {
    for (const name of readdirSync(this.#folder)) {
      const mail = readFileSync(join(this.#folder, name), 'utf8');
      rmSync(join(this.#folder, name));
      const id = /^Message-ID: <([^@]+)@/m.exec(mail)?.[1] ?? '';
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) this.#mails.set(id, mail);
      this.#waiting.delete(id);
      waiting?.(mail);
    }
  }
}
