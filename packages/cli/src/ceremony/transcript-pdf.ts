// SPDX-License-Identifier: Apache-2.0
// The transcript as the document that goes into the archive: what the chain says, and lines for signatures by hand.

import { hexGroups } from '@iims/node/papers/digest-groups';
import { openPage, type Page } from '@iims/node/papers/page';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import type { Transcript } from './transcript.ts';

type Entry = Transcript['entries'][number];

/** A PDF/A-2b. The same transcript gives the same bytes. */
export async function transcriptPdf({ entries, link, isClosed, signers }: Transcript): Promise<Uint8Array> {
  const [opened, ...steps] = entries as [Entry, ...Entry[]];
  const about = readAbout(opened);
  const page = openPage({
    title: opened.title,
    subject: about.federation,
    foot: `Last link ${hexGroups(link).join(' ')}`,
    isExercise: isDemoFederation(about.federation),
    madeAt: Date.parse(entries.at(-1)!.at),
  });
  page.title(opened.title, [
    `Federation ${about.federation}`,
    `${about.place} · begun ${when(opened.at)} · ended ${when(entries.at(-1)!.at)}`,
  ]);
  page.heading('Persons');
  for (const [role, name] of about.persons) page.pair(role, name);
  page.together(() => {
    page.heading('This transcript');
    page.paragraph(
      `${entries.length} lines in a chain, ${isClosed ? 'closed' : 'NOT CLOSED'}. The last link is the fingerprint of them all; it stands in the foot of every page in hexadecimal. Times are UTC. The file is verified with: iims trust show FILE.`,
    );
    page.fingerprint('Last link', link);
  });
  page.heading('Steps');
  const shown = new Map<string, number>();
  for (const step of steps) page.together(() => drawStep(page, step, shown));
  page.together(() => {
    page.heading('Signatures under the file');
    page.paragraph(
      signers.length === 0
        ? 'Nobody has signed the file.'
        : 'Each holder signed the last link with Ed25519 and ML-DSA-65; both were verified when this page was made.',
    );
  });
  for (const { keys, fingerprint } of signers)
    page.pair(keys.holder, `holder whose fingerprint is in step ${shown.get(fingerprint)}`);
  page.together(() => {
    page.heading('Signatures by hand');
    page.paragraph(
      'We were present and compared every fingerprint in this transcript. What stands here is what happened.',
    );
    page.signatures(about.persons.map(([role, name]) => `${name}, ${role}`));
  });
  return page.finish();
}

/** A fingerprint is shown in full where it stands first, and by the number of that step afterwards. */
function drawStep(page: Page, step: Entry, shown: Map<string, number>): void {
  const { index, at, title, outcome, tookMs, lines, fingerprints } = step;
  const took = tookMs >= 1_000 ? ` · ${duration(tookMs)}` : '';
  page.pair(`${index} · ${at.slice(11, 19)}${took}`, outcome === 'failed' ? `${title}: FAILED` : title);
  for (const line of lines) page.pair('', line);
  for (const { of, sha256 } of fingerprints) {
    const first = shown.get(sha256);
    if (first === undefined) page.fingerprint(of, sha256, 'right');
    else page.pair('', `${of}: fingerprint as in step ${first}`);
    if (first === undefined) shown.set(sha256, index);
  }
}

/** The first line holds federation and place, then the persons, each as `Name: value`. */
function readAbout({ lines }: Entry) {
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const);
  const [federation, place, ...persons] = pairs;
  return { federation: federation?.[1] ?? '', place: place?.[1] ?? '', persons };
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const when = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
