// SPDX-License-Identifier: Apache-2.0
// Readers of lists that come into registers: whatever is in a file, it is read alike however it is cut, and what becomes an alert is one.
import { composeAlert } from '@iims/node/registers/compose-alert';
import { readCsvAlerts } from '@iims/node/registers/formats/csv-alerts';
import { checkMapping, parseMapping } from '@iims/node/registers/formats/csv-mapping';
import type { ReadEntry } from '@iims/node/registers/formats/draft';
import { readJsonl } from '@iims/node/registers/formats/jsonl';
import { ALT_CSV, inPortions, SDN_CSV, UN_XML } from '@iims/node/registers/formats/list-files.fixture';
import { readOfacSdn } from '@iims/node/registers/formats/ofac-sdn';
import { readUnConsolidated } from '@iims/node/registers/formats/un-consolidated';
import { parseAlert } from '@iims/wire/alert';
import { assert } from '@iims/wire/assert';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { FuzzTarget } from './target.ts';

const MAPPING_TEXT = JSON.stringify({
  columns: { Nr: 'id', Name: 'names.0.surname', Geb: 'birthDates.0', Land: 'nationalities', Was: 'facts' },
  constants: {
    kind: 'person',
    category: 'locate',
    legalBasis: 'Act 1',
    action: 'establish-whereabouts',
    handling: 'H1',
  },
  dateFormat: 'DD.MM.YYYY',
  values: { nationalities: { G: 'GEO' } },
});
const MAPPED_CSV =
  'sep=;\nNr;Name;Geb;Land;Was\n1;="007";12.8.1974;GEO|UKR;"[{""label"":""place"",""value"":""x""}]"\n2;"A\nB";;;\n';
const OWN_CSV =
  'id,kind,category,number,names\nGEO-A-1,person,locate,,"[{""surname"":""A""}]"\n2,object,stolen,\'=1,\n';
const JSONL = '{"id":"1","kind":"person","names":[{"surname":"A"}],"documents":[{"number":"7"}]}\n{"id":2}\n[]\n';
const CSV_WORDS = ['"', '""', '="', ',', ';', '\n', '\r\n', '\x1a', 'names', "'="];

type Read = (portions: Iterable<Uint8Array>) => Iterable<ReadEntry>;

export const LIST_TARGETS: readonly FuzzTarget[] = [
  list('list-csv', [OWN_CSV], CSV_WORDS, (portions) => readCsvAlerts(portions, {})),
  list('list-csv-mapped', [MAPPED_CSV], CSV_WORDS, (portions) =>
    readCsvAlerts(portions, { mapping: checkMapping(JSON.parse(MAPPING_TEXT)) }),
  ),
  list('list-jsonl', [JSONL], ['"names"', '[null]', '{"a":', 'null', '\n'], readJsonl),
  list('list-ofac-sdn', [SDN_CSV], [...CSV_WORDS, 'DOB ', 'Passport ', 'a.k.a. ', '-0- '], (portions) =>
    readOfacSdn(
      new Map([
        ['alt.csv', inPortions(ALT_CSV)],
        ['sdn.csv', portions],
      ]),
    ),
  ),
  list(
    'list-un',
    [UN_XML],
    ['<!DOCTYPE', '<![CDATA[', ']]>', '&lt;', '&#x0;', '<!--', '<INDIVIDUAL>', '/>'],
    readUnConsolidated,
  ),
  {
    name: 'list-mapping',
    seeds: [utf8(MAPPING_TEXT)],
    words: ['"columns"', '"names.0.surname"', '"__proto__"', '"values":{}', '""'],
    read: (bytes) => void parseMapping(bytes),
  },
];

function list(name: string, texts: readonly string[], words: readonly string[], read: Read): FuzzTarget {
  return {
    name,
    seeds: texts.map(utf8),
    words,
    read(bytes) {
      const whole = outcomeOf(read, [bytes]);
      // Of two faults in one file either may be met first.
      const inParts = outcomeOf(read, inPortions(bytes, 997));
      assert(whole.said === inParts.said, 'a list is read alike however it is cut');
      if (whole.fault !== undefined) throw whole.fault;
    },
  };
}

function outcomeOf(read: Read, portions: Iterable<Uint8Array>): { readonly said: string; readonly fault?: unknown } {
  const said: unknown[] = [];
  try {
    for (const entry of read(portions)) said.push(entry.kind === 'refused' ? entry : composed(entry));
    return { said: JSON.stringify(said) };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    return { said: 'refused', fault };
  }
}

function composed(entry: Exclude<ReadEntry, { kind: 'refused' }>): unknown {
  const made = composeAlert(entry, SETTINGS);
  if (made.kind === 'alert') {
    assert(made.alert.id.startsWith('GEO-') && made.alert.kind === 'person', 'a register holds its own');
    parseAlert(made.alert);
  }
  return made;
}

const SETTINGS = {
  state: 'GEO',
  idCode: 'A',
  authority: 'Border Guard',
  today: '2026-01-05',
  reviewOn: '2027-01-05',
  importedAt: 1,
  kind: 'person',
} as const;
