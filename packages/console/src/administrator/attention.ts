// SPDX-License-Identifier: Apache-2.0
// What an administrator has to look at, worst first, from what the node tells. Nothing left out is the promise behind an empty list.
import type { NodeState, RefusedAsker, ReviewCount } from './node-state.ts';
import type { CalendarDate, OwnKeys } from './own-keys.ts';
import type { LayerResult, Partner, Partners } from './partners.ts';
import { isForged, type TrustRefusal } from './trust-refusals.ts';

/** `alarm`: something is wrong with a log or the keys. `act`: somebody has to act soon. `coming`: good to know. */
export type Urgency = 'alarm' | 'act' | 'coming';

export type Matter = { readonly urgency: Urgency } & (
  | { readonly kind: 'ends'; readonly date: CalendarDate }
  | { readonly kind: 'custody'; readonly code: string }
  | { readonly kind: 'evidence' }
  | { readonly kind: 'register-behind'; readonly register: string; readonly why: string }
  | { readonly kind: 'register-not-listed'; readonly register: string }
  | { readonly kind: 'quota'; readonly asker: RefusedAsker }
  | { readonly kind: 'quorum'; readonly witnesses: number; readonly quorum: number }
  | { readonly kind: 'fork'; readonly state: string; readonly at: number }
  | { readonly kind: 'behind'; readonly state: string; readonly since: number }
  | { readonly kind: 'announcer'; readonly name: string; readonly code: string }
  | { readonly kind: 'reviews'; readonly reviews: ReviewCount }
  | { readonly kind: 'expired' | 'stale'; readonly partner: Partner }
  | { readonly kind: 'silent'; readonly state: string; readonly since: number }
  | { readonly kind: 'test-failed'; readonly state: string; readonly layer: LayerResult }
  /** All that one bringer was refused for one reason: at least one. */
  | { readonly kind: 'refused'; readonly by: string; readonly code: string; readonly refusals: readonly TrustRefusal[] }
);

interface Told {
  readonly node: NodeState;
  readonly keys: OwnKeys;
  readonly partners: Partners;
}

export function mattersOf({ node, keys, partners: { partners, trustList } }: Told): readonly Matter[] {
  const matters = [
    ...ofNode(node),
    ...node.registers.flatMap(ofRegister),
    ...ofAnnouncers(node.announcers),
    ...node.quotas.map((asker) => ({ urgency: 'act', kind: 'quota', asker }) as const),
    ...ofWitnesses(node, partners),
    ...partners.flatMap(ofPartner),
    ...ofRefusals(freshOf(trustList.refusals, node.time), partners),
    ...keys.calendar.flatMap(ofDate),
  ];
  return matters.sort((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency));
}

function ofNode({ custody, witnessing, reviews }: NodeState): Matter[] {
  return [
    ...(witnessing.evidence.length > 0 ? [{ urgency: 'alarm', kind: 'evidence' } as const] : []),
    ...(custody.working ? [] : [{ urgency: 'alarm', kind: 'custody', code: custody.code ?? '' } as const]),
    ...(reviews.due > 0
      ? [{ urgency: reviews.overdue > 0 ? 'act' : 'coming', kind: 'reviews', reviews } as const]
      : []),
  ];
}

/** Whoever is not told waits for nothing. */
function ofAnnouncers({ webhooks, mail }: NodeState['announcers']): Matter[] {
  const failing = [...webhooks, ...(mail === undefined ? [] : [{ name: '', failing: mail.failing }])];
  return failing.flatMap(({ name, failing: fault }) =>
    fault === undefined ? [] : [{ urgency: 'act', kind: 'announcer', name, code: fault.code } as const],
  );
}

/** What partners are not told of, or not whole. */
function ofRegister({ title: register, behind, listed }: NodeState['registers'][0]): Matter[] {
  return [
    ...(behind === undefined ? [] : [{ urgency: 'act', kind: 'register-behind', register, why: behind } as const]),
    ...(listed ? [] : [{ urgency: 'act', kind: 'register-not-listed', register } as const]),
  ];
}

/** With fewer witnesses than the root asks for, nothing that happens here is witnessed. */
function ofWitnesses({ witnessing: { quorum } }: NodeState, partners: readonly Partner[]): Matter[] {
  const witnesses = partners.filter(({ silentSince, suspended }) => !silentSince && !suspended).length;
  return witnesses < quorum ? [{ urgency: 'alarm', kind: 'quorum', witnesses, quorum }] : [];
}

/** A suspended partner is left alone: that it falls silent is what was decided. Its log is watched all the same. */
function ofPartner(partner: Partner): Matter[] {
  const { state, forkFoundAt, behindSince, standing, silentSince, lastTest, suspended } = partner;
  const failed = lastTest?.layers.find(({ outcome }) => outcome === 'failed');
  const matters: (Matter | undefined | false)[] = [
    forkFoundAt !== undefined && { urgency: 'alarm', kind: 'fork', state, at: forkFoundAt },
    behindSince !== undefined && { urgency: 'alarm', kind: 'behind', state, since: behindSince },
    ...(suspended === undefined
      ? [
          standing === 'expired' && ({ urgency: 'alarm', kind: 'expired', partner } as const),
          standing === 'stale' && ({ urgency: 'act', kind: 'stale', partner } as const),
          silentSince !== undefined && ({ urgency: 'act', kind: 'silent', state, since: silentSince } as const),
          failed !== undefined && ({ urgency: 'act', kind: 'test-failed', state, layer: failed } as const),
        ]
      : []),
  ];
  return matters.filter((matter): matter is Matter => typeof matter === 'object');
}

/** One for each bringer and reason: who brings a whole list of old documents is told once. A suspended partner brings nothing more. */
function ofRefusals(refusals: readonly TrustRefusal[], partners: readonly Partner[]): Matter[] {
  const suspended = new Set(partners.filter((partner) => partner.suspended !== undefined).map(({ state }) => state));
  const groups = new Map<string, Matter & { readonly kind: 'refused' }>();
  for (const refusal of refusals) {
    const { by, code } = refusal;
    if (by === undefined || suspended.has(by)) continue;
    const before = groups.get(`${by} ${code}`)?.refusals ?? [];
    const urgency = isForged(refusal) ? 'alarm' : 'act';
    groups.set(`${by} ${code}`, { urgency, kind: 'refused', by, code, refusals: [...before, refusal] });
  }
  return [...groups.values()];
}

function freshOf(refusals: readonly TrustRefusal[], now: number): readonly TrustRefusal[] {
  return refusals.filter(({ lastAt }) => now - lastAt <= REFUSAL_FRESH_MS);
}

function ofDate(date: CalendarDate): Matter[] {
  if (date.due === 'later') return [];
  const urgency = date.due === 'over' ? 'alarm' : date.due === '90-days' ? 'coming' : 'act';
  return [{ urgency, kind: 'ends', date }];
}

const URGENCIES: readonly Urgency[] = ['alarm', 'act', 'coming'];
const REFUSAL_FRESH_MS = 24 * 3_600_000;
