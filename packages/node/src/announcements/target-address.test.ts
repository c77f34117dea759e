// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { test } from 'node:test';
import { checkTargetHost, type LookupAll, targetLookup } from './target-address.ts';

const leadsTo =
  (...addresses: string[]): LookupAll =>
  (_host, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

function resolved(lookup: LookupAll, all: boolean): Promise<string | LookupAddress[]> {
  return new Promise((resolve, reject) => {
    targetLookup(lookup)('desk.example', { all }, (fault, address) => (fault ? reject(fault) : resolve(address)));
  });
}

test('a name that leads to public addresses is connected to them', async () => {
  assert.equal(await resolved(leadsTo('203.0.113.7', '2001:db8::7'), false), '203.0.113.7');
  assert.equal((await resolved(leadsTo('203.0.113.7', '2001:db8::7'), true)).length, 2);
});

test('a name that leads to any address that is not public is refused', async () => {
  for (const address of [
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '169.254.169.254'],
    ...['0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1'],
    ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::'],
  ]) {
    for (const all of [true, false]) {
      await assert.rejects(resolved(leadsTo('203.0.113.7', address), all), { code: 'webhook.address' }, address);
    }
  }
  await assert.rejects(resolved(leadsTo(), true), { code: 'webhook.address' });
});

test('an address that is written out may be private, and never one that no partner can have', () => {
  for (const host of ['127.0.0.1', '10.1.2.3', '::1', 'fd00::1', 'desk.example']) checkTargetHost(host);
  for (const host of [
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
  ]) {
    assert.throws(() => checkTargetHost(host), { code: 'webhook.address' }, host);
  }
});
