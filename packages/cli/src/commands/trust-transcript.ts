// SPDX-License-Identifier: Apache-2.0
// `iims trust transcript`: opens, notes what people did, closes, and prints for the archive (spec/ceremony.md, 8).
import { type Desk, readNamedFile, terminalDesk, writeNamedFile } from '../ceremony/desk.ts';
import { fingerprintLines, readFingerprint } from '../ceremony/fingerprint.ts';
import { enterLine } from '../ceremony/record.ts';
import { appendEntry, readTranscript, type Transcript } from '../ceremony/transcript.ts';
import { transcriptPdf } from '../ceremony/transcript-pdf.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { badOption } from '../option-values.ts';

export interface OpenTranscriptOptions {
  readonly federation: string;
  readonly title: string;
  readonly place: string;
  /** `Role: Name` each. */
  readonly person: readonly string[];
  readonly out: string;
  readonly json: boolean;
}

export async function openTranscript(options: OpenTranscriptOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const { federation, title, place, person } = options;
  if (!/^[a-z0-9-]{3,40}$/u.test(federation))
    throw badOption('federation', 'small letters, digits and hyphens; 3 to 40');
  for (const each of person) if (!/^[^:]{1,60}: .{1,200}$/u.test(each)) throw badOption('person', "'Role: Name'");
  const lines = [`Federation: ${federation}`, `Place: ${place}`, ...person];
  const file = appendEntry(
    undefined,
    { kind: 'opened', title, outcome: 'said', tookMs: 0, lines, fingerprints: [] },
    desk.now(),
  );
  writeNamedFile(desk, 'out', options.out, file);
  tell(desk, options, readTranscript(file));
  return EXIT.ok;
}

export interface NoteOptions {
  readonly title: string;
  readonly text?: readonly string[];
  readonly fingerprint?: string;
  readonly of?: string;
  readonly tookSeconds?: string;
  readonly json: boolean;
}

/** What people did or said, and a fingerprint that was read aloud and compared. */
export async function note(file: string, options: NoteOptions, desk: Desk = terminalDesk): Promise<ExitStatus> {
  const fingerprints =
    options.fingerprint === undefined
      ? []
      : [{ of: options.of ?? 'read aloud and compared', sha256: readFingerprint(options.fingerprint) }];
  const tookMs = Math.round(Number(options.tookSeconds ?? '0') * 1000);
  if (!Number.isSafeInteger(tookMs) || tookMs < 0) throw badOption('took-seconds', 'seconds');
  const lines = [...(options.text ?? [])];
  tell(
    desk,
    options,
    enterLine(desk, file, { kind: 'note', title: options.title, outcome: 'said', tookMs, lines, fingerprints }),
  );
  return EXIT.ok;
}

export async function closeTranscript(
  file: string,
  options: { readonly json: boolean },
  desk: Desk = terminalDesk,
): Promise<ExitStatus> {
  const end = {
    kind: 'closed',
    title: 'End of the ceremony',
    outcome: 'said',
    tookMs: 0,
    lines: [],
    fingerprints: [],
  } as const;
  tell(desk, options, enterLine(desk, file, { ...end, lines: [], fingerprints: [] }));
  return EXIT.ok;
}

export async function printTranscript(
  file: string,
  options: { readonly out: string; readonly json: boolean },
  desk: Desk = terminalDesk,
): Promise<ExitStatus> {
  const transcript = readTranscript(readNamedFile(desk, 'file', file));
  writeNamedFile(desk, 'out', options.out, await transcriptPdf(transcript));
  tell(desk, options, transcript);
  return EXIT.ok;
}

function tell(desk: Desk, { json }: { readonly json: boolean }, { entries, link, isClosed }: Transcript): void {
  if (json) {
    desk.print(JSON.stringify({ lines: entries.length, link, closed: isClosed }));
    return;
  }
  desk.print(`${entries.length === 1 ? 'One line' : `${entries.length} lines`}. Last link:`);
  for (const line of fingerprintLines(link)) desk.print(`  ${line}`);
}
