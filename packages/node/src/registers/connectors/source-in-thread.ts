// SPDX-License-Identifier: Apache-2.0
// A source read in a thread of its own: bytes over which a driver stumbles, or never gets away from, end a refresh and never the node
// (spec/connector.md, 11a).
import { Worker } from 'node:worker_threads';
import { systemClock } from '../../clock.ts';
import { fromFault } from '../../store/fault.ts';
import type { ServedPlan } from './open-source.ts';
import type { FromSourceThread, SourceToOpen, ToSourceThread } from './source-thread.ts';
import {
  type OpenSource,
  type Source,
  type SourcePage,
  type StepTold,
  tooLarge,
  type Wanted,
} from './sources/source.ts';
import { broken } from './sources/source-fault.ts';

/** `silenceMsMax`: how long the thread may say nothing at all, ms. */
export function sourceInThread(plan: ServedPlan, silenceMsMax = SILENCE_MS_MAX): Source {
  return {
    async open(columns, told) {
      const thread = new SourceThread({ plan, columns }, told, silenceMsMax);
      await thread.opened;
      return thread;
    },
  };
}

type Answer = Exclude<FromSourceThread, { kind: 'alive' | 'told' | 'fault' }>;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (fault: Error) => void;
}

class SourceThread implements OpenSource {
  readonly opened: Promise<unknown>;
  readonly #worker: Worker;
  readonly #watch: NodeJS.Timeout;
  readonly #told: StepTold;
  readonly #gone: Promise<void>;
  #heardAt = systemClock.monotonic();
  #waiting: Waiting | undefined;
  #fault: Error | undefined;

  constructor(toOpen: SourceToOpen, told: StepTold, silenceMsMax: number) {
    this.#told = told;
    this.#worker = new Worker(new URL('./source-thread.ts', import.meta.url), {
      workerData: toOpen,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX, maxYoungGenerationSizeMb: YOUNG_HEAP_MB_MAX },
    });
    // A node that stops waits for no source.
    this.#worker.unref();
    this.#worker.on('message', (message: FromSourceThread) => this.#hear(message));
    // What a driver throws may repeat what the source said, so that nothing of it is told.
    this.#worker.once('error', (error: NodeJS.ErrnoException) =>
      this.#end(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge(`at most ${HEAP_MB_MAX} MiB to read it`) : broken(),
      ),
    );
    this.#gone = new Promise((resolve) => this.#worker.once('exit', () => resolve(this.#end(broken()))));
    this.#watch = setInterval(() => {
      if (systemClock.monotonic() - this.#heardAt > silenceMsMax) this.#end(broken());
    }, WATCH_EVERY_MS).unref();
    this.opened = this.#answer();
  }

  async *pages(wanted: Wanted): AsyncGenerator<SourcePage> {
    let answer = await this.#ask({ kind: 'pages', wanted });
    while (answer.kind === 'page') {
      yield answer.page;
      answer = await this.#ask({ kind: 'next' });
    }
  }

  async close(): Promise<void> {
    const late = setTimeout(() => this.#end(broken()), GOODBYE_MS);
    this.#worker.postMessage({ kind: 'close' } satisfies ToSourceThread);
    await this.#gone;
    clearTimeout(late);
  }

  #ask(message: ToSourceThread): Promise<Answer> {
    const answer = this.#answer();
    this.#worker.postMessage(message);
    return answer;
  }

  #answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#fault !== undefined) return reject(this.#fault);
      this.#waiting = { resolve, reject };
    });
  }

  #hear(message: FromSourceThread): void {
    this.#heardAt = systemClock.monotonic();
    if (message.kind === 'told') this.#told(message.step, message.outcome);
    else if (message.kind === 'fault') this.#end(fromFault(message.fault));
    else if (message.kind !== 'alive') {
      this.#waiting?.resolve(message);
      this.#waiting = undefined;
    }
  }

  /** The first ground counts. */
  #end(fault: Error): void {
    clearInterval(this.#watch);
    void this.#worker.terminate();
    this.#fault ??= fault;
    this.#waiting?.reject(this.#fault);
    this.#waiting = undefined;
  }
}

/** A page of 16 MiB with many small rows takes most of it. */
const HEAP_MB_MAX = 512;
const YOUNG_HEAP_MB_MAX = 64;
/** Ten times what the longest page keeps a thread from saying that it is there. */
const SILENCE_MS_MAX = 5_000;
const WATCH_EVERY_MS = 500;
const GOODBYE_MS = 2_000;
