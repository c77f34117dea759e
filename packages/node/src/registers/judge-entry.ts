// SPDX-License-Identifier: Apache-2.0
// Whether what a source says becomes an alert of a register, and what that alert is beside the one that the register holds.

import type { Alert } from '@iims/wire/alert';
import { checkAlertQuality } from '@iims/wire/alert-quality';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import type { RowRefusal } from '@iims/wire/code-lists';
import { findHeldAlerts, isCodeOfAnother } from '../store/held-alerts.ts';
import { hasRefusals, refusalsMet } from '../store/refused-purposes.ts';
import type { Reader } from '../store/sql.ts';
import { stopping } from '../store/stopped-by-refusal.ts';
import { type ComposeSettings, composeAlert } from './compose-alert.ts';
import type { ReadEntry } from './formats/draft.ts';
import { alertCheck } from './stop-refused.ts';

/** An entry that became an alert. */
export interface Judged {
  readonly kind: 'taken';
  readonly alert: Alert;
  readonly saysSince: boolean;
  /** 0 to 100 (spec/alert.md, 18). */
  readonly score: number;
}

export interface NotTaken {
  readonly kind: 'refused';
  readonly reason: RowRefusal;
  readonly field?: string;
}

/** Remembers which codes of ids belong to other registers. */
export class EntryJudging {
  readonly #reader: Reader;
  readonly #register: string;
  readonly #codes = new Map<string, boolean>();
  #hasRefusals: boolean | undefined;

  constructor(reader: Reader, register: string) {
    this.#reader = reader;
    this.#register = register;
  }

  /** Throws nothing for what the entry says. */
  async judge(entry: Exclude<ReadEntry, { kind: 'refused' }>, settings: ComposeSettings): Promise<Judged | NotTaken> {
    const composed = composeAlert(entry, settings);
    if (composed.kind === 'refused') return composed;
    const { alert, saysSince } = composed;
    const { score, stoppedBy } = checkAlertQuality(alert);
    if (stoppedBy !== undefined) return { kind: 'refused', reason: 'contradiction', field: stoppedBy };
    if (await this.#isOfAnother(alert.id)) return { kind: 'refused', reason: 'id-of-another-register' };
    if (await this.#isRefused(alert)) return { kind: 'refused', reason: 'refused-purpose' };
    return { kind: 'taken', alert, saysSince, score };
  }

  /** Whom or what was refused does not come back by a list (spec/notice.md, 18). Where nothing ever was, a row costs nothing. */
  async #isRefused(alert: Alert): Promise<boolean> {
    this.#hasRefusals ??= await hasRefusals(this.#reader);
    if (!this.#hasRefusals) return false;
    const check = alertCheck(alert, SOURCE);
    return stopping(await refusalsMet(this.#reader, check.keys, check.item), check).length > 0;
  }

  /** The code of an id belongs to one register: ids are unique in the State. */
  async #isOfAnother(id: string): Promise<boolean> {
    const beginning = id.slice(0, id.lastIndexOf('-'));
    let isTaken = this.#codes.get(beginning);
    if (isTaken === undefined) {
      isTaken = await isCodeOfAnother(this.#reader, this.#register, beginning);
      if (this.#codes.size < CODES_REMEMBERED_MAX) this.#codes.set(beginning, isTaken);
    }
    return isTaken;
  }
}

/** What the register holds under these ids, at most HELD_IDS_MAX. */
export async function heldUnder(
  reader: Reader,
  register: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Alert>> {
  const held = await findHeldAlerts(reader, register, ids);
  return new Map(held.flatMap(({ alertId, alert }) => (alert ? [[alertId, decodeCbor(alert) as Alert]] : [])));
}

/** A source that does not tell since when keeps the day on which the alert was first taken in. */
export function besideHeld(
  { alert: read, saysSince }: Pick<Judged, 'alert' | 'saysSince'>,
  held: Alert | undefined,
): { readonly alert: Alert; readonly difference: 'added' | 'changed' | 'same' } {
  if (held === undefined) return { alert: read, difference: 'added' };
  const alert = saysSince ? read : { ...read, since: held.since };
  return { alert, difference: equalBytes(lastingPart(alert), lastingPart(held)) ? 'same' : 'changed' };
}

/** What every taking in changes in an alert is no difference. */
function lastingPart({ provenance, revalidatedOn: _, ...alert }: Alert): Uint8Array {
  const source = provenance === undefined ? {} : { provenance: { ...provenance, importedAt: 0 } };
  return encodeCbor({ ...alert, ...source, reviewOn: '' });
}

/** No account: whoever overrides a refusal is somebody else than a source. */
const SOURCE = '';
const CODES_REMEMBERED_MAX = 64;
