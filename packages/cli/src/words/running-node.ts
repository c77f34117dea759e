// SPDX-License-Identifier: Apache-2.0
// The words of what acts on a running node: its partners, its keys, and the trust list it goes by.
import type { Command } from 'commander';
import type { BlastRadiusOptions } from '../commands/blast-radius.ts';
import type { MailOptions } from '../commands/mail.ts';
import type { ListKeysOptions, RevokeKeysOptions, RotateKeysOptions } from '../commands/node-keys.ts';
import type {
  ListPartnersOptions,
  ResumePartnerOptions,
  SuspendPartnerOptions,
  TestPartnerOptions,
} from '../commands/partner.ts';
import type { BringTrustOptions } from '../commands/trust-bring.ts';
import type { ListWebhooksOptions, TestWebhookOptions } from '../commands/webhook.ts';
import { groupOf, type Wrap, type WrapFiles } from './wrap.ts';

export function describeRunningNode(program: Command, command: Wrap, withFiles: WrapFiles): void {
  describePartner(program, command);
  describeWebhook(program, command);
  describeMail(program, command);
  describeKeys(groupOf(program, 'keys', 'keys of nodes, root holders and officers'), command);
  groupOf(program, 'trust', 'the trust list')
    .command('bring')
    .description('put signed documents into a node, whether it runs or not')
    .argument('<file...>', 'signed documents or bundles of them')
    .requiredOption('--dir <dir>', "the node's data directory")
    .option('--json', 'print JSON')
    .action(
      withFiles(async (files, options: BringTrustOptions) =>
        (await import('../commands/trust-bring.ts')).bringTrust(files, options),
      ),
    );
}

function describeWebhook(program: Command, command: Wrap): void {
  const webhook = groupOf(program, 'webhook', 'programs of the own State that are told that something has come');
  webhook
    .command('list')
    .description('every webhook of a running node, and whether it is reached')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .option('--json', 'print JSON')
    .action(
      command(async (options: ListWebhooksOptions) => (await import('../commands/webhook.ts')).listWebhooks(options)),
    );
  webhook
    .command('test')
    .description('call one once, with an event of the type test')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .requiredOption('--name <name>', 'of webhooks.targets in node.json')
    .option('--json', 'print JSON')
    .action(
      command(async (options: TestWebhookOptions) => (await import('../commands/webhook.ts')).testWebhook(options)),
    );
}

function describeMail(program: Command, command: Wrap): void {
  const mail = groupOf(program, 'mail', 'mailboxes of the bureau that hear that messages wait');
  mail
    .command('show')
    .description('whether a running node reaches its relay')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .option('--json', 'print JSON')
    .action(command(async (options: MailOptions) => (await import('../commands/mail.ts')).showMail(options)));
  mail
    .command('test')
    .description('send one mail with the numbers of the moment')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .option('--json', 'print JSON')
    .action(command(async (options: MailOptions) => (await import('../commands/mail.ts')).testMail(options)));
}

function describePartner(program: Command, command: Wrap): void {
  const partner = groupOf(program, 'partner', 'with whom a node speaks');
  partner
    .command('list')
    .description('every partner: its standing, whether it is suspended, and its last test')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .option('--json', 'print JSON')
    .action(
      command(async (options: ListPartnersOptions) => (await import('../commands/partner.ts')).listPartners(options)),
    );
  partner
    .command('test')
    .description('prove each layer to a partner in turn: address, TCP, TLS, pin, signature, rights, clock, version')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .requiredOption('--state <code>', 'the partner')
    .option('--json', 'print JSON')
    .action(
      command(async (options: TestPartnerOptions) => (await import('../commands/partner.ts')).testPartner(options)),
    );
  partner
    .command('suspend')
    .description('ask a partner nothing and answer it nothing, from now on')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .requiredOption('--state <code>', 'the partner')
    .requiredOption('--reason <text>', 'stands in the log')
    .option('--json', 'print JSON')
    .action(
      command(async (options: SuspendPartnerOptions) =>
        (await import('../commands/partner.ts')).suspendPartner(options),
      ),
    );
  partner
    .command('resume')
    .description('end a suspension')
    .requiredOption('--dir <dir>', "the running node's data directory")
    .requiredOption('--state <code>', 'the partner')
    .option('--json', 'print JSON')
    .action(
      command(async (options: ResumePartnerOptions) => (await import('../commands/partner.ts')).resumePartner(options)),
    );
}

function describeKeys(keys: Command, command: Wrap): void {
  keys
    .command('list')
    .description("a running node's keys, and what ends next")
    .requiredOption('--dir <dir>', "the running node's data directory")
    .option('--json', 'print JSON')
    .action(command(async (options: ListKeysOptions) => (await import('../commands/node-keys.ts')).listKeys(options)));
  keys
    .command('rotate')
    .description("make fresh keys and write the node's next entry for its State's document")
    .requiredOption('--dir <dir>', "the running node's data directory")
    .requiredOption('--use <uses>', 'signing, log, witness, tls, kem; commas between them')
    .requiredOption('--out <file>', 'the entry, to be signed by the officers')
    .option('--lead-minutes <n>', 'how long partners have to learn the new keys before they are used', '10')
    .option('--json', 'print JSON')
    .action(
      command(async (options: RotateKeysOptions) => (await import('../commands/node-keys.ts')).rotateKeys(options)),
    );
  keys
    .command('blast-radius')
    .description("what a stolen key could have read or signed, out of a node's own log")
    .requiredOption('--dir <dir>', "the node's data directory")
    .requiredOption('--key <id>', 'the key id, of a TLS key the pin')
    .option('--json', 'one line of JSON for each entry, and one with the sum')
    .action(
      command(async (options: BlastRadiusOptions) =>
        (await import('../commands/blast-radius.ts')).blastRadius(options),
      ),
    );
  keys
    .command('revoke')
    .description("write the node's next entry without these keys, with fresh ones that are used at once")
    .requiredOption('--dir <dir>', "the running node's data directory")
    .requiredOption('--key <id...>', 'key ids, as `iims keys list` shows them')
    .requiredOption('--out <file>', 'the entry, to be signed by the officers')
    .option('--json', 'print JSON')
    .action(
      command(async (options: RevokeKeysOptions) => (await import('../commands/node-keys.ts')).revokeKeys(options)),
    );
}
