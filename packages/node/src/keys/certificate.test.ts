// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { selfSignedCertificate } from './certificate.ts';
import { pinOf } from './node-keys.ts';

const subject = {
  nodeId: 'geo-1',
  seed: new Uint8Array(32).fill(1),
  serial: new Uint8Array(16).fill(0x80),
  notBefore: Date.UTC(2026, 0, 5),
  notAfter: Date.UTC(2049, 11, 31, 23, 59, 59),
};

describe('the certificate of a TLS key', () => {
  it('is read by OpenSSL, signed by its own key, for its node id alone, and signs no other', () => {
    const certificate = new X509Certificate(selfSignedCertificate(subject));
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(certificate.subject, `CN=geo-1\nserialNumber=40${'80'.repeat(15)}`);
    assert.equal(certificate.issuer, certificate.subject);
    assert.equal(certificate.subjectAltName, 'DNS:geo-1');
    assert.equal(certificate.ca, false);
    assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    assert.equal(certificate.validFrom, 'Jan  5 00:00:00 2026 GMT');
    assert.equal(certificate.validTo, 'Dec 31 23:59:59 2049 GMT');
  });

  it('tells times from 2050 on in four-digit years', () => {
    const certificate = new X509Certificate(selfSignedCertificate({ ...subject, notAfter: Date.UTC(2050, 0, 1) }));
    assert.equal(certificate.validTo, 'Jan  1 00:00:00 2050 GMT');
  });

  it('is the same bytes for the same subject, and has another pin for another key', () => {
    assert.deepEqual(selfSignedCertificate(subject), selfSignedCertificate(subject));
    const other = selfSignedCertificate({ ...subject, seed: new Uint8Array(32).fill(2) });
    assert.notEqual(pinOf(new X509Certificate(selfSignedCertificate(subject))), pinOf(new X509Certificate(other)));
  });
});
