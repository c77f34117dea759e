// SPDX-License-Identifier: Apache-2.0
// What a mail says as a case shows it, and what no mail does to its reader: hostile MIME is refused at named bounds, or stays text.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import fc from 'fast-check';
import { encryptedMail, HEAD_LINES, mailOf, multipartLines } from './mail.fixture.ts';
import { mailAttachment, readMail } from './read-mail.ts';

describe('the reading of a mail', () => {
  it('gives head, text and attachments, whatever ends its lines', () => {
    for (const end of ['\r\n', '\n']) {
      const file = mailOf(
        [
          ...HEAD_LINES,
          ...multipartLines('mixed', [
            ['Content-Type: text/plain; charset=koi8-r', 'Content-Transfer-Encoding: base64', '', '8NLJ18XU'],
            [
              'Content-Type: text/plain; charset=utf-8',
              'Content-Transfer-Encoding: quoted-printable',
              '',
              'caf=C3=A9 =',
              'au lait',
            ],
            [
              "Content-Type: image/png; name*0*=utf-8''a%2F%E1%83%90; name*1=.png",
              'Content-Transfer-Encoding: base64',
              'Content-Disposition: attachment',
              '',
              'AAEC',
            ],
          ]),
        ],
        end,
      );
      assert.deepEqual(readMail(file), {
        from: 'Desk of UTO <desk@uto.example>',
        to: 'bureau@geo.example',
        cc: '',
        subject: 'A line at Sarpi',
        messageId: '<1@uto.example>',
        datedAt: Date.UTC(2020, 2, 2, 6),
        text: 'Привет\n\ncafé au lait',
        remarks: [],
        attachments: [
          { id: 1, name: 'ა.png', mediaType: 'image/png', bytes: 3, sha256: hash('sha256', Uint8Array.of(0, 1, 2)) },
        ],
      });
      assert.deepEqual([...mailAttachment(file, 1)!], [0, 1, 2]);
      assert.equal(mailAttachment(file, 2), undefined);
    }
  });

  it('joins a character that is divided between two encoded words, and reads raw letters of old programs', () => {
    const head = [
      'Subject: Re: =?utf-8?b?4YM=?=',
      ' =?utf-8?b?kA==?= =?koi8-r?Q?=F0=D2?= end',
      'Content-Type: text/plain; charset=windows-1251',
    ];
    const raw = Buffer.concat([
      utf8(`${head.join('\r\n')}\r\nFrom: `),
      Buffer.from([0xcf, 0xf0]),
      utf8('\r\n\r\n'),
      Buffer.from([0xcf]),
    ]);
    const { subject, from, text, remarks } = readMail(raw);
    assert.deepEqual([subject, from, text, remarks], ['Re: აПр end', 'Пр', 'П', ['unknown-charset', 'no-date']]);
  });

  it('keeps encrypted and signed parts as they are, and says so', () => {
    const armoured = '-----BEGIN PGP MESSAGE-----\n\nhF4D\n-----END PGP MESSAGE-----';
    const file = encryptedMail(armoured);
    const { text, attachments, remarks } = readMail(file);
    assert.deepEqual(
      [text, attachments.map(({ name }) => name), remarks],
      ['', ['part-1.txt', 'encrypted.asc'], ['encrypted']],
    );
    assert.equal(Buffer.from(mailAttachment(file, 2)!).toString(), armoured.replaceAll('\n', '\r\n'));
    const inline = mailOf([...HEAD_LINES, '', ...armoured.split('\n')]);
    assert.deepEqual(readMail(inline).remarks, ['encrypted']);
    const signed = [
      ['', 'Said.'],
      ['Content-Type: application/pgp-signature', '', 'x'],
    ];
    const {
      text: said,
      attachments: beside,
      remarks: told,
    } = readMail(mailOf([...HEAD_LINES, ...multipartLines('signed', signed)]));
    assert.deepEqual([said, beside.map(({ name }) => name), told], ['Said.', ['part-1.asc'], ['signed']]);
  });

  it('does not look into a mail in the mail', () => {
    const inner = mailOf([...HEAD_LINES, '', 'inside']);
    const part = ['Content-Type: message/rfc822', '', ...Buffer.from(inner).toString().split('\r\n')];
    const { text, attachments } = readMail(
      mailOf([...HEAD_LINES, ...multipartLines('mixed', [['', 'outside'], part])]),
    );
    assert.equal(text, 'outside');
    assert.deepEqual(
      attachments.map(({ name, sha256 }) => [name, sha256]),
      [['part-1.eml', hash('sha256', inner)]],
    );
  });

  it('prefers plain text, keeps the page beside it, and shows of a page alone only its text', () => {
    const page =
      '<html><style>p{}</style><script>alert(1)</script><p onclick="x()">A &lt;b&gt; &#1055;<br>two<!-- no -->';
    const html = ['Content-Type: text/html; charset=utf-8', '', page];
    const both = readMail(mailOf([...HEAD_LINES, ...multipartLines('alternative', [['', 'plain'], html])]));
    assert.deepEqual(
      [both.text, both.attachments.map(({ name }) => name), both.remarks],
      ['plain', ['part-1.html'], []],
    );
    const alone = readMail(mailOf([...HEAD_LINES, ...html]));
    assert.deepEqual([alone.text, alone.remarks], ['A <b> П\ntwo', ['html-only']]);
    assert.equal(alone.attachments.length, 1);
  });
});

