// SPDX-License-Identifier: Apache-2.0
// `iims pack make|list|hits|settle|strike`: offline packs at the node.
import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '@iims/node/durable-file';
import { refuseExisting } from '@iims/node/keys/private-files';
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { deviceRequestSchema, PACK_LIFE_MAX_MS, PACK_USES_MAX } from '@iims/wire/pack-documents';
import { parseStrictJson } from '@iims/wire/strict-json';
import { validate } from '@iims/wire/validate';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { type Download, type NodeSession, signIn } from '../node-client.ts';
import { badOption, readOptionFile, readPasswordFile, wholeNumber } from '../option-values.ts';
import { print, say } from '../terminal.ts';

export interface PackNodeOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly json: boolean;
}

export interface MakePackOptions extends PackNodeOptions {
  readonly officer: string;
  readonly request: string;
  readonly out: string;
  readonly minutes?: string;
  readonly uses?: string;
  readonly register?: readonly string[];
}

export async function makePack(options: MakePackOptions): Promise<ExitStatus> {
  const { officer, out, json } = options;
  const device = readRequest(options.request);
  const { minutes, uses, register: registers } = options;
  const wanted = {
    officer,
    device,
    ...(minutes === undefined ? {} : { minutes: wholeNumber('minutes', minutes, 1, PACK_LIFE_MAX_MS / MINUTE_MS) }),
    ...(uses === undefined ? {} : { uses: wholeNumber('uses', uses, 1, PACK_USES_MAX) }),
    ...(registers === undefined ? {} : { registers }),
  };
  await refuseExisting(out);
  return withSession(options, async (session) => {
    const { bytes, sha256 } = await keep(out, await session.download('/api/packs/make', wanted));
    if (json) print(JSON.stringify({ file: out, bytes, sha256, officer, device: device.name }));
    else say(`The pack for ${officer} on ${device.name} is made: ${bytes} bytes. Bring it to the device.`);
    return EXIT.ok;
  });
}

/** Under another name until all of it is on disk, so that a part is never taken for a pack. */
async function keep(out: string, { bytes, parts }: Download): Promise<{ bytes: number; sha256: string }> {
  const unfinished = `${out}.partial`;
  const file = await open(unfinished, 'w', FILE_MODE);
  const digest = createHash('sha256');
  let length = 0;
  try {
    for await (const part of parts) {
      digest.update(part);
      length += part.length;
      await file.writeFile(part);
    }
    if (length !== bytes) throw cutOff();
    await file.sync();
    await rename(unfinished, out);
  } finally {
    await file.close();
    await rm(unfinished, { force: true });
  }
  await syncFolder(dirname(out));
  return { bytes: length, sha256: toHex(digest.digest()) };
}

interface PackLine {
  readonly packId: string;
  readonly standing: string;
  readonly user: string;
  readonly deviceName: string;
  readonly notAfter: string;
  readonly usesTaken: number;
  readonly usesMax: number;
  readonly hitsToSettle: number;
  readonly broken?: string;
}

export function listPacks(options: PackNodeOptions): Promise<ExitStatus> {
  return withSession(options, async (session) => {
    const { packs } = (await session.get('/api/packs')) as { readonly packs: readonly PackLine[] };
    if (options.json) print(JSON.stringify({ packs }));
    else for (const pack of packs) print(packInWords(pack));
    return EXIT.ok;
  });
}

function packInWords({ packId, standing, user, deviceName, notAfter, ...pack }: PackLine): string {
  const broken = pack.broken === undefined ? '' : `; BROKEN at ${pack.broken}`;
  const hits = pack.hitsToSettle === 0 ? '' : `; ${pack.hitsToSettle} to confirm`;
  return `${standing.toUpperCase()}  ${packId}  ${user} on ${deviceName}, until ${notAfter}: ${pack.usesTaken} of ${pack.usesMax} checks came back${hits}${broken}`;
}

export function listPackHits(options: PackNodeOptions): Promise<ExitStatus> {
  return withSession(options, async (session) => {
    const { hits } = (await session.get('/api/packs/hits')) as { readonly hits: readonly PackHitLine[] };
    if (options.json) print(JSON.stringify({ hits }));
    else for (const hit of hits) print(hitInWords(hit));
    return EXIT.ok;
  });
}

interface PackHitLine {
  readonly entry: number;
  readonly user: string;
  readonly usedAt: string;
  readonly hits: readonly { readonly register: string; readonly alertId: string; readonly band: string }[];
}

function hitInWords({ entry, user, usedAt, hits }: PackHitLine): string {
  const met = hits.map(({ band, alertId }) => `${band} ${alertId}`).join(', ');
  return `entry ${entry}  ${usedAt}  ${user}: ${met}`;
}

export interface SettlePackHitOptions extends PackNodeOptions {
  readonly entry: string;
  readonly stands: string;
}

export function settlePackHit(options: SettlePackHitOptions): Promise<ExitStatus> {
  const entry = wholeNumber('entry', options.entry, 0, Number.MAX_SAFE_INTEGER);
  if (options.stands !== 'yes' && options.stands !== 'no') throw badOption('stands', 'yes or no');
  return withSession(options, async (session) => {
    const settled = await session.post('/api/packs/settle', { entry, stands: options.stands === 'yes' });
    if (options.json) print(JSON.stringify(settled));
    else say(`Entry ${entry} is settled.`);
    return EXIT.ok;
  });
}

export interface StrikePackDeviceOptions extends PackNodeOptions {
  readonly device: string;
}

export function strikePackDevice(options: StrikePackDeviceOptions): Promise<ExitStatus> {
  return withSession(options, async (session) => {
    const struck = await session.post('/api/packs/strike', { device: options.device });
    if (options.json) print(JSON.stringify(struck));
    else say('The device gets no more packs. Those that it has end within their hours.');
    return EXIT.ok;
  });
}

async function withSession(
  { node, user, passwordFile }: PackNodeOptions,
  work: (session: NodeSession) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const session = await signIn({ url: node, user, password: readPasswordFile(passwordFile) });
  try {
    return await work(session);
  } finally {
    await session.signOut().catch(() => undefined);
  }
}

function readRequest(path: string) {
  const bytes = readOptionFile('request', path, REQUEST_BYTES_MAX);
  return validate(deviceRequestSchema, parseStrictJson(bytes), 'pack.malformed');
}

function cutOff(): IimsError {
  return new IimsError('node.unreachable', {
    message: 'The pack did not come whole.',
    field: 'node',
    rule: 'as many bytes as the node announced',
    fix: 'Have it made again.',
  });
}

const MINUTE_MS = 60_000;
const FILE_MODE = 0o600;
const REQUEST_BYTES_MAX = 16_384;
