// SPDX-License-Identifier: Apache-2.0
// What a positive register says of a document, in words: neither a hit nor a no-hit.
import type { Issued } from '@iims/wire/issued';
import type { Words } from '../language/use-words.ts';

export function issuedText(words: Words, { documentType, standing, validUntil }: Issued): string {
  const said = `${words.code('document', documentType)}: ${words.code('issued', standing)}`;
  return validUntil === undefined ? said : `${said} · ${words.t('read.valid-until', { date: words.date(validUntil) })}`;
}
