// SPDX-License-Identifier: Apache-2.0
// Which column of a CSV file goes where: each with values of its own beside the choice, what stands for the file's words, what stands in
// every alert, and the first rows as the alerts that they would be.

import {
  ACTIONS,
  DOCUMENT_CATEGORIES,
  HANDLING_CODES,
  OBJECT_CATEGORIES,
  OBJECT_TYPES,
  OFFENCE_CATEGORIES,
  OFFICIAL_DOCUMENT_TYPES,
  PERSON_CATEGORIES,
  SEXES,
  TRAVEL_DOCUMENT_TYPES,
  VEHICLE_CATEGORIES,
} from '@iims/wire/code-lists';
import { ISSUER_STANDINGS } from '@iims/wire/issued';
import { type ReactNode, useEffect, useState } from 'react';
import type { Session } from '../access/session.ts';
import type { Fault } from '../api/node-call.ts';
import type { CodeKind } from '../language/code-words.ts';
import { useWords } from '../language/use-words.ts';
import { DATE_FORMATS, isIssued, type Kind, placeWord, subjectOf } from './import-codes.ts';
import { ImportFault } from './import-fault.tsx';
import { type Announced, type Tried, tryOut } from './import-state.ts';
import {
  beginMapping,
  type Mapping,
  placeColumn,
  placesFor,
  placesSaidOnce,
  sayDateFormat,
  sayOnce,
  sayValue,
} from './mapping-draft.ts';
import { TrialRows } from './trial-rows.tsx';

interface EditorProps {
  readonly session: Session;
  readonly announced: Announced;
  readonly kind: Kind;
  /** With which the last list of the register was read. */
  readonly known: Mapping | undefined;
  readonly head: { readonly base64: string; readonly isWhole: boolean };
  readonly mapping: Mapping | undefined;
  readonly onChange: (mapping: Mapping | undefined) => void;
}

export function MappingEditor({ session, announced, kind, known, head, mapping, onChange }: EditorProps): ReactNode {
  const { t } = useWords();
  const { tried, fault } = useTrial(session, announced, head);
  const hasColumns = tried !== undefined && tried.columns.length > 0;
  // Columns that bear the names of our fields need no mapping; for others one begins by itself.
  const needsOne = hasColumns && mapping === undefined && tried.fault?.code === 'import.columns';
  useEffect(() => {
    if (needsOne)
      onChange(
        beginMapping(
          tried.columns.map(({ name }) => name),
          kind,
          known,
        ),
      );
  }, [needsOne, tried, kind, known, onChange]);
  return (
    <div className="mapping">
      <h3>{t('imports.mapping')}</h3>
      {fault !== undefined && <ImportFault fault={fault} />}
      {hasColumns && mapping !== undefined && (
        <>
          <ColumnTable tried={tried} kind={kind} mapping={mapping} onChange={onChange} />
          <SaidOnce kind={kind} mapping={mapping} onChange={onChange} />
        </>
      )}
      {tried?.fault !== undefined && <ImportFault fault={tried.fault} />}
      {tried !== undefined && tried.rows.length > 0 && <TrialRows tried={tried} />}
    </div>
  );
}

/** Asks the node after each change, once it has been still for a moment. */
function useTrial(
  session: Session,
  announced: Announced,
  head: EditorProps['head'],
): { readonly tried: Tried | undefined; readonly fault: Fault | undefined } {
  const [tried, setTried] = useState<Tried>();
  const [fault, setFault] = useState<Fault>();
  const asked = JSON.stringify(announced);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const reply = await tryOut(session, JSON.parse(asked) as Announced, head, abort.signal);
      if (abort.signal.aborted) return;
      setFault(reply.ok ? undefined : reply.fault);
      if (reply.ok) setTried(reply.value);
    }, STILL_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [session, asked, head]);
  return { tried, fault };
}

interface TableProps {
  readonly tried: Tried;
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}