describe('a hostile mail', () => {
  const refused = (file: Uint8Array, code: string, rule: RegExp) =>
    assert.throws(
      () => readMail(file),
      (fault) => fault instanceof IimsError && fault.code === code && rule.test(fault.rule ?? ''),
    );
  const part = ['', 'x'];

  it('is refused at each bound', () => {
    refused(
      mailOf([...HEAD_LINES, ...multipartLines('mixed', Array(256).fill(part))]),
      'mail.too-complex',
      /256 parts/,
    );
    assert.equal(
      readMail(mailOf([...HEAD_LINES, ...multipartLines('mixed', Array(255).fill(part))])).text.length,
      255 * 3 - 2,
    );
    const nested = (depth: number): string[] =>
      depth === 0 ? part : multipartLines('mixed', [nested(depth - 1)], { boundary: `b${depth}` });
    assert.equal(readMail(mailOf([...HEAD_LINES, ...nested(8)])).text, 'x');
    refused(mailOf([...HEAD_LINES, ...nested(9)]), 'mail.too-complex', /depth of 8/);
    refused(
      mailOf([...HEAD_LINES, `X-A: ${'a'.repeat(70_000)}`, '', 'x']),
      'mail.too-complex',
      /head of at most 65536/,
    );
    refused(mailOf([...HEAD_LINES, ...Array(500).fill('X: y'), '', 'x']), 'mail.too-complex', /500 fields/);
  });

  it('that says it has parts and has none is kept whole', () => {
    const file = mailOf([...HEAD_LINES, 'Content-Type: multipart/mixed; boundary=b', '', 'no part']);
    const { text, attachments, remarks } = readMail(file);
    assert.deepEqual([text, attachments.length, remarks], ['', 1, ['unended-part']]);
    assert.equal(Buffer.from(mailAttachment(file, 1)!).toString(), 'no part');
  });

  it('is refused when it is no mail', () => {
    refused(mailOf(['From x@y Mon Mar  2 10:00:00 2020', ...HEAD_LINES, '', 'x']), 'mail.malformed', /no mbox/);
    refused(Uint8Array.of(0x50, 0x4b, 3, 4, 10, 0), 'mail.malformed', /head/);
    refused(new Uint8Array(0), 'mail.malformed', /head/);
    refused(mailOf(['X-A: b', '', 'x']), 'mail.malformed', /subject/);
    refused(mailOf([' Subject: x', '', 'x']), 'mail.malformed', /begins with a field/);
  });

  it('puts no second line into a head, whatever its encoded words hold, and tells of fields that come twice', () => {
    const { subject, from, remarks } = readMail(
      mailOf(['Subject: =?utf-8?q?a=0D=0ABcc:_x=00=E2=80=A8y?=', 'From: one', 'From: two', 'Date: x', '', '']),
    );
    assert.deepEqual([subject, from, remarks], ['a Bcc: x y', 'one', ['duplicate-header', 'no-date']]);
  });

  it('turns the direction of nothing, in no field, name or text', () => {
    const name = 'filename="=?utf-8?q?invoice=E2=80=AEfdp=2Eexe?="';
    const file = mailOf([
      ...HEAD_LINES,
      ...multipartLines('mixed', [
        ['', 'a\u202eb\u0007'],
        [`Content-Disposition: attachment; ${name}`, '', ''],
      ]),
    ]);
    const { text, attachments, remarks } = readMail(file);
    assert.deepEqual(
      [text, attachments[0]!.name, remarks],
      ['a\ufffdb\ufffd', 'invoice\ufffdfdp.exe', ['hidden-direction']],
    );
  });

  it('names no path', () => {
    const names = ['../../etc/passwd', 'C:\\\\a\\\\b.exe', '..', '/', ''];
    const parts = names.map((name) => [`Content-Disposition: attachment; filename="${name}"`, '', '']);
    const { attachments } = readMail(mailOf([...HEAD_LINES, ...multipartLines('mixed', parts)]));
    assert.deepEqual(
      attachments.map(({ name }) => name),
      ['passwd', 'b.exe', 'part-3', 'part-4', 'part-5'],
    );
  });

  it('cuts a text that is too long, and is read on where it is damaged', () => {
    const long = readMail(mailOf([...HEAD_LINES, '', 'ა'.repeat(300_000)]));
    assert.deepEqual([long.text.length, long.remarks], [262_144, ['text-cut']]);
    const damaged = readMail(
      mailOf([
        ...HEAD_LINES,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Transfer-Encoding: base64',
        'Content-Type: a/b; charset=x-none',
        '',
        'AA=EC*',
      ]),
    );
    assert.deepEqual([damaged.attachments[0]!.bytes, damaged.remarks], [3, ['unended-part', 'damaged-encoding']]);
    assert.deepEqual(readMail(mailOf([...HEAD_LINES, 'Content-Type: text/plain; charset=x-none', '', 'a'])).remarks, [
      'unknown-charset',
    ]);
  });

  it('ends, whatever it repeats', () => {
    const many = 200_000;
    for (const lines of [
      ['Content-Type: text/html', '', '<script>'.repeat(many / 8)],
      ['Content-Type: text/html', '', '&nbsp;'.repeat(many / 6)],
      ['Content-Type: text/html', '', '<!--'.repeat(many / 4)],
      ['Content-Transfer-Encoding: quoted-printable', '', `${' '.repeat(many)}x`],
      ['Content-Type: multipart/mixed; boundary=b', '', '\n--b \n'.repeat(50), '--b'.repeat(many / 3)],
      ['Content-Transfer-Encoding: base64', '', '='.repeat(many)],
      [`Cc: ${'=?utf-8?q?'.repeat(5_000)}`, '', ''],
    ]) {
      readMail(mailOf([...HEAD_LINES, ...lines]));
    }
  });
});

it('reads what is changed anywhere, or refuses it with its code', () => {
  const lines = multipartLines('mixed', [
    ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '', 'caf=C3=A9'],
    [
      'Content-Disposition: attachment; filename*0*=utf-8%27%27a; filename*1=b',
      'Content-Transfer-Encoding: base64',
      '',
      'AAEC',
    ],
  ]);
  const whole = mailOf([...HEAD_LINES, ...lines]);
  const change = fc.record({ at: fc.nat(whole.length - 1), cut: fc.nat(40), put: fc.uint8Array({ maxLength: 12 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let file: Uint8Array = whole;
      for (const { at, cut, put } of changes) file = concatBytes(file.subarray(0, at), put, file.subarray(at + cut));
      try {
        const { subject, from, attachments } = readMail(file);
        for (const shown of [subject, from, ...attachments.map(({ name }) => name)])
          assert.doesNotMatch(shown, /[\p{Cc}\u202e]/u);
        for (const { id, sha256 } of attachments) assert.equal(hash('sha256', mailAttachment(file, id)!), sha256);
      } catch (fault) {
        if (!(fault instanceof IimsError) || !fault.code.startsWith('mail.')) throw fault;
      }
    }),
    { numRuns: 300 },
  );
});
