// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { NOW, paperOf, signerOf } from './papers.fixture.ts';
import { appendEntry, readTranscript, signTranscript } from './transcript.ts';
import { transcriptPdf } from './transcript-pdf.ts';

const isFault = (field: string) => (fault: unknown) => {
  assert.ok(fault instanceof IimsError);
  assert.equal(fault.code, 'ceremony.transcript');
  assert.equal(fault.field, field);
  return true;
};

const SAID = { outcome: 'said', tookMs: 0, lines: [], fingerprints: [] } as const;

function closedTranscript(): Uint8Array {
  const lines = ['Federation: demo-test', 'Place: Tbilisi', 'Ceremony master: ნინო', 'Witness: Олена Їжакевич'];
  let file = appendEntry(undefined, { ...SAID, kind: 'opened', title: 'Key ceremony', lines, fingerprints: [] }, NOW);
  const add = (entry: Parameters<typeof appendEntry>[1]): void => {
    file = appendEntry(readTranscript(file), entry, NOW + 1_000);
  };
  const fingerprints = ['GEO', 'UKR'].map((name) => ({ of: `holder ${name}`, sha256: paperOf(name).fingerprint }));
  add({ kind: 'command', title: 'Keys', outcome: 'done', tookMs: 40_000, lines: ['kept as seeds'], fingerprints });
  add({
    kind: 'command',
    title: 'Draft of root 1',
    outcome: 'failed',
    tookMs: 10,
    lines: ['input.invalid (add)'],
    fingerprints: [],
  });
  add({ ...SAID, kind: 'note', title: 'Envelope 0173 opened', lines: [], fingerprints: [] });
  add({ ...SAID, kind: 'closed', title: 'End of the ceremony', lines: [], fingerprints: [] });
  return file;
}

test('a transcript is read, closed, and signed by the holders whom it names', () => {
  let file = closedTranscript();
  for (const name of ['GEO', 'UKR']) file = signTranscript(readTranscript(file), signerOf(name), paperOf(name).file);
  const { entries, isClosed, signers } = readTranscript(file);
  assert.equal(entries.length, 5);
  assert.equal(isClosed, true);
  assert.deepEqual(
    signers.map(({ keys }) => keys.holder),
    ['GEO', 'UKR'],
  );
});

test('a line that is changed, taken out, put in or moved is named', () => {
  const lines = fromUtf8(closedTranscript()).trimEnd().split('\n');
  const read = (changed: readonly string[]) => () => readTranscript(utf8(`${changed.join('\n')}\n`));
  assert.throws(read(lines.with(1, lines[1]!.replace('40000', '50000'))), isFault('line 2'));
  assert.throws(read(lines.toSpliced(2, 1)), isFault('line 2'));
  assert.throws(read(lines.toSpliced(3, 0, lines[3]!)), isFault('line 4'));
  assert.throws(read(lines.with(2, lines[3]!).with(3, lines[2]!)), isFault('line 2'));
  assert.throws(read([...lines, lines[4]!]), isFault('line 5'));
  assert.throws(read(lines.slice(1)), isFault('line 0'));
  assert.throws(() => readTranscript(utf8(lines.join('\n'))), isFault('line 4'));
});

test('nothing is entered after the end, and nothing is signed before it', () => {
  const closed = readTranscript(closedTranscript());
  assert.throws(
    () => appendEntry(closed, { ...SAID, kind: 'note', title: 'x', lines: [], fingerprints: [] }, NOW),
    isFault('line 5'),
  );
  // Somebody goes on with the chain by hand.
  const goneOn = appendEntry(
    { ...closed, isClosed: false },
    { ...SAID, kind: 'note', title: 'x', lines: [], fingerprints: [] },
    NOW,
  );
  assert.throws(() => readTranscript(goneOn), isFault('line 5'));
  const open = readTranscript(utf8(`${fromUtf8(closedTranscript()).trimEnd().split('\n').slice(0, 4).join('\n')}\n`));
  assert.throws(() => signTranscript(open, signerOf('GEO'), paperOf('GEO').file), isFault('line 4'));
});

test('a stranger, a holder who signs twice, and a signature of another transcript do not count', () => {
  const closed = readTranscript(closedTranscript());
  assert.throws(() => signTranscript(closed, signerOf('MDA'), paperOf('MDA').file), isFault('line 5'));
  const once = signTranscript(closed, signerOf('GEO'), paperOf('GEO').file);
  assert.throws(() => signTranscript(readTranscript(once), signerOf('GEO'), paperOf('GEO').file), isFault('line 6'));
  // Somebody signs with another key than the one of the holder file.
  assert.throws(() => signTranscript(closed, signerOf('UKR'), paperOf('GEO').file), isFault('line 5'));
  const signature = fromUtf8(once).trimEnd().split('\n').at(-1)!;
  const other = fromUtf8(closedTranscript())
    .replace('Envelope 0173', 'Envelope 0174')
    .trimEnd()
    .split('\n')
    .slice(0, 4);
  const reclosed = appendEntry(
    readTranscript(utf8(`${other.join('\n')}\n`)),
    { ...SAID, kind: 'closed', title: 'End of the ceremony', lines: [], fingerprints: [] },
    NOW,
  );
  assert.throws(() => readTranscript(utf8(`${fromUtf8(reclosed)}${signature}\n`)), isFault('line 5'));
});

test('the archive copy is the same PDF/A for the same transcript, with the last link and every script', async () => {
  const transcript = readTranscript(closedTranscript());
  const [first, second] = [await transcriptPdf(transcript), await transcriptPdf(transcript)];
  assert.deepEqual(first, second);
  const text = Buffer.from(first).toString('latin1');
  assert.match(text, /^%PDF-1\.7/u);
  assert.match(text, /<pdfaid:part>2<\/pdfaid:part>/u);
  assert.match(text, /OutputIntent/u);
});
