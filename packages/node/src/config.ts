// SPDX-License-Identifier: Apache-2.0
// One typed file configures a node: `node.json` in its data directory. Secrets are never in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { isIP, isIPv4 } from 'node:net';
import { join } from 'node:path';
import { CLASSIFICATIONS, HANDLING_CODES } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { ADDRESSES_MAX, addressSchema } from '@iims/wire/message';
import { isMessageKind, MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { lineSchema } from '@iims/wire/query';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import { ANNOUNCED_EVENTS, MAIL_LANGUAGES } from './announced-events.ts';
import { CONFIG_FILE } from './data-directory.ts';
import { KEEP_DAYS_DEFAULT, type KeepDays, MESSAGE_CATEGORIES, MESSAGE_KEEPING_DEFAULT } from './message-categories.ts';

const address = z.strictObject({ host: z.string().min(1).max(255), port: z.int().min(1).max(65_535) });

const path = z.string().min(1).max(4_096);
const custody = z.discriminatedUnion('kind', [
  /** Unwrapped: demonstrations alone. */
  z.strictObject({ kind: z.literal('plain') }),
  z
    .strictObject({
      kind: z.literal('passphrase'),
      file: path.optional(),
      descriptor: z.int().min(0).max(255).optional(),
    })
    .refine(({ file, descriptor }) => (file === undefined) !== (descriptor === undefined), {
      error: "either 'file' or 'descriptor'",
    }),
  /** A credential of systemd, by its name. */
  z.strictObject({ kind: z.literal('credential'), name: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/) }),
  /** `module` is the token's library, `package` the folder custody-pkcs11, `token` a label. */
  z.strictObject({
    kind: z.literal('pkcs11'),
    module: path,
    package: path,
    token: z.string().min(1).max(32),
    pinFile: path,
  }),
]);

const plugInName = z.string().regex(/^[a-z0-9-]{1,40}$/u, { error: '1 to 40 of a-z, 0-9 and -' });
/** National algorithms (spec/national.md, 6): programs, and what was agreed with which State. */
const national = z
  .strictObject({
    plugIns: z
      .array(
        z.strictObject({
          name: plugInName,
          command: z.tuple([path.startsWith('/')], z.string().max(4_096)),
          timeoutMs: z.int().min(100).max(60_000).default(10_000),
        }),
      )
      .max(16),
    partners: z.record(
      z.string().regex(/^[A-Z]{3}$/),
      z.strictObject({ layer: plugInName.optional(), signature: plugInName.optional() }),
    ),
  })
  .refine(
    ({ plugIns, partners }) => {
      const listed = plugIns.map(({ name }) => name);
      const named = Object.values(partners).flatMap(({ layer, signature }) => [layer, signature]);
      return (
        new Set(listed).size === listed.length && named.every((name) => name === undefined || listed.includes(name))
      );
    },
    { error: 'each plug-in is listed once, and each that is agreed with a partner is listed' },
  );

const months = z.int().min(1).max(1_200);

/** Beyond what a State's border posts ask together, and what one officer, or a gate under one account, asks by itself. */
export const QUOTA_DEFAULTS = {
  partner: { perMinute: 300_000, burst: 600_000, perDay: 20_000_000 },
  officer: { perHour: 60_000, perDay: 250_000 },
  byOwnRight: { partner: { perHour: 1_200, perDay: 5_000 }, officer: { perHour: 120, perDay: 500 } },
};
const questions = z.int().min(1).max(1_000_000_000);

const hourAndDay = z.strictObject({ perHour: questions, perDay: questions });

/** How much may be asked (spec/quota.md). */
const quotas = z.strictObject({
  /** Of each partner's State: so many a minute, `burst` of them at once. */
  partner: z
    .strictObject({ perMinute: questions, burst: questions, perDay: questions })
    .default(QUOTA_DEFAULTS.partner),
  /** Of each officer: the own by account, partners' by pseudonym. */
  officer: hourAndDay.default(QUOTA_DEFAULTS.officer),
  /** Beside these, of questions that need a right of their own: parts of plates, and holders of vehicles. */
  byOwnRight: z.strictObject({ partner: hourAndDay, officer: hourAndDay }).default(QUOTA_DEFAULTS.byOwnRight),
});

