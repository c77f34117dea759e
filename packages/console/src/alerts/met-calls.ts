// SPDX-License-Identifier: Apache-2.0
// The call for queries that met covert alerts of the own State.
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf, textsOf } from '../api/read-json.ts';

export interface MetQuery {
  readonly logIndex: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: string;
  readonly officer: string;
  readonly purpose?: string;
  readonly caseRef?: string;
  /** Ids of alerts, at most eight. */
  readonly alerts: readonly string[];
  readonly count: number;
}

export interface MetPage {
  readonly met: readonly MetQuery[];
  readonly next?: string;
}

export function fetchMet(after: string | undefined): Promise<Reply<MetPage>> {
  const query = new URLSearchParams({ limit: String(QUERIES_PER_PAGE), ...(after !== undefined && { after }) });
  return callNode({ method: 'GET', path: `/api/alerts/met?${query}` }, (json) => {
    const body = asObject(json);
    if (body === undefined || !Array.isArray(body.met)) return undefined;
    const next = textOf(body, 'next');
    return { met: listOf(body, 'met', queryOf), ...(next !== undefined && { next }) };
  });
}

function queryOf(line: JsonObject): MetQuery | undefined {
  const [logIndex, at] = [numberOf(line, 'logIndex'), Date.parse(textOf(line, 'at') ?? '')];
  const [state, officer] = [textOf(line, 'state'), textOf(line, 'officer')];
  if (logIndex === undefined || Number.isNaN(at) || state === undefined || officer === undefined) return undefined;
  const [purpose, caseRef] = [textOf(line, 'purpose'), textOf(line, 'caseRef')];
  const alerts = textsOf(line, 'alerts');
  return {
    ...{ logIndex, at, state, officer, alerts },
    count: numberOf(line, 'count') ?? alerts.length,
    ...(purpose !== undefined && { purpose }),
    ...(caseRef !== undefined && { caseRef }),
  };
}

const QUERIES_PER_PAGE = 50;
