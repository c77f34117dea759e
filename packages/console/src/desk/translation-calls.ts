// SPDX-License-Identifier: Apache-2.0
// The desk's call of the State's own translation service: an entry, and the only time that a text leaves the node (spec/translation.md).
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, listOf, textOf } from '../api/read-json.ts';
import type { Language } from '../language/languages.ts';

export interface Translation {
  readonly to: Language;
  /** The service, as the State calls it. */
  readonly by: string;
  readonly texts: readonly TranslatedField[];
}

export interface TranslatedField {
  readonly of: string;
  readonly field: string;
  readonly text: string;
}

export function translateMessage({ csrf }: Session, id: string, to: Language): Promise<Reply<Translation>> {
  return callNode({ method: 'POST', path: '/api/messages/translate', csrf, body: { id, to } }, (json) => {
    const body = asObject(json);
    const by = body && textOf(body, 'by');
    if (body === undefined || by === undefined) return undefined;
    const texts = listOf(body, 'texts', (one) => {
      const [of, field, text] = [textOf(one, 'of'), textOf(one, 'field'), textOf(one, 'text')];
      return of === undefined || field === undefined || text === undefined ? undefined : { of, field, text };
    });
    return { to, by, texts };
  });
}
