// SPDX-License-Identifier: Apache-2.0
// `iims manifest check`: asks a node about a list of travellers, one line for each in the order of the list.
import type { ManifestLine } from '@iims/client/node-methods';
import type { Purpose } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { MANIFEST_BYTES_MAX, type Manifest, readManifest } from '@iims/wire/manifest';
import { manifestText } from '@iims/wire/manifest-text';
import type { VerdictWord } from '@iims/wire/verdict';
import { EXIT, type ExitStatus, worstOf } from '../exit-status.ts';
import { signIn } from '../node-client.ts';
import { readOptionFile, readPasswordFile } from '../option-values.ts';
import { ProgressBar } from '../progress-bar.ts';
import { print, RemoteFault, readStdinBytes } from '../terminal.ts';
import { stateInWords } from '../verdict-in-words.ts';

export interface CheckManifestOptions {
  readonly node: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly purpose: string;
  readonly case: string;
  readonly json: boolean;
}

/** The list is a file, or stdin for `-`. What cannot be read whole is refused before anybody is signed in. */
export async function checkManifest(path: string, options: CheckManifestOptions): Promise<ExitStatus> {
  const bytes =
    path === '-' ? await readStdinBytes(MANIFEST_BYTES_MAX * 2) : readOptionFile('file', path, MANIFEST_BYTES_MAX * 2);
  const text = manifestText(bytes);
  const manifest = readManifest(text, { referenceYear: new Date().getUTCFullYear() });
  const password = readPasswordFile(options.passwordFile);
  const session = await signIn({ url: options.node, user: options.user, password });
  const bar = new ProgressBar();
  const printer = new ListPrinter(manifest, options.json);
  const tellProgress = () => bar.show(`${printer.answered} of ${manifest.travellers.length} travellers`, printer.share);
  try {
    const body = { manifest: text, purpose: options.purpose as Purpose, caseRef: options.case };
    for await (const told of session.lines('POST /api/manifest', body)) {
      bar.end();
      printer.take(told);
      tellProgress();
    }
    bar.end();
    return printer.end();
  } finally {
    bar.end();
    await session.signOut().catch(() => undefined);
  }
}

type ToldOfLine = Extract<ManifestLine, { readonly line: number }>;

/** Holds answers back until those before them in the list are there. */
class ListPrinter {
  readonly #order: readonly number[];
  readonly #labels: ReadonlyMap<number, string>;
  readonly #json: boolean;
  readonly #told = new Map<number, ToldOfLine>();
  readonly #statuses = new Set<ExitStatus>();
  #printed = 0;
  #summary: Extract<ManifestLine, { type: 'summary' }> | undefined;
  answered = 0;

  constructor({ travellers, refused, duplicates }: Manifest, json: boolean) {
    this.#order = [...travellers, ...refused, ...duplicates].map(({ line }) => line).sort((a, b) => a - b);
    this.#labels = new Map(travellers.map(({ line, label }) => [line, label]));
    this.#json = json;
  }

  get share(): number {
    return this.#labels.size === 0 ? 1 : this.answered / this.#labels.size;
  }

  take(told: ManifestLine): void {
    if (told.type === 'error') throw new RemoteFault(told.error);
    if (told.type === 'manifest') return;
    if (told.type === 'summary') {
      this.#summary = told;
      return;
    }
    if (told.type === 'traveller' || told.type === 'fault') this.answered += 1;
    this.#told.set(told.line, told);
    for (let line = this.#next(); line !== undefined; line = this.#next()) {
      this.#print(line);
      this.#printed += 1;
    }
  }

  end(): ExitStatus {
    if (this.#summary === undefined)
      throw new IimsError('node.unreachable', {
        message: 'The line to the node broke before the end of the list.',
        field: 'node',
        fix: 'Ask again: what has no line here was not answered.',
      });
    const { type: _, ...summary } = this.#summary;
    print(this.#json ? JSON.stringify({ summary }) : [...this.#toLookAt(), summaryInWords(summary)].join('\n'));
    return worstOf([...this.#statuses]);
  }

  /** Where the hits and the compares stand: among hundreds of lines they have left the screen. */
  #toLookAt(): string[] {
    return (['hit', 'compare'] as const).flatMap((word) => {
      const lines = this.#order.filter((line) => this.#verdictOf(line).verdict === word);
      return lines.length === 0 ? [] : [`${word.toUpperCase()} in line ${lines.join(', ')}`];
    });
  }

  #next(): ToldOfLine | undefined {
    return this.#told.get(this.#order[this.#printed] ?? -1);
  }

  #print(told: ToldOfLine): void {
    if (told.type === 'traveller') this.#statuses.add(told.complete ? EXIT.ok : EXIT.incomplete);
    if (told.type === 'refused') this.#statuses.add(EXIT.badInput);
    if (told.type === 'fault') this.#statuses.add(EXIT.fault);
    print(this.#json ? JSON.stringify(this.#toJson(told)) : this.#inWords(told));
  }

  #toJson(told: ToldOfLine): object {
    const { type: _, ...rest } = told;
    if (told.type === 'traveller') return { ...rest, elapsedMs: Math.round(told.elapsedMs) };
    return told.type === 'duplicate' ? { ...rest, ...this.#verdictOf(told.sameAs) } : rest;
  }

  #inWords(told: ToldOfLine): string {
    const head = (word: string, rest: string) => `${String(told.line).padStart(6)}  ${word.padEnd(10)}  ${rest}`;
    switch (told.type) {
      case 'traveller': {
        const states = told.states.filter(({ outcome }) => outcome !== 'no-hit').map(stateInWords);
        return [
          head(told.verdict.toUpperCase(), `${this.#labels.get(told.line)}; log entry ${told.logIndex}`),
          ...states,
        ].join('\n');
      }
      case 'duplicate':
        return head('SAME', `as line ${told.sameAs}`);
      case 'refused':
      case 'fault':
        return head('NOT ASKED', `${told.error.code}: ${told.error.rule ?? told.error.message}`);
    }
  }

  /** A duplicate stands after the line that it repeats. */
  #verdictOf(line: number): { verdict?: VerdictWord; complete?: boolean } {
    const told = this.#told.get(line);
    return told?.type === 'traveller' ? { verdict: told.verdict, complete: told.complete } : {};
  }
}

function summaryInWords(summary: Readonly<Record<string, unknown>>): string {
  const { hit, compare, incomplete, refused, noHit, faults, refusedLines, duplicates, elapsedMs, complete } = summary;
  const counts = [
    `${hit} hit`,
    `${compare} to compare`,
    `${incomplete} incomplete`,
    `${refused} refused`,
    `${noHit} no hit`,
    `${Number(faults) + Number(refusedLines)} not asked`,
    `${duplicates} twice`,
  ];
  const caveat = complete === true ? [] : ['The list is not complete: what is missing here is not a no-hit.'];
  return [`${counts.join(', ')}; ${elapsedMs} ms`, ...caveat].join('\n');
}