function ColumnTable({ tried, kind, mapping, onChange }: TableProps): ReactNode {
  const { t } = useWords();
  const hasDates = Object.values(mapping.columns).some((place) => DATE_PLACES.test(place));
  return (
    <>
      {hasDates && (
        <label className="date-format">
          {t('imports.date-format')}
          <select
            value={mapping.dateFormat ?? 'YYYY-MM-DD'}
            onChange={(event) => onChange(sayDateFormat(mapping, event.target.value))}
          >
            {DATE_FORMATS.map((format) => (
              <option key={format}>{format}</option>
            ))}
          </select>
        </label>
      )}
      <ul className="columns">
        {tried.columns.map(({ name, samples }) => {
          const place = mapping.columns[name] ?? '';
          return (
            <li key={name} className={place === '' ? 'column column-left-out' : 'column'}>
              <label>
                <bdi className="column-name">{name}</bdi>
                <select value={place} onChange={(event) => onChange(placeColumn(mapping, name, event.target.value))}>
                  <option value="">{t('imports.left-out')}</option>
                  {placesFor(kind).map((one) => (
                    <option key={one} value={one}>
                      {t(isIssued(kind) && one === 'id' ? 'imports.entry-number' : `import-place.${placeWord(one)}`)}
                    </option>
                  ))}
                </select>
              </label>
              <ul className="samples" aria-label={t('imports.samples')}>
                {samples.map((sample) => (
                  <li key={sample}>
                    <bdi>{sample}</bdi>
                    {place !== '' && codesOf(place, kind) !== undefined && (
                      <CodeSelect
                        label={t('imports.stands-for', { word: sample })}
                        place={place}
                        kind={kind}
                        value={mapping.values?.[place]?.[sample] ?? ''}
                        onChange={(code) => onChange(sayValue(mapping, place, sample, code))}
                      />
                    )}
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function SaidOnce({ kind, mapping, onChange }: Omit<TableProps, 'tried'>): ReactNode {
  const { t } = useWords();
  const places = placesSaidOnce(kind, mapping);
  if (places.length === 0) return null;
  return (
    <fieldset className="said-once">
      <legend>{t(isIssued(kind) ? 'imports.said-once-issued' : 'imports.said-once')}</legend>
      {places.map((place) => {
        const value = String(mapping.constants?.[place] ?? '');
        const label = t(`import-place.${placeWord(place)}`);
        return codesOf(place, kind) === undefined ? (
          <label key={place}>
            {label}
            <input
              value={value}
              maxLength={200}
              onChange={(event) => onChange(sayOnce(mapping, place, event.target.value))}
            />
          </label>
        ) : (
          <div className="said-code" key={place}>
            <span aria-hidden="true">{label}</span>
            <CodeSelect
              label={label}
              place={place}
              kind={kind}
              value={value}
              onChange={(code) => onChange(sayOnce(mapping, place, code))}
            />
          </div>
        );
      })}
    </fieldset>
  );
}

interface CodeSelectProps {
  readonly label: string;
  readonly place: string;
  readonly kind: Kind;
  readonly value: string;
  readonly onChange: (code: string) => void;
}

function CodeSelect({ label, place, kind, value, onChange }: CodeSelectProps): ReactNode {
  const words = useWords();
  const wordKind = wordKindOf(place, kind);
  const wordOf = (code: string) => {
    if (place === 'standing') return words.code('issued', code === 'valid' ? 'issued-and-valid' : `issued-but-${code}`);
    return wordKind === undefined ? code : words.code(wordKind, code);
  };
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">–</option>
      {codesOf(place, kind)?.map((code) => (
        <option key={code} value={code}>
          {wordOf(code)}
        </option>
      ))}
    </select>
  );
}

/** Of which codes the catalogue has words; undefined where the code itself is shown. */
function wordKindOf(place: string, kind: Kind): CodeKind | undefined {
  switch (place) {
    case 'category':
      return CATEGORY_WORDS[subjectOf(kind)];
    case 'sex':
      return 'sex';
    case 'objectType':
      return 'object';
    case 'documentType':
      return 'document';
    case 'handling':
      return 'handling';
    default:
      return undefined;
  }
}

/** The list that a place takes its word from; undefined where any text may stand. */
function codesOf(place: string, kind: Kind): readonly string[] | undefined {
  switch (place) {
    case 'category':
      return CATEGORIES_OF[subjectOf(kind)];
    case 'standing':
      return ISSUER_STANDINGS;
    case 'action':
      return ACTIONS;
    case 'offenceCategory':
      return OFFENCE_CATEGORIES;
    case 'handling':
      return HANDLING_CODES;
    case 'sex':
      return SEXES;
    case 'objectType':
      return OBJECT_TYPES;
    case 'documentType':
      return subjectOf(kind) === 'official-document' ? OFFICIAL_DOCUMENT_TYPES : TRAVEL_DOCUMENT_TYPES;
    default:
      return undefined;
  }
}

const CATEGORIES_OF: Readonly<Record<string, readonly string[]>> = {
  person: PERSON_CATEGORIES,
  'travel-document': DOCUMENT_CATEGORIES,
  'official-document': DOCUMENT_CATEGORIES,
  vehicle: VEHICLE_CATEGORIES,
  object: OBJECT_CATEGORIES,
};
const CATEGORY_WORDS: Readonly<Record<string, CodeKind>> = {
  person: 'category-person',
  'travel-document': 'category-document',
  'official-document': 'category-document',
  vehicle: 'category-vehicle',
  object: 'category-object',
};
const DATE_PLACES = /^(?:birthDates\.|since|reviewOn|issuedOn|expiresOn|lostOn|validUntil|holder\.birthDate)/;
const STILL_MS = 250;
