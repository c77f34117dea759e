// SPDX-License-Identifier: Apache-2.0
// The register of refused purposes as reviewers read it, and what they let pass in spite of it (spec/notice.md, 16 and 19).
import type { MessageDoor } from '../messages/send.ts';
import { listRefusedPurposes, type RefusedPurpose } from '../store/refused-purposes.ts';

export interface RefusedShown extends Omit<RefusedPurpose, 'no' | 'decidedAt'> {
  readonly refusal: number;
  /** ISO 8601 in UTC. */
  readonly decidedAt: string;
  readonly explanation?: string;
  readonly overrides: readonly {
    readonly item: string;
    readonly by: string;
    readonly at: string;
    readonly reason?: string;
  }[];
}

/** The latest first. Whom they are about nobody can read here. */
export async function listRefused(
  { store }: MessageDoor,
  page: { readonly limit: number; readonly before?: number | undefined },
  account: string,
): Promise<{ readonly refused: readonly RefusedShown[]; readonly next?: number }> {
  const rows = await listRefusedPurposes(store.reader, page);
  await store.write({ event: 'notice.refusals-read', body: { user: account, count: rows.length } });
  const refused = rows.map(({ no, decidedAt, overrides, ...row }) => ({
    refusal: no,
    ...row,
    decidedAt: new Date(decidedAt).toISOString(),
    overrides: overrides.map(({ at, ...override }) => ({ ...override, at: new Date(at).toISOString() })),
  }));
  return { refused, ...(rows.length === page.limit ? { next: rows.at(-1)!.no } : {}) };
}

export interface Overriding {
  readonly refusal: number;
  /** The notice, the alert or the case that may pass. */
  readonly item: string;
  readonly reason: string;
}

/** It does not help whoever overrides it for something of his own. @throws IimsError `notice.not-found`, `store.*` */
export async function overrideRefusal(
  { store }: MessageDoor,
  { refusal, item, reason }: Overriding,
  account: string,
): Promise<{ readonly logIndex: number }> {
  const { index } = await store.write(
    { event: 'notice.refusal-overridden', body: { user: account, refusal, item } },
    { name: 'override-refusal', args: { no: refusal, item, by: account, reason } },
  );
  return { logIndex: index };
}
