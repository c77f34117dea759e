// SPDX-License-Identifier: Apache-2.0
// The script as text (Markdown): what `iims trust ceremony --script` prints and docs/ceremony.md holds.

import { type CeremonyScript, type Command, type Part, REPETITIONS, type Step } from './script.ts';

export function scriptText(script: CeremonyScript): string {
  return [
    `# ${script.title}`,
    '',
    `Federation \`${script.federation}\` · founding States ${script.states.join(', ')} · place ${script.place || '______________________'} · date ____________`,
    '',
    ...INTRODUCTION,
    '',
    '## Roles',
    '',
    ...script.roles.map(([role, duty]) => `- **${role}**: ${duty}.`),
    '',
    '## Preparation',
    '',
    ...script.preparation.map((line) => `- [ ] ${line}`),
    ...script.parts.flatMap(partText),
    '',
    '## When something goes wrong',
    '',
    ...script.troubles.map(([trouble, remedy]) => `- **${trouble}.** ${remedy}`),
    '',
  ].join('\n');
}

/** A command on lines of at most `width` characters; those that go on end with a backslash, as the shell takes it. */
export function commandLines({ line }: Command, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  // An option stays with its value, as far as a line is long enough for its values.
  const words = line.split(/ (?=--)/u).flatMap((option) => (option.length + 6 > width ? option.split(' ') : [option]));
  for (const word of words) {
    if (current !== '' && current.length + word.length + 3 > width) {
      lines.push(`${current} \\`);
      current = `    ${word}`;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

/** For whom a command is run, in words; undefined where it is run once. */
export function repetition({ runsFor }: Command): string | undefined {
  return runsFor && REPETITIONS[runsFor];
}

function partText({ letter, title, where, steps }: Part): readonly string[] {
  return ['', `## ${letter}. ${title}`, '', `*${where}*`, ...steps.flatMap(stepText)];
}

function stepText({ id, title, does, commands, ticks }: Step): readonly string[] {
  return [
    '',
    `### ${id} ${title}`,
    '',
    'Begun ____:____ Ended ____:____ Initials ________',
    '',
    ...does,
    ...commands.flatMap((command) => {
      const repeated = repetition(command);
      return [
        '',
        ...(repeated ? [`${repeated[0]!.toUpperCase()}${repeated.slice(1)}:`] : []),
        '```',
        ...commandLines(command, TEXT_WIDTH),
        '```',
      ];
    }),
    '',
    ...ticks.map((tick) => `- [ ] ${tick}`),
  ];
}

/** What everybody hears first. */
export const INTRODUCTION: readonly string[] = [
  'Read every step aloud, do it, tick its boxes, write the times. Nothing is left out and nothing is added; what happens beside the script is noted in the transcript.',
  'A fingerprint is 16 groups of five digits in four rows; it is read whole. The grey groups beside it are the same in hexadecimal and need not be read.',
];

const TEXT_WIDTH = 110;