/** Whom of the own State's programs the node tells that something has come (spec/announcements.md). */
const webhooks = z
  .strictObject({
    hosts: z.array(z.string().min(1).max(255)).max(16),
    targets: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z0-9-]{1,40}$/u, { error: '1 to 40 of a-z, 0-9 and -' }),
          url: z.string().max(2_048).refine(isWebhookUrl, {
            error: 'https://HOST/PATH, or http:// to a loopback address; no account, query string or fragment',
          }),
          events: z.array(z.enum(ANNOUNCED_EVENTS)).min(1),
        }),
      )
      .max(16)
      .refine((targets) => new Set(targets.map(({ name }) => name)).size === targets.length, {
        error: 'each name once',
      }),
  })
  .refine(({ hosts, targets }) => targets.every(({ url }) => hosts.includes(hostOf(url))), {
    path: ['hosts'],
    error: 'the host of each target, as it is written there',
  });

/** The State's own service that translates what its operators have opened (spec/translation.md). */
const translation = z.strictObject({
  /** As pages and entries name it. */
  name: lineSchema(60),
  url: z.string().max(2_048).refine(isWebhookUrl, {
    error: 'https://HOST/PATH, or http:// to a loopback address; no account, query string or fragment',
  }),
  /** The bureau itself, or another authority of the own State: that decides what handling lets it read. */
  runBy: z.enum(['bureau', 'state']).default('bureau'),
  /** Whether the file keys/translation-token is sent. */
  token: z.boolean().default(false),
  /** A file with the authorities of its certificate in PEM, where they are not those of the system. */
  ca: path.optional(),
});

/** Which messages a second person releases (spec/case.md): what says core data behind a match, and nothing else unless the State says so. */
export const SECOND_PERSON_DEFAULT: SecondPersonConfig = {
  coreData: true,
  kinds: [],
  handling: [],
  classifications: [],
};
const secondPersonForMessages = z.strictObject({
  coreData: z.boolean().default(true),
  kinds: z
    .array(
      z.string().refine((kind) => isMessageKind(kind) && MESSAGE_KINDS[kind].writtenBy === 'officer', {
        error: 'a kind of spec/message-kinds.md that officers write',
      }),
    )
    .default([]),
  handling: z.array(z.enum(HANDLING_CODES)).default([]),
  classifications: z.array(z.enum(CLASSIFICATIONS)).default([]),
});
export type SecondPersonConfig = z.output<typeof secondPersonForMessages>;
/** What a mail's header can hold as it is, and nothing else. */
const mailAddress = z
  .string()
  .max(254)
  .regex(/^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,189}$/, { error: 'an address of letters, digits and . _ + - @' });

/** Which of the bureau's own mailboxes hear that messages wait (spec/announcements.md, 12 to 18). */
const mail = z.strictObject({
  /** The relay, by the name that its certificate holds. */
  host: z.string().regex(/^[A-Za-z0-9.:-]{1,255}$/, { error: 'a host' }),
  port: z.int().min(1).max(65_535),
  security: z.enum(['implicit', 'starttls']),
  /** A file with the authorities of its certificate in PEM, where they are not those of the system. */
  ca: path.optional(),
  /** The account at the relay; its password is the file keys/mail-password. */
  user: z
    .string()
    .regex(/^[\x21-\x7e]{1,254}$/, { error: 'visible characters of ASCII' })
    .optional(),
  from: mailAddress,
  to: z.array(mailAddress).min(1).max(16),
  language: z.enum(MAIL_LANGUAGES),
  everyMinutes: z.int().min(1).max(1_440).default(15),
  caseReferences: z.boolean().default(false),
});

/** To whom one name stands for several addresses. */
const groups = z
  .record(
    z.string().regex(/^[a-z0-9-]{1,40}$/u, { error: '1 to 40 of a-z, 0-9 and -' }),
    z.array(addressSchema).max(ADDRESSES_MAX),
  )
  .refine((named) => Object.keys(named).length <= GROUPS_MAX, { error: 'at most 64 groups' })
  .refine((named) => !Object.hasOwn(named, 'all'), { error: 'all is every member State' });
const GROUPS_MAX = 64;

const messageKeeping = z.strictObject({
  keepDays: z
    .partialRecord(z.enum(MESSAGE_CATEGORIES), z.int().min(30).max(3_653))
    .default({})
    .transform((days): KeepDays => ({ ...KEEP_DAYS_DEFAULT, ...days })),
  archiveAfterDays: z.int().min(1).max(3_653).default(MESSAGE_KEEPING_DEFAULT.archiveAfterDays),
});

