// SPDX-License-Identifier: Apache-2.0
// What the desk shows of the messages that the node lists: which first, which of them, and what belongs together. Pure.
import type { MessageKind } from '@iims/wire/message-kinds';
import type { STATUSES } from './desk-codes.ts';

export type Status = (typeof STATUSES)[number];

/** One message without its content. */
export interface MessageRow {
  readonly id: string;
  /** The index of its entry, by which the node orders them. */
  readonly no: number;
  /** It has left the inbox. */
  readonly isArchived: boolean;
  readonly isOwn: boolean;
  /** Its sender took it back: nobody can read it, and nothing answers it. */
  readonly isRecalled: boolean;
  /** State that sent it, and those that it was sent to. */
  readonly from: string;
  readonly to: readonly string[];
  readonly kind: MessageKind;
  readonly caseRef: string;
  /** Who works on it, and on its case; empty for nobody. */
  readonly assignee: string;
  readonly caseAssignee: string;
  readonly status: Status;
  readonly deliveries: readonly Delivery[];
  readonly isUrgent: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Until when an answer is due, where the kind has a clock and nobody has answered. */
  readonly dueAt?: number;
}

export interface Delivery {
  readonly to: string;
  readonly status: Status;
}

export const FILTERS = ['all', 'unread', 'due', 'mine', 'unassigned', 'sent'] as const;
export type Filter = (typeof FILTERS)[number];

/** Nobody here has opened it. */
export function isUnread({ isOwn, status }: MessageRow): boolean {
  return !isOwn && status === 'received';
}

/** An answer is awaited: from here, or from those it was sent to. What was answered in part is due as the whole was. */
export function isDue({ dueAt }: MessageRow): boolean {
  return dueAt !== undefined;
}

export function isOverdue(row: MessageRow, nowMs: number): boolean {
  return isDue(row) && (row.dueAt ?? 0) < nowMs;
}

/** Somebody works on the message, or else on its case. */
export function isMine({ assignee, caseAssignee }: MessageRow, user: string): boolean {
  return (assignee || caseAssignee) === user;
}

/** It came, and nobody works on it. */
export function isUnassigned({ isOwn, assignee, caseAssignee }: MessageRow): boolean {
  return !isOwn && assignee === '' && caseAssignee === '';
}

/** The rows that a filter and typed words leave, in the order of the list: the latest first, what is due first of all under `due`. */
export function shownRows(
  rows: readonly MessageRow[],
  filter: Filter,
  words: string,
  user: string,
): readonly MessageRow[] {
  const sought = words.trim().toLowerCase();
  const left = rows.filter((row) => isOf(row, filter, user) && (sought === '' || textOf(row).includes(sought)));
  if (filter !== 'due') return left;
  return left.toSorted((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0));
}

/** What is known once the first page was read again: what belongs into it and is not there has been archived by somebody. */
export function afterReading(
  known: readonly MessageRow[],
  page: readonly MessageRow[],
  isAll: boolean,
): readonly MessageRow[] {
  const from = isAll ? -1 : Math.min(...page.map(({ no }) => no));
  const inPage = new Set(page.map(({ id }) => id));
  return known.map((row) => (row.no > from && !inPage.has(row.id) ? { ...row, isArchived: true } : row));
}

/** The messages of one case, the earliest first. */
export function threadOf(rows: readonly MessageRow[], caseRef: string): readonly MessageRow[] {
  return rows.filter((row) => row.caseRef === caseRef).toSorted((one, other) => one.at - other.at);
}

/** The row that is `step` places from the one with `id`; the nearest end where there is none. */
export function rowAt(rows: readonly MessageRow[], id: string | undefined, step: number): MessageRow | undefined {
  const place = rows.findIndex((row) => row.id === id);
  if (place < 0) return rows[0];
  return rows[Math.min(rows.length - 1, Math.max(0, place + step))];
}

/** The States on the other side. */
export function othersOf({ isOwn, from, to }: MessageRow): readonly string[] {
  return isOwn ? to : [from];
}

function isOf(row: MessageRow, filter: Filter, user: string): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unread':
      return isUnread(row);
    case 'due':
      return isDue(row);
    case 'mine':
      return isMine(row, user);
    case 'unassigned':
      return isUnassigned(row);
    case 'sent':
      return row.isOwn;
  }
}

function textOf({ caseRef, from, to, kind, id }: MessageRow): string {
  return [caseRef, from, ...to, kind, id].join(' ').toLowerCase();
}
