// SPDX-License-Identifier: Apache-2.0
// An alert on a passport that nobody holds. Its id ends in the digits of the number.
import type { Alert } from '@iims/wire/alert';

export function stolenPassport(number: string, changes: Partial<Pick<Alert, 'covert' | 'facts'>> = {}): Alert {
  return {
    kind: 'travel-document',
    id: `GEO-STD-${number.replace(/\D/g, '')}`,
    category: 'stolen',
    number,
    issuingState: 'UTO',
    documentType: 'passport',
    authority: 'Border Guard (scenario)',
    legalBasis: 'Agreement on stolen travel documents (scenario)',
    action: 'keep-document',
    cautions: [],
    handling: 'H1',
    covert: false,
    since: '2026-01-05',
    reviewOn: '2099-01-05',
    facts: [{ label: 'description', value: 'SYNTHETIC: about nobody' }],
    ...changes,
  };
}
