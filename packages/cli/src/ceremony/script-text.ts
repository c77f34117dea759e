// SPDX-License-Identifier: Apache-2.0
// The script as text (Markdown): what `iims trust ceremony --script` prints and docs/ceremony.md holds.

import type { CeremonyScript, Command, Part, Step } from './script.ts';

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
  // An option stays with its value.
  for (const word of line.split(/ (?=--)/u)) {
    if (current !== '' && current.length + word.length + 3 > width) {
      lines.push(`${current} \\`);
      current = `    ${word}`;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

/** For whom a command is run, in words; undefined where it is run once. */
export function repetition({ forEach, isElsewhere }: Command): string | undefined {
  const repeated = {
    officer: 'for each officer; $OFFICER is officer-1, officer-2, officer-3',
    signer: 'for each signer; $SIGNER is $STATE, $STATE-officer-1, $STATE-officer-2, $STATE-officer-3',
    state: 'for each State; $STATE is its code',
    'root holder': 'for each root holder who signs; $STATE (in F2 $OTHER) is the State',
  } as const;
  if (forEach !== undefined) return repeated[forEach];
  return isElsewhere ? 'on the machine of the node' : undefined;
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
