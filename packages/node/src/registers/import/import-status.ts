// SPDX-License-Identifier: Apache-2.0
// An import as an operator sees it.
import type { ImportRow, ImportStanding } from '../../store/register-imports.ts';
import type { CsvMapping } from '../formats/csv-mapping.ts';
import type { ReadingProgress } from '../indexed-persons.ts';
import { bytesOf } from './announcement.ts';
import type { ImportAbout, Preview } from './import-about.ts';

export interface ImportStatus {
  readonly importId: string;
  readonly register: string;
  readonly format: string;
  readonly standing: ImportStanding | 'reading';
  readonly begunAt: string;
  readonly by: string;
  readonly bytes: number;
  /** Of the file, by which who has it may go on sending it. */
  readonly sha256: string;
  /** How it is read; not told in a list of imports. */
  readonly settings?: ImportSettings;
  /** While it is on its way. */
  readonly received?: number;
  /** While it is read. */
  readonly rows?: number;
  readonly preview?: PreviewTold;
  /** Whether another than the one who brought it must approve it; said with the preview. */
  readonly secondPerson?: boolean;
  readonly refusal?: ImportAbout['refusal'];
  /** While it is applied: pieces of work done and in all. */
  readonly applied?: { readonly done: number; readonly of: number };
  /** After that, while it is still `applying`: persons whose names have gone into the search, of those that go in together; 0 of 0 at first. */
  readonly finding?: ReadingProgress;
  /** Why the last attempt to read or apply did not come to an end; it may be tried again. */
  readonly fault?: string;
}

/** With what the next import of a register begins. */
export type ImportSettings = Pick<ImportAbout, 'format' | 'encoding'> & {
  readonly mapping?: CsvMapping;
  readonly positive?: {
    readonly completeFor: readonly string[];
    readonly completeHours?: number;
    /** ISO 8601. */
    readonly asOf?: string;
  };
};

export function settingsOf({ format, encoding, mappingJson, positive }: ImportAbout): ImportSettings {
  return {
    format,
    ...(encoding === undefined ? {} : { encoding }),
    ...(mappingJson === undefined ? {} : { mapping: JSON.parse(mappingJson) as CsvMapping }),
    ...(positive === undefined ? {} : { positive: positiveSettings(positive) }),
  };
}

function positiveSettings({
  completeFor,
  completeHours,
  asOf,
}: NonNullable<ImportAbout['positive']>): NonNullable<ImportSettings['positive']> {
  return {
    completeFor,
    ...(completeHours === undefined ? {} : { completeHours }),
    ...(asOf === undefined ? {} : { asOf: new Date(asOf).toISOString() }),
  };
}

/** What is known of an import beside its row. */
export interface ImportProgress {
  readonly received: number | undefined;
  /** While it is read. */
  readonly rowsRead: number | undefined;
  readonly finding: ReadingProgress | undefined;
  readonly fault: string | undefined;
  readonly needsSecondPerson: (preview: Preview) => boolean;
}

export function statusOf(
  { importId, register, standing, begunAt, alertsStaged, keysStaged, about: stored }: ImportRow,
  { received, rowsRead, finding, fault, needsSecondPerson }: ImportProgress,
): ImportStatus {
  const about = stored as ImportAbout | undefined;
  const isReading = rowsRead !== undefined && standing !== 'applied';
  const preview = isReading ? undefined : about?.preview;
  return {
    importId,
    register,
    format: about?.format ?? '',
    standing: isReading ? 'reading' : standing,
    begunAt: new Date(begunAt).toISOString(),
    by: about?.by ?? '',
    bytes: about ? bytesOf(about.files) : 0,
    sha256: about?.sha256 ?? '',
    ...(about && { settings: settingsOf(about) }),
    ...(received !== undefined && { received }),
    ...(rowsRead !== undefined && { rows: rowsRead }),
    ...(preview && { preview: told(preview), secondPerson: needsSecondPerson(preview) }),
    ...(about?.refusal && { refusal: about.refusal }),
    ...(standing === 'applying' &&
      preview && { applied: { done: alertsStaged + keysStaged, of: preview.accepted + preview.keys } }),
    ...(finding !== undefined && { finding }),
    ...(fault !== undefined && { fault }),
  };
}

/** A preview as it leaves the node: of what vanishes the number alone. */
export interface PreviewTold extends Omit<Preview, 'basis' | 'heldTypes' | 'vanished'> {
  readonly vanished?: number;
}

function told({ basis: _basis, heldTypes: _types, vanished, ...preview }: Preview): PreviewTold {
  return { ...preview, ...(vanished && { vanished: vanished.count }) };
}
