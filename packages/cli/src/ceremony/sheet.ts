// SPDX-License-Identifier: Apache-2.0
// A share sheet: the same content as text for any printer, and as a page that one puts into an envelope.

import { openPage } from '@iims/node/papers/page';
import { isDemoFederation } from '@iims/node/trust/demo-federation';
import { fingerprintLines } from './fingerprint.ts';
import type { HolderPaper } from './holder-file.ts';
import { type Share, shareLines } from './share-text.ts';

export interface SheetFile {
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** The files of one sheet. They hold a secret: they belong into memory, and from there to a printer. */
export async function sheetFiles(share: Share, paper: HolderPaper): Promise<readonly SheetFile[]> {
  const name = `${paper.keys.holder}-sheet-${share.number}`;
  return [
    { name: `${name}.txt`, content: sheetText(share, paper) },
    { name: `${name}.pdf`, content: await sheetPdf(share, paper) },
  ];
}

async function sheetPdf(share: Share, { body, keys, fingerprint }: HolderPaper): Promise<Uint8Array> {
  const page = openPage({
    title: `Share sheet ${share.number} of ${share.of}`,
    subject: body.federation,
    foot: `Holder ${keys.holder} · set ${share.set} · sheet ${share.number} of ${share.of}`,
    isExercise: isDemoFederation(body.federation),
    madeAt: body.createdAt,
  });
  page.title(`${keys.holder} · sheet ${share.number} of ${share.of}`, [
    `Federation ${body.federation} · set ${share.set} · made ${new Date(body.createdAt).toISOString().slice(0, 10)}`,
    `Any ${share.needed} of the ${share.of} sheets give the key; one alone says nothing about it.`,
  ]);
  page.shareLines(shareLines(share));
  page.note(
    'The last group of each line, in grey, checks the line; it is typed too. There is no I, L, O and no U: what looks like one is 1 or 0 or V.',
  );
  page.gap(6);
  page.fingerprint(`Fingerprint of ${keys.holder}, to compare before use`, fingerprint);
  page.heading('Keeper');
  page.fields(['Name', 'Envelope no.']);
  page.fields(['Place', 'Date']);
  page.gap(8);
  page.paragraph(
    'Keep this sheet sealed, apart from the other sheets of the set, and out of sight of cameras. Report at once when it is lost, opened or seen.',
  );
  page.signatures(['Keeper', 'Witness']);
  return page.finish();
}

function sheetText(share: Share, { body, keys, fingerprint }: HolderPaper): string {
  return [
    `# Sheet ${share.number} of ${share.of}; any ${share.needed} give the key`,
    `# Holder ${keys.holder}, federation ${body.federation}, set ${share.set}`,
    ...fingerprintLines(fingerprint).map((line) => `# ${line}`),
    ...shareLines(share).map((line, index) => `${index + 1}  ${line}`),
    '',
  ].join('\n');
}
