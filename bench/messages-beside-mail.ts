// SPDX-License-Identifier: Apache-2.0
// Small messages from one bureau to another, beside what bureaus use today: OpenPGP mail over Postfix, sealed by gpg (a process a message)
// or by OpenPGP.js (in this process). From the call that sends to the message opened and verified, on one machine in one run:
//
//   node bench/messages-beside-mail.ts [SECONDS]
//
// Root and Debian's packages `postfix` and `gnupg` are needed; what is not there is left out and said.
import { randomUUID } from 'node:crypto';
import { type MailPair, startMailPair } from './mail-pair.ts';
import { gpgSeal, type MailSeal, openpgpSeal } from './mail-seal.ts';
import { MessagePair, within } from './message-pair.ts';
import { cpuUsageOfMachine } from './process-use.ts';

const SECONDS = Number(process.argv[2] ?? 10);
const PORT = 8_725;
/** As many as a mail server takes of one sender at once by its own settings (default_process_limit), and for gpg what two cores bear. */
const MAILS_UNDER_WAY = 50;
const GPG_UNDER_WAY = 8;
const MESSAGES_UNDER_WAY = 256;
const TEXT = 'The vehicle was seen at the crossing, with two persons in it.';

interface Row {
  readonly name: string;
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly stored: readonly number[];
  readonly opened: readonly number[];
}

const rows = [...(await ownRows()), ...(await mailRows())];
process.stdout.write(table(rows));

async function ownRows(): Promise<Row[]> {
  const pair = await MessagePair.start();
  try {
    const measured = [];
    for (const underWay of [1, MESSAGES_UNDER_WAY]) {
      await pair.measure({ underWay, seconds: SECONDS / 3 });
      const { perSecond, cpuMs, receiverCpuMs, stored, receipted } = await pair.measure({ underWay, seconds: SECONDS });
      const name = `IIMS, ${underWay} at once: to the signed receipt`;
      measured.push({ name, perSecond, cpuMs: cpuMs + receiverCpuMs, stored, opened: receipted });
    }
    return measured;
  } finally {
    await pair.close();
  }
}

async function mailRows(): Promise<Row[]> {
  const mail = await startMailPair(PORT, MAILS_UNDER_WAY);
  if (mail === undefined) {
    process.stderr.write('Postfix cannot be started here (root, Debian package postfix): mail is left out.\n');
    return [];
  }
  const seals = [await openpgpSeal(), gpgSeal()].filter((seal) => seal !== undefined);
  try {
    const measured = [];
    for (const seal of seals) {
      const most = seal.processes ? GPG_UNDER_WAY : MAILS_UNDER_WAY;
      for (const underWay of [1, most]) measured.push(await measureMail(mail, seal, underWay));
    }
    return measured;
  } finally {
    mail.close();
    for (const seal of seals) seal.close();
  }
}

async function measureMail(mail: MailPair, seal: MailSeal, underWay: number): Promise<Row> {
  const [stored, opened]: number[][] = [[], []];
  const startedAt = performance.now();
  const cpuBefore = cpuUsageOfMachine();
  const until = startedAt + SECONDS * 1_000;
  const one = async (): Promise<void> => {
    const [id, sentAt] = [randomUUID(), performance.now()];
    await mail.send(id, await seal.seal(`${TEXT} ${id}`));
    stored!.push(performance.now() - sentAt);
    const text = await seal.open(await mail.arrived(id));
    if (!text.includes(id)) throw new Error('another message was opened');
    opened!.push(performance.now() - sentAt);
  };
  await Promise.all(
    Array.from({ length: underWay }, async () => {
      while (performance.now() < until) await one();
    }),
  );
  return {
    name: `${seal.name} over Postfix, ${underWay} at once: to the mail opened and verified`,
    perSecond: opened!.length / ((performance.now() - startedAt) / 1_000),
    cpuMs: (cpuUsageOfMachine() - cpuBefore) / opened!.length,
    stored: stored!,
    opened: opened!,
  };
}

function table(rows: readonly Row[]): string {
  const best = rows.find(({ name }) => name.startsWith(`IIMS, ${MESSAGES_UNDER_WAY}`))!.perSecond;
  const show = (times: readonly number[]) => `${within(times, 0.5).toFixed(1)} · ${within(times, 0.99).toFixed(1)}`;
  return [
    '| | messages a second | of IIMS at once | sent: p50 · p99 ms | at the other bureau: p50 · p99 ms | processor time, both sides |',
    '|---|--:|--:|--:|--:|--:|',
    ...rows.map(
      ({ name, perSecond, cpuMs, stored, opened }) =>
        `| ${name} | ${perSecond.toFixed(0)} | ${(perSecond / best).toFixed(2)} | ${show(stored)} | ${show(opened)} | ${cpuMs.toFixed(1)} ms |`,
    ),
    '',
  ].join('\n');
}
