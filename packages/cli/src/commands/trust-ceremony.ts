// SPDX-License-Identifier: Apache-2.0
// `iims trust ceremony`: the script for people, and the rehearsal that plays it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseStateCode } from '@iims/wire/identifiers';
import { type Desk, terminalDesk, writeNamedFile } from '../ceremony/desk.ts';
import { playRehearsal, type RunWords } from '../ceremony/rehearsal.ts';
import { type CeremonyScript, ceremonyScript } from '../ceremony/script.ts';
import { scriptPdf } from '../ceremony/script-pdf.ts';
import { scriptText } from '../ceremony/script-text.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption } from '../option-values.ts';

export interface CeremonyOptions {
  readonly script?: boolean;
  readonly rehearsal?: boolean;
  readonly states: string;
  readonly federation: string;
  readonly place?: string;
  readonly out?: string;
  readonly json: boolean;
}

/** `run` runs the words of a command line, of which this command is one: a rehearsal plays the others. */
export async function ceremony(
  options: CeremonyOptions,
  run: RunWords,
  desk: Desk = terminalDesk,
): Promise<ExitStatus> {
  if (options.script === options.rehearsal) throw badOption('script', 'one of --script and --rehearsal');
  const states = options.states.split(',').map(parseStateCode);
  if (states.length < STATES_MIN || new Set(states).size < states.length) {
    throw badOption(
      'states',
      'at least three State codes with commas between them, none twice: of two, one lost key would end the federation',
    );
  }
  if (!/^[a-z0-9-]{3,25}$/u.test(options.federation))
    throw badOption('federation', 'small letters, digits and hyphens; 3 to 25');
  if (options.rehearsal) return rehearse(options, states, { desk, run });
  return printScript(
    ceremonyScript({ federation: options.federation, states, place: options.place ?? '' }),
    options,
    desk,
  );
}

async function printScript(script: CeremonyScript, options: CeremonyOptions, desk: Desk): Promise<ExitStatus> {
  if (options.out !== undefined) writeNamedFile(desk, 'out', options.out, await scriptPdf(script));
  if (options.json) {
    desk.print(
      JSON.stringify({
        federation: script.federation,
        steps: script.parts.flatMap(({ steps }) => steps.map(({ id }) => id)),
      }),
    );
  } else if (options.out === undefined) desk.print(scriptText(script));
  else desk.say(`The script is in ${options.out}.`);
  return EXIT.ok;
}

async function rehearse(
  options: CeremonyOptions,
  states: readonly string[],
  { desk, run }: { readonly desk: Desk; readonly run: RunWords },
): Promise<ExitStatus> {
  const { out, federation } = options;
  if (out === undefined || existsSync(desk.path(out))) throw badOption('out', 'a folder that is not there yet');
  if (states.includes('UTO')) throw badOption('states', 'founding States without UTO, which joins in part D');
  const name = federation.startsWith('demo-rehearsal-') ? federation : `demo-rehearsal-${federation}`;
  const script = ceremonyScript({ federation: name, states, place: options.place ?? 'EXERCISE' });
  const startedAt = desk.now();
  const quiet = { ...desk, print: desk.say };
  const { steps, failed, notPlayed } = await playRehearsal(script, desk.path(out), {
    desk: options.json ? silent(desk) : quiet,
    run,
  });
  const tookMs = desk.now() - startedAt;
  if (options.json) {
    desk.print(JSON.stringify({ ok: true, federation: name, steps, failed, notPlayed, tookMs }));
    return EXIT.ok;
  }
  const slowest = steps.reduce((most, step) => (step.tookMs > most.tookMs ? step : most));
  const played = steps.reduce((sum, { commands }) => sum + commands, 0);
  desk.print(
    `EXERCISE: ${steps.length} steps in ${(tookMs / 1000).toFixed(1)} s; the slowest was ${slowest.id}. ${played} commands were played.`,
  );
  if (failed.length > 0) {
    desk.print(`This machine is not fit, so the real ceremony would stop at its checks: ${failed.join(', ')}.`);
  }
  desk.print('Not rehearsed, since they need a node, a printer or the shell:');
  for (const command of notPlayed) desk.print(`  ${command}`);
  desk.print(`Transcript and documents: ${join(out, 'root-1.transcript.pdf')}`);
  return EXIT.ok;
}

function silent(desk: Desk): Desk {
  return { ...desk, print: () => undefined, say: () => undefined };
}

const STATES_MIN = 3;
