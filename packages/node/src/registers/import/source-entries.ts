// SPDX-License-Identifier: Apache-2.0
// The reader that belongs to a format, over the bytes of an import's files in the order in which they were sent.
import { readCsvAlerts } from '../formats/csv-alerts.ts';
import { checkMapping } from '../formats/csv-mapping.ts';
import type { ReadEntry } from '../formats/draft.ts';
import { readJsonl } from '../formats/jsonl.ts';
import { readOfacSdn } from '../formats/ofac-sdn.ts';
import { readUnConsolidated } from '../formats/un-consolidated.ts';
import type { ImportAbout } from './import-about.ts';

/** Every entry with its line. Throws `import.*` with the line for a file that is refused whole. */
export function readEntries(about: ImportAbout, chunks: Iterator<Uint8Array>): Iterable<ReadEntry> {
  const { format, encoding, mappingJson, positive } = about;
  const holds = positive === undefined ? 'alerts' : 'issued';
  const files = new Map(filesOf(about, chunks));
  const only = files.values().next().value ?? [];
  switch (format) {
    case 'csv':
      return readCsvAlerts(only, {
        ...(mappingJson !== undefined && { mapping: checkMapping(JSON.parse(mappingJson), holds) }),
        holds,
        ...(encoding && { encoding }),
      });
    case 'jsonl':
      return readJsonl(only);
    case 'ofac-sdn':
      return readOfacSdn(files, encoding);
    case 'un-consolidated':
      return readUnConsolidated(only, encoding);
  }
}

/** The files share one stream, so each must be read to its end before the next. */
function filesOf({ files }: ImportAbout, chunks: Iterator<Uint8Array>): [string, Iterable<Uint8Array>][] {
  const stream = { chunks, rest: new Uint8Array(0) as Uint8Array };
  return files.map(({ name, bytes }) => [name, oneFile(stream, bytes)]);
}

function* oneFile(
  stream: { readonly chunks: Iterator<Uint8Array>; rest: Uint8Array },
  bytes: number,
): Generator<Uint8Array> {
  for (let left = bytes; left > 0; ) {
    if (stream.rest.length === 0) {
      const next = stream.chunks.next();
      if (next.done) return;
      stream.rest = next.value;
    }
    const part = stream.rest.subarray(0, left);
    stream.rest = stream.rest.subarray(part.length);
    left -= part.length;
    yield part;
  }
}
