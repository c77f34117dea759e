// SPDX-License-Identifier: Apache-2.0
// A list of documents that nobody was ever given, in two versions with the same numbers.

export const REGISTER = 'documents';

export function documentList(count: number, version: string): string {
  return Array.from({ length: count }, (_, i) => JSON.stringify(documentOf(i + 1, version))).join('\n');
}

function documentOf(number: number, version: string): object {
  return {
    id: String(number),
    kind: 'travel-document',
    category: 'lost',
    legalBasis: 'Passport act, 12',
    action: 'keep-document',
    handling: 'H1',
    number: `X${String(number).padStart(7, '0')}`,
    issuingState: 'UTO',
    documentType: 'passport',
    facts: [{ label: 'description', value: version }],
  };
}
