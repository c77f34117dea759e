// SPDX-License-Identifier: Apache-2.0
// The thread in which one source is read: what its bytes do to a driver stays here (spec/connector.md, 11a). It gives a page when it is asked
// for one, in pieces that are judged between queries.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { type Fault, toFault } from '../../store/fault.ts';
import { type ServedPlan, sourceOf } from './open-source.ts';
import { type OpenSource, PAGE_ROWS, type SourcePage, type SourceStep, type Wanted } from './sources/source.ts';

export interface SourceToOpen {
  readonly plan: ServedPlan;
  readonly columns: readonly string[];
}

/** Each but `close` is answered once. */
export type ToSourceThread =
  | { readonly kind: 'pages'; readonly wanted: Wanted }
  | { readonly kind: 'next' }
  | { readonly kind: 'close' };

/** `alive` and `told` answer nothing. */
export type FromSourceThread =
  | { readonly kind: 'alive' }
  | { readonly kind: 'told'; readonly step: SourceStep; readonly outcome: 'passed' | 'unused' }
  | { readonly kind: 'open' }
  | { readonly kind: 'page'; readonly page: SourcePage }
  | { readonly kind: 'end' }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** How often the thread shows that nothing holds it up. */
const ALIVE_EVERY_MS = 500;

assert(parentPort !== null, 'a source is read in a thread of its own');
const port = parentPort;
const tell = (message: FromSourceThread): void => port.postMessage(message);

setInterval(() => tell({ kind: 'alive' }), ALIVE_EVERY_MS).unref();
serve(workerData as SourceToOpen).catch((error) => tell({ kind: 'fault', fault: toFault(error) }));

async function serve({ plan, columns }: SourceToOpen): Promise<void> {
  const open = await (await sourceOf(plan)).open(columns, (step, outcome) => tell({ kind: 'told', step, outcome }));
  let pieces: AsyncGenerator<SourcePage> | undefined;
  port.on('message', (asked: ToSourceThread) => {
    if (asked.kind === 'close') return void open.close().finally(() => port.close());
    if (asked.kind === 'pages') pieces = piecesOf(open, asked.wanted);
    pieces!.next().then(
      ({ done, value }) => tell(done ? { kind: 'end' } : { kind: 'page', page: value }),
      (error) => tell({ kind: 'fault', fault: toFault(error) }),
    );
  });
  tell({ kind: 'open' });
}

/** A position is reached with the last piece of its page alone. */
async function* piecesOf(open: OpenSource, wanted: Wanted): AsyncGenerator<SourcePage> {
  for await (const page of open.pages(wanted)) {
    for (let from = 0; from + PAGE_ROWS < page.rows.length; from += PAGE_ROWS) {
      yield { rows: page.rows.slice(from, from + PAGE_ROWS) };
    }
    const rest = page.rows.length === 0 ? 0 : (Math.ceil(page.rows.length / PAGE_ROWS) - 1) * PAGE_ROWS;
    yield { ...page, rows: page.rows.slice(rest) };
  }
}
