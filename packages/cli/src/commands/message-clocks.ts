// SPDX-License-Identifier: Apache-2.0
// `iims message handover` and `repeat`: what a shift leaves to the next, and the second and third request for a hit confirmation.
import type { Handover, OpenRequest } from '@iims/client/node-methods';
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import { print } from '../terminal.ts';
import type { MessageOptions } from './message.ts';

export type HandoverOptions = MessageOptions;
export type RepeatMessageOptions = MessageOptions;

type Left = Handover['undeliverable'][number];

export async function printHandover(options: HandoverOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const handover = await session.call('GET /api/messages/handover', {});
    print(options.json ? JSON.stringify(handover) : handoverInWords(handover).join('\n'));
  });
}

export async function repeatMessage(id: string, options: RepeatMessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    print(JSON.stringify(await session.call('POST /api/messages/repeat', { id })));
  });
}

function handoverInWords({ at, counts, requests, unopened, undeliverable, missing, isCut }: Handover): string[] {
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);
  return [
    `Handover at ${at}`,
    Object.entries(counts)
      .map(([name, count]) => `${WORDS[name] ?? name} ${count}`)
      .join(', '),
    ...section('To be answered here:', requests.filter(({ direction }) => direction === 'in').map(requestLine)),
    ...section('To be answered by others:', requests.filter(({ direction }) => direction === 'out').map(requestLine)),
    ...section('Unopened:', unopened.map(leftLine)),
    ...section('Not delivered:', undeliverable.map(leftLine)),
    ...section(
      'Numbers that have not come:',
      missing.map(
        ({ state, spans }) =>
          `  ${state} ${spans.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(', ')}`,
      ),
    ),
    ...(isCut ? ['', 'There is more than is listed here.'] : []),
  ];
}

function requestLine({ id, state, kind, urgency, caseRef, stage, due, nextRequest, paused }: OpenRequest): string {
  const when = due === undefined ? '' : `, due ${due}`;
  const why = paused === undefined ? '' : ` for ${paused.reason}${paused.until ? ` until ${paused.until}` : ''}`;
  const next = nextRequest === undefined ? '' : `, request ${nextRequest} may be sent`;
  return `  ${WORDS[stage] ?? stage}${why}${when}: ${kind} (${urgency}) ${state} ${caseRef ?? ''} ${id}${next}`;
}

function leftLine({ id, state, kind, urgency, at, caseRef, refused }: Left): string {
  return `  ${at} ${kind} (${urgency}) ${state} ${caseRef ?? ''} ${id}${refused === undefined ? '' : `, refused: ${refused}`}`;
}

const WORDS: Readonly<Record<string, string>> = {
  'due-soon': 'due soon',
  'not-started': 'under way',
  toAnswer: 'to answer here',
  undeliverable: 'not delivered',
};