const configSchema = z.strictObject({
  /** ISO 3166 alpha-3 code of the State that runs this node. */
  state: z.string().regex(/^[A-Z]{3}$/),
  /** The State's name as the pages show it, in English. */
  stateName: z.string().min(1).max(80),
  nodeId: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** The authority in whose name this node's officers ask. */
  authority: z.string().min(1).max(80),
  /** The post that the officer's page shows. */
  post: z.string().max(80).optional(),
  /** Where officers connect: plain HTTP, and therefore on this machine alone. */
  officerEdge: address.extend({
    host: z.string().refine(isLoopback, {
      error: 'localhost, ::1 or an address of 127.0.0.0/8: officers are served over plain HTTP',
    }),
  }),
  /** Where partners connect, with mutual TLS. */
  partnerEdge: address,
  /** Hosts and ports that the officer's edge answers to, as browsers name them; others are refused. */
  officerHosts: z.array(z.string().min(1).max(300)).min(1).max(16),
  /** All traffic of this node is an exercise. */
  exercise: z.boolean(),
  /** Accepts a trust root that was made for demonstrations. */
  demo: z.boolean(),
  /** How the keys are kept (spec/custody.md). Where a secret comes from stands here, never the secret. */
  custody: custody.default({ kind: 'plain' }),
  /** How many whole months are kept of what (spec/at-rest.md, 15); what is absent is kept until the State says how long. */
  retention: z
    .strictObject({ entryMonths: months, contentMonths: months, receiptMonths: months })
    .partial()
    .default({}),
  /** For how long messages are kept, by category, and when they leave the inbox (spec/message-keeping.md). */
  messageKeeping: messageKeeping.prefault({}),
  /** Of which registers an import is approved by another operator than the one who brought it (spec/import.md, 23). */
  secondPersonForImports: z.enum(['none', 'persons', 'all']).default('none'),
  /** Which messages another operator than their author releases (spec/case.md, 13). */
  secondPersonForMessages: secondPersonForMessages.prefault({}),
  quotas: quotas.prefault({}),
  mail: mail.optional(),
  translation: translation.optional(),
  webhooks: webhooks.default({ hosts: [], targets: [] }),
  /** Named lists of addresses (spec/directory.md, 10). */
  groups: groups.default({}),
  /** What this State and its partners add of their own to messages (spec/national.md). */
  national: national.optional(),
  /** `this-thread` spares processor and memory where the disk is fast; it stops the node's other work for each flush (decision 0003). */
  storeWriter: z.enum(['own-thread', 'this-thread']).default('own-thread'),
});

export type NodeConfig = z.output<typeof configSchema>;
export type QuotaConfig = NodeConfig['quotas'];
export type NationalConfig = z.output<typeof national>;
export type MailConfig = NonNullable<NodeConfig['mail']>;
export type TranslationConfig = NonNullable<NodeConfig['translation']>;
export type GroupConfig = NodeConfig['groups'];
export type WebhookConfig = NodeConfig['webhooks'];
export type PlugInConfig = NationalConfig['plugIns'][number];

const CONFIG_BYTES_MAX = 65_536;

/** Reads and checks the configuration. Throws `config.invalid` naming the field. */
export function readConfig(directory: string): NodeConfig {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(directory, CONFIG_FILE));
  } catch (cause) {
    throw new IimsError('config.missing', {
      message: `There is no readable ${CONFIG_FILE} in the data directory.`,
      field: 'dir',
      fix: 'Give the directory that `iims node init` made.',
      cause,
    });
  }
  return checkConfig(parseStrictJson(bytes, { bytesMax: CONFIG_BYTES_MAX }));
}

export function writeConfig(directory: string, config: z.input<typeof configSchema>): void {
  writeFileSync(join(directory, CONFIG_FILE), `${JSON.stringify(checkConfig(config), null, 2)}\n`, { mode: 0o600 });
}

/** A name other than `localhost` may lead anywhere tomorrow. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  // A name leads to public addresses alone, `localhost` too: what is written here is what is called.
  const isOwnMachine = isLoopback(hostOf(text)) && isIP(hostOf(text)) !== 0;
  const isAllowed = protocol === 'https:' || (protocol === 'http:' && isOwnMachine);
  return isAllowed && [username, password, search, hash].every((part) => part === '') && !/[?#]/.test(text);
}

/** Of a URL, as URLs are read; an IPv6 address without its brackets. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
}

function checkConfig(value: unknown): NodeConfig {
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new IimsError('config.invalid', {
      message: `${CONFIG_FILE} is not valid.`,
      field: issue?.path.join('.') ?? '',
      rule: issue?.message ?? 'see the documentation',
      fix: 'Correct the field and start again.',
    });
  }
  return parsed.data;
}
