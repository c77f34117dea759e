// SPDX-License-Identifier: Apache-2.0
// What is shown in a page and what is not, by the bytes alone.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { utf8 } from './bytes.ts';
import { previewForm } from './preview-form.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const png = (width: number, height: number) => {
  const bytes = Buffer.concat([PNG, Buffer.alloc(9)]);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108012c01900301', 'hex');
const webp = (chunk: string, rest: string) =>
  Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), Buffer.from(chunk), Buffer.from(rest, 'hex')]);

it('shows pictures by their first bytes, and text', () => {
  const types = [
    png(100, 200),
    JPEG,
    Buffer.concat([Buffer.from('GIF89a'), Buffer.from('0a000a00', 'hex')]),
    webp('VP8 ', '00000000000000000000010001000000'),
    webp('VP8L', '000000002f00c000000000000000'.padEnd(36, '0')),
    webp('VP8X', '0a00000000000000ff0000ff0000'.padEnd(36, '0')),
  ].map((bytes) => previewForm(bytes));
  assert.deepEqual(
    types.map((form) => form?.kind === 'picture' && form.mediaType),
    ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/webp', 'image/webp'],
  );
  assert.deepEqual(previewForm(utf8('Сарпі\r\n\tლ')), { kind: 'text', text: 'Сарпі\r\n\tლ' });
});

it('shows markup as the text that it is, whatever it calls itself, and turns no line', () => {
  for (const markup of ['<svg onload="x()"/>', '<!doctype html><script>x()</script>', '%!PS', 'a\u202eb']) {
    assert.deepEqual(previewForm(utf8(markup)), { kind: 'text', text: markup.replace('\u202e', '\ufffd') });
  }
});

it('shows nothing of pictures that are too large to draw or have no size, of other files, and of long texts', () => {
  for (const bytes of [
    png(100_000, 100_000),
    png(0, 5),
    PNG,
    JPEG.subarray(0, 12),
    Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.alloc(50)]),
    webp('VP9 ', '0'.repeat(40)),
    utf8('%PDF-1.7\n\u0000'),
    Buffer.from('504b0304', 'hex'),
    Uint8Array.of(0xff, 0xfe, 0x41),
    utf8('x'.repeat(1_048_577)),
  ]) {
    assert.equal(previewForm(bytes), undefined);
  }
});
