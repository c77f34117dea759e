// SPDX-License-Identifier: Apache-2.0
// An alert while it is typed: what stands in the form, what it would be as an alert, and what is still missing. It is kept in memory alone.
import { type Alert, parseAlert } from '@iims/wire/alert';
import { type AlertQuality, checkAlertQuality } from '@iims/wire/alert-quality';
import type { SubjectKind } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';

/** A value of the form: an empty text, list or group is one that is not there. */
export type DraftValue = string | boolean | readonly DraftValue[] | Draft;
export interface Draft {
  readonly [field: string]: DraftValue;
}

export type Checked =
  | { readonly kind: 'alert'; readonly alert: Alert; readonly quality: AlertQuality }
  /** What is missing or malformed first. */
  | { readonly kind: 'not-yet'; readonly field: string };

export interface FreshDraft {
  readonly kind: SubjectKind;
  readonly state: string;
  readonly register: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a form begins with. The id is a suggestion: the second in which it was made is its number. */
export function freshDraft({ kind, state, register, now }: FreshDraft): Draft {
  const code = register
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  const time = new Date(now).toISOString();
  const today = time.slice(0, 10);
  return {
    kind,
    id: `${state}-${code}-${time.replace(/[^0-9]/g, '').slice(2, 14)}`,
    covert: false,
    cautions: [],
    facts: [],
    handling: 'H1',
    since: today,
    reviewOn: `${Number(today.slice(0, 4)) + 1}${today.slice(4).replace('-02-29', '-02-28')}`,
    ...(kind === 'person' ? { names: [FRESH_NAME] } : {}),
  };
}

/** The form of an alert that is there. */
export function draftOf(alert: Alert): Draft {
  return alert as unknown as Draft;
}

export function checkDraft(draft: Draft): Checked {
  try {
    const alert = parseAlert({ cautions: [], facts: [], ...(withoutEmpty(draft) as object) });
    return { kind: 'alert', alert, quality: checkAlertQuality(alert) };
  } catch (fault) {
    if (fault instanceof IimsError) return { kind: 'not-yet', field: fault.field ?? '' };
    throw fault;
  }
}

/** undefined for what is not there. */
function withoutEmpty(value: DraftValue): unknown {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (Array.isArray(value)) {
    const list = (value as readonly DraftValue[]).map(withoutEmpty).filter((one) => one !== undefined);
    return list.length === 0 ? undefined : list.map((one) => withGiven(one));
  }
  const fields = Object.entries(value).flatMap(([name, one]) => {
    const kept = withoutEmpty(one);
    return kept === undefined ? [] : [[name, kept]];
  });
  // A row whose choices stand by themselves says nothing yet.
  const isEmpty = fields.every(([name]) => PRESET.includes(name as string));
  return isEmpty ? undefined : Object.fromEntries(fields);
}

/** A spelling without given names says so with an empty text. */
function withGiven(one: unknown): unknown {
  return typeof one === 'object' && one !== null && 'surname' in one ? { given: '', ...one } : one;
}

const FRESH_NAME: Draft = { surname: '', given: '', form: 'original', quality: 'primary' };
const PRESET: readonly string[] = ['form', 'quality', 'script', 'documentType'];
