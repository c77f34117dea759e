// SPDX-License-Identifier: Apache-2.0
// Passwords: the cost of guessing, hashes that nobody wrote, and no clock that tells which names exist.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '../clock.ts';
import { hashPassword, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, passwordMatches } from './passwords.ts';

const PASSWORD = 'correct horse battery';

test('a hash is argon2id with 19 MiB, 2 passes and 1 lane, under a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword(PASSWORD, systemRandom), hashPassword(PASSWORD, systemRandom)]);
  assert.match(one, /^argon2id\$19456\$2\$1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/);
  assert.notEqual(one, two);
  assert.equal(await passwordMatches(PASSWORD, one), true);
  assert.equal(await passwordMatches(`${PASSWORD} `, one), false);
  assert.equal(await passwordMatches('', one), false);
});

test('a letter matches however a keyboard composed it', async () => {
  const hash = await hashPassword('cafe\u0301 cafe\u0301 cafe\u0301', systemRandom);
  assert.equal(await passwordMatches('caf\u00e9 caf\u00e9 caf\u00e9', hash), true);
});

test('passwords that are too short or too long are not taken', async () => {
  for (const length of [0, PASSWORD_CHARACTERS_MIN - 1, PASSWORD_CHARACTERS_MAX + 1]) {
    await assert.rejects(hashPassword('x'.repeat(length), systemRandom), { code: 'input.invalid', field: 'password' });
  }
});

test('a hash that no release wrote is given by no password, and never costs more than the bound', async () => {
  const hash = await hashPassword(PASSWORD, systemRandom);
  const [, , , , salt, tag] = hash.split('$');
  const unreadable = [
    '',
    'argon2id',
    PASSWORD,
    hash.replace('argon2id', 'argon2i'),
    `${hash}$`,
    `argon2id$9999999$2$1$${salt}$${tag}`,
    `argon2id$19456$99$1$${salt}$${tag}`,
    `argon2id$19456$2$9$${salt}$${tag}`,
    `argon2id$1$2$1$${salt}$${tag}`,
    `argon2id$NaN$2$1$${salt}$${tag}`,
    `argon2id$19456$2$1$${salt}$${tag!.slice(0, -2)}B=`,
    `argon2id$19456$2$1$$${tag}`,
  ];
  for (const stored of unreadable) assert.equal(await passwordMatches(PASSWORD, stored), false, stored);
});

test('an unknown account costs one derivation as a known one does', async () => {
  const hash = await hashPassword(PASSWORD, systemRandom);
  const median = async (stored: string | undefined): Promise<number> => {
    const times: number[] = [];
    for (let i = 0; i < 9; i++) {
      // Work, not waiting: other processes have their share of the clock.
      const before = process.cpuUsage();
      await passwordMatches('not the password', stored);
      times.push(process.cpuUsage(before).user / 1_000);
    }
    return times.sort((a, b) => a - b)[4]!;
  };
  const [known, unknown, unreadable] = [await median(hash), await median(undefined), await median('damaged')];
  // The derivation takes tens of milliseconds and everything else microseconds: without it the ratio is a thousand.
  for (const other of [unknown, unreadable])
    assert.ok(other > known / 4 && other < known * 4, `${known} and ${other} ms`);
});
