// SPDX-License-Identifier: Apache-2.0
// Mails for tests, line by line as a mail program writes them.
import { utf8 } from '@iims/wire/bytes';

/** A mail of these lines; nobody real is in it. */
export function mailOf(lines: readonly string[], end = '\r\n'): Uint8Array {
  return utf8(lines.join(end));
}

export const HEAD_LINES: readonly string[] = [
  'From: Desk of UTO <desk@uto.example>',
  'To: bureau@geo.example',
  'Subject: A line at Sarpi',
  'Date: Mon, 02 Mar 2020 10:00:00 +0400',
  'Message-ID: <1@uto.example>',
];

/** Parts of a multipart, each as its lines. */
export function multipartLines(
  type: string,
  parts: readonly (readonly string[])[],
  { boundary = 'b1', parameters = '' } = {},
): string[] {
  return [
    'MIME-Version: 1.0',
    `Content-Type: multipart/${type}; boundary="${boundary}"${parameters}`,
    '',
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
    '',
  ];
}

/** OpenPGP mail of long ago (RFC 3156), with an attachment beside it that somebody added on the way. */
export function encryptedMail(armoured: string): Uint8Array {
  return mailOf([
    ...HEAD_LINES,
    ...multipartLines(
      'encrypted',
      [
        ['Content-Type: application/pgp-encrypted', '', 'Version: 1'],
        [
          'Content-Type: application/octet-stream; name="encrypted.asc"',
          'Content-Disposition: inline; filename="encrypted.asc"',
          '',
          ...armoured.split('\n'),
        ],
      ],
      { parameters: '; protocol="application/pgp-encrypted"' },
    ),
  ]);
}
