// SPDX-License-Identifier: Apache-2.0
// `iims pack check` and `iims pack show`: an offline pack on its device. A check is in the log of uses before its result is shown.
import { splitPack } from '@iims/crypto/pack-envelope';
import { PROFILE_VERSION } from '@iims/matching/profile';
import { systemClock, systemRandom } from '@iims/node/clock';
import { destroyPrivateFile } from '@iims/node/keys/private-files';
import { checkPack, type OfflineVerdict } from '@iims/node/packs/check-pack';
import type { OpenPack } from '@iims/node/packs/open-pack';
import { encodeCbor } from '@iims/wire/cbor';
import { PURPOSES, type Purpose } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes } from '@iims/wire/identifiers';
import { caseReferenceSchema } from '@iims/wire/query';
import { detectWithSecondKey } from '@iims/wire/second-key';
import type { Hit } from '@iims/wire/verdict';
import { EXIT, type ExitStatus, worstOf } from '../exit-status.ts';
import { blocksOfInput } from '../input-blocks.ts';
import { openPackFile, type PackFileOptions, readPackFile } from '../pack/open-pack-file.ts';
import { UseLog } from '../pack/use-log.ts';
import { print, say, tellFault } from '../terminal.ts';

export interface CheckPackOptions extends PackFileOptions {
  readonly purpose: string;
  readonly case: string;
  /** Document number or date of birth, beside a name. */
  readonly secondKey?: string;
  readonly json: boolean;
}

/** One line for each input, in order; a fault before the first check is one line for all. */
export async function checkAgainstPack(inputs: readonly string[], options: CheckPackOptions): Promise<ExitStatus> {
  const ground = groundOf(options);
  const blocks = await blocksOfInput(inputs);
  const { pack, device } = await openPackFile(options);
  const { header, about } = pack;
  const log = await UseLog.open({ packPath: options.pack, devicePath: options.device, device, header, about });
  try {
    if (about.profile !== PROFILE_VERSION && !options.json)
      say('This program compares names by another profile than the node.');
    const statuses: ExitStatus[] = [];
    for (const input of blocks) statuses.push(await checkOne(input, ground, { pack, log, options }));
    return worstOf(statuses);
  } finally {
    log.close();
  }
}

interface Checking {
  readonly pack: OpenPack;
  readonly log: UseLog;
  readonly options: CheckPackOptions;
}

async function checkOne(input: string, ground: Ground, { pack, log, options }: Checking): Promise<ExitStatus> {
  try {
    const startedAt = systemClock.monotonic();
    const now = systemClock.now();
    await mayUse(log, options.pack, now);
    const referenceYear = new Date(now).getUTCFullYear();
    const { subjects, label } = detectWithSecondKey(input, options.secondKey ?? '', { referenceYear });
    const verdict = checkPack(pack, subjects, now);
    const [own] = verdict.states;
    const hits = own!.hits.map(({ register, alertId, band }) => ({ register, alertId, band }));
    const outcome = hits.length === 0 ? 'not-in-pack' : verdict.verdict === 'hit' ? 'hit' : 'compare';
    await log.append({ ...ground, question: encodeCbor(subjects), label, outcome, hits }, now);
    const shown = { verdict, pack, log, now, elapsedMs: Math.round(systemClock.monotonic() - startedAt) };
    print(options.json ? JSON.stringify(toJson(shown)) : inWords(shown));
    return EXIT.incomplete;
  } catch (fault) {
    return tellFault(fault, options.json);
  }
}

/** A pack whose time is over is closed and destroyed, so that no clock brings it back. */
async function mayUse(log: UseLog, path: string, now: number): Promise<void> {
  try {
    log.checkMayUse(now);
  } catch (fault) {
    if (fault instanceof IimsError && fault.code === 'pack.expired') {
      await log.end(now);
      await destroyPrivateFile(path, systemRandom);
    }
    throw fault;
  }
}

interface Shown {
  readonly verdict: OfflineVerdict;
  readonly pack: OpenPack;
  readonly log: UseLog;
  readonly now: number;
  readonly elapsedMs: number;
}

function toJson({ verdict, pack, log, now, elapsedMs }: Shown): object {
  const { header, about } = pack;
  return {
    ...verdict,
    elapsedMs,
    offline: {
      pack: uuidFromBytes(header.id),
      madeAt: iso(header.createdAt),
      notAfter: iso(header.notAfter),
      ageMs: now - header.createdAt,
      use: log.uses,
      usesLeft: log.usesLeft,
      confirm: verdict.verdict !== 'incomplete',
      profile: about.profile,
      registers: about.registers.map(({ id, changedAt, checkedAt, alerts }) => ({
        id,
        changedAt: iso(changedAt),
        checkedAt: iso(checkedAt),
        alerts,
      })),
    },
  };
}

