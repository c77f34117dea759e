// SPDX-License-Identifier: Apache-2.0
// The script as a printed document: one step after the other, with its commands, boxes to tick and fields for times.

import { sha256 } from '@iims/crypto/primitives';
import { hexGroups } from '@iims/node/papers/digest-groups';
import { openPage, type Page } from '@iims/node/papers/page';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { toHex, utf8 } from '@iims/wire/bytes';
import type { CeremonyScript, Step } from './script.ts';
import { commandLines, INTRODUCTION, repetition, scriptText } from './script-text.ts';

/** A PDF/A-2b. In the foot stands the SHA-256 of the script's text, so that all copies in a room can be compared. */
export async function scriptPdf(script: CeremonyScript): Promise<Uint8Array> {
  const page = openPage({
    title: `${script.title}: the script`,
    subject: script.federation,
    foot: `This script ${hexGroups(toHex(sha256(utf8(scriptText(script))))).join(' ')}`,
    isExercise: isDemoFederation(script.federation),
    madeAt: SCRIPT_MADE_AT,
  });
  page.title(script.title, [`Federation ${script.federation}`, `Founding States ${script.states.join(', ')}`]);
  page.fields(['Place', 'Date', 'Copy of']);
  page.gap(8);
  for (const line of INTRODUCTION) page.paragraph(line);
  page.paragraph(COPIES);
  page.heading('Roles');
  for (const [role, duty] of script.roles) page.pair(role, duty);
  page.heading('Preparation');
  for (const line of script.preparation) page.tick(line);
  for (const { letter, title, where, steps } of script.parts) {
    page.nextPage();
    page.title(`${letter}   ${title}`, [where]);
    for (const step of steps) page.together(() => drawStep(page, step));
  }
  page.together(() => {
    page.heading('When something goes wrong');
    for (const [trouble, remedy] of script.troubles) page.pair(trouble, remedy);
  });
  page.together(() => {
    page.heading('This copy was used by');
    page.signatures(script.roles.slice(0, 2).map(([role]) => role));
  });
  return page.finish();
}

function drawStep(page: Page, { id, title, does, commands, ticks }: Step): void {
  page.heading(`${id}   ${title}`);
  for (const line of does) page.paragraph(line);
  for (const command of commands) {
    const repeated = repetition(command);
    const lines = commandLines(command, CODE_CHARACTERS);
    if (repeated) page.note(repeated);
    page.code(lines);
  }
  for (const tick of ticks) page.tick(tick);
  page.fields(['Begun', 'Ended', 'Initials']);
  page.gap(4);
}

const COPIES =
  'The groups in the foot of every page are the fingerprint of this script in hexadecimal: every copy in the room has the same.';
const CODE_CHARACTERS = 92;
/** The script has no time of its own; its text is what counts. */
const SCRIPT_MADE_AT = Date.UTC(2026, 10, 1);
