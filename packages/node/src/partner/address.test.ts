// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPartnerHost, isPartnerAddress, partnerLookup } from './address.ts';

const REAL = { loopback: false };
const DEMO = { loopback: true };

describe('the address of a partner', () => {
  it('may be any unicast address, private networks between States included', () => {
    for (const address of ['192.0.2.1', '10.1.2.3', '2001:db8::1']) assert.ok(isPartnerAddress(address, REAL), address);
  });

  it('is never unspecified, link-local, multicast, broadcast or a metadata service, however it is written', () => {
    const never = [
      '0.0.0.0',
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      'fe80::1',
      'ff02::1',
      'fd00:ec2::254',
    ];
    for (const address of never) assert.equal(isPartnerAddress(address, DEMO), false, address);
  });

  it('is loopback only in a demonstration', () => {
    for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
      assert.equal(isPartnerAddress(address, REAL), false, address);
      assert.ok(isPartnerAddress(address, DEMO), address);
    }
  });

  it('is refused where it is configured', () => {
    assert.throws(() => checkPartnerHost('127.0.0.1', REAL), { code: 'partner.address' });
    checkPartnerHost('node.example', REAL);
  });

  it('is no address in disguise, and nothing that a URL would read otherwise', () => {
    const disguised = [
      'a@169.254.169.254',
      '2130706433',
      '0x7f.1',
      '127.1',
      'x/y',
      'x?y',
      'x#y',
      'a b',
      '[::1]',
      'x:80',
      '.',
      '',
    ];
    for (const host of disguised) assert.throws(() => checkPartnerHost(host, DEMO), { code: 'partner.address' }, host);
    for (const host of ['localhost', 'node-1.border.example', '2001:db8::1']) checkPartnerHost(host, DEMO);
  });

  it('is refused where a name resolves to it', async () => {
    const resolve = (rule: { loopback: boolean }, all: boolean) =>
      new Promise((done, fail) =>
        partnerLookup(rule)('localhost', { all }, (error, address) => (error ? fail(error) : done(address))),
      );
    await assert.rejects(resolve(REAL, false), { code: 'partner.address' });
    await assert.rejects(resolve(REAL, true), { code: 'partner.address' });
    assert.equal(typeof (await resolve(DEMO, false)), 'string');
    assert.ok(Array.isArray(await resolve(DEMO, true)));
  });
});
