// SPDX-License-Identifier: Apache-2.0
// The call for alerts that partners were shown and that have ended: who has confirmed it.
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, oneOf, textOf } from '../api/read-json.ts';

/** How a partner stands to the end of an alert. */
export const STANDINGS = ['due', 'under-way', 'undeliverable', 'confirmed'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface EndedAlert {
  readonly register: string;
  readonly alertId: string;
  readonly by: 'ended' | 'not-revalidated';
  /** YYYY-MM-DD. */
  readonly endedOn: string;
  readonly told: readonly ToldPartner[];
}

export interface ToldPartner {
  readonly state: string;
  readonly standing: Standing;
  /** YYYY-MM-DD. */
  readonly confirmedOn?: string;
}

export interface EndedPage {
  readonly ended: readonly EndedAlert[];
  readonly next?: string;
}

export function fetchEnded(after: string | undefined): Promise<Reply<EndedPage>> {
  const query = new URLSearchParams({ limit: String(PARTNERS_PER_PAGE), ...(after !== undefined && { after }) });
  return callNode({ method: 'GET', path: `/api/alerts/ended?${query}` }, (json) => {
    const body = asObject(json);
    if (body === undefined || !Array.isArray(body.ended)) return undefined;
    const next = textOf(body, 'next');
    return { ended: byAlert(listOf(body, 'ended', lineOf)), ...(next !== undefined && { next }) };
  });
}

/** The node tells one line a partner; those of one alert that ended at one moment stand together. */
export function byAlert(lines: readonly EndedAlert[]): readonly EndedAlert[] {
  const alerts = new Map<string, EndedAlert>();
  for (const line of lines) {
    const key = [line.register, line.alertId, line.by, line.endedOn].join('\n');
    const before = alerts.get(key);
    alerts.set(key, before === undefined ? line : { ...before, told: [...before.told, ...line.told] });
  }
  return [...alerts.values()];
}

function lineOf(line: JsonObject): EndedAlert | undefined {
  const [register, alertId, state] = [textOf(line, 'register'), textOf(line, 'alertId'), textOf(line, 'state')];
  const [ended, answer] = [asObject(line.ended), asObject(line.answer)];
  const by = ended && oneOf(textOf(ended, 'by'), ['ended', 'not-revalidated'] as const);
  if (register === undefined || alertId === undefined || state === undefined || by === undefined) return undefined;
  const confirmedOn = answer && textOf(answer, 'at')?.slice(0, 10);
  const partner: ToldPartner = {
    state,
    standing: standingOf(textOf(line, 'standing')),
    ...(confirmedOn !== undefined && { confirmedOn }),
  };
  return { register, alertId, by, endedOn: (textOf(ended!, 'at') ?? '').slice(0, 10), told: [partner] };
}

/** Whatever the notice's own way says in between: it has not been confirmed. */
function standingOf(standing: string | undefined): Standing {
  return oneOf(standing, STANDINGS) ?? 'under-way';
}

const PARTNERS_PER_PAGE = 50;