function inWords({ verdict, pack, log, now }: Shown): string {
  const [own, ...partners] = verdict.states;
  const { header } = pack;
  const made = `the pack of ${iso(header.createdAt).slice(0, 16).replace('T', ' ')} UTC, ${minutes(now - header.createdAt)} old`;
  const head =
    own!.hits.length === 0
      ? `INCOMPLETE  Not in ${made}. This is not a no-hit.`
      : `${verdict.verdict.toUpperCase()}  CONFIRM BEFORE ACTING. In ${made}.`;
  const asked = `  Partners were not asked: ${partners.map(({ state }) => state).join(', ')}.`;
  const left = `  ${log.usesLeft} ${log.usesLeft === 1 ? 'check' : 'checks'} left; ends ${iso(header.notAfter)}.`;
  return [head, ...own!.hits.map(hitInWords), ...(partners.length === 0 ? [] : [asked]), left].join('\n');
}

function hitInWords(hit: Hit): string {
  const { band, category, alertId, action, cautions, authority, handling, why, facts, subjectKind } = hit;
  const isOpen = band === 'compare' && subjectKind === 'person';
  const lines = [
    ...(cautions.length === 0 ? [] : [`CAUTION: ${cautions.join(', ')}`]),
    `${band}: ${category}; alert ${alertId}`,
    ...(isOpen ? ['not yet a hit: compare, or check again with --second-key'] : []),
    `do, once confirmed: ${action}`,
    `confirm with ${authority}; handling ${handling}`,
    ...(why.length === 0 ? [] : [`why: ${why.join(', ')}`]),
    ...facts.map(({ label, value }) => `${label}: ${value}`),
  ];
  return lines.map((line) => `       ${line}`).join('\n');
}

export interface ShowPackOptions extends Partial<Omit<PackFileOptions, 'pack'>> {
  readonly pack: string;
  readonly json: boolean;
}

/** Without what opens it the clear part alone, which nobody vouches for. */
export async function showPack({
  pack: path,
  device,
  passphraseFile,
  secretFile,
  json,
}: ShowPackOptions): Promise<ExitStatus> {
  const { header } = splitPack(readPackFile(path));
  const clear = {
    pack: uuidFromBytes(header.id),
    state: header.state,
    madeAt: iso(header.createdAt),
    notAfter: iso(header.notAfter),
    exercise: header.exercise,
  };
  if (device === undefined || passphraseFile === undefined || secretFile === undefined) {
    if (json) print(JSON.stringify({ ...clear, verified: false }));
    else
      print(
        `${clear.pack}: ${clear.state}, ${clear.madeAt} to ${clear.notAfter}; not opened, so nothing of it is verified.`,
      );
    return EXIT.ok;
  }
  const opened = await openPackFile({ pack: path, device, passphraseFile, secretFile });
  const { about } = opened.pack;
  const log = await UseLog.open({ packPath: path, devicePath: device, ...opened, header, about });
  log.close();
  const registers = about.registers.map(({ changedAt, checkedAt, ...register }) => ({
    ...register,
    changedAt: iso(changedAt),
    checkedAt: iso(checkedAt),
  }));
  const { user: officer, deviceName, profile, alerts, usesMax } = about;
  const shown = {
    ...clear,
    verified: true,
    officer,
    device: deviceName,
    profile,
    alerts,
    usesMax,
    uses: log.uses,
    registers,
  };
  if (json) print(JSON.stringify(shown));
  else {
    print(`${clear.pack}: ${clear.state}, ${clear.madeAt} to ${clear.notAfter}; for ${officer} on ${deviceName}`);
    print(`  ${alerts} alerts; ${log.uses} of ${usesMax} checks made`);
    for (const { id, alerts: count, checkedAt } of registers) print(`  ${id}: ${count} alerts, data of ${checkedAt}`);
  }
  return EXIT.ok;
}

interface Ground {
  readonly purpose: Purpose;
  readonly caseRef: string;
}

function groundOf(options: CheckPackOptions): Ground {
  const purpose = PURPOSES.find((one) => one === options.purpose);
  if (purpose === undefined) {
    throw new IimsError('query.purpose', {
      message: 'The purpose is missing or not on the list.',
      field: 'purpose',
      rule: PURPOSES.join(', '),
    });
  }
  if (caseReferenceSchema.safeParse(options.case).success) return { purpose, caseRef: options.case };
  throw new IimsError('query.case-reference', {
    message: 'The case reference is missing or malformed.',
    field: 'case',
    rule: 'letters, digits, blanks and / . _ # : -, at most 64',
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)} min`;
}
