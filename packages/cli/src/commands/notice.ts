// SPDX-License-Identifier: Apache-2.0
// `iims notice`: what all States, or chosen ones, are asked to do, at a running node. The form comes as JSON on stdin, since it is personal data.
import { parseStateCode } from '@iims/wire/identifiers';
import type { ExitStatus } from '../exit-status.ts';
import { inSession } from '../in-session.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { print } from '../terminal.ts';
import { type MessageOptions, type SaidOptions, say } from './message.ts';

export interface DraftNoticeOptions extends SaidOptions {
  readonly to?: string;
  readonly case: string;
}

export interface ListNoticesOptions extends MessageOptions {
  readonly limit?: string;
  readonly before?: string;
}

export interface ReviewNoticeOptions extends MessageOptions {
  readonly digest: string;
  readonly publish?: boolean;
  readonly refuse?: string;
  readonly explanation?: string;
  readonly override?: string;
}

/** Of ending a notice, and of declining a partner's. */
export interface GroundOptions extends MessageOptions {
  readonly ground: string;
  readonly explanation?: string;
}

export interface OverrideOptions extends MessageOptions {
  readonly for: string;
  readonly reason: string;
}

export interface LinkAlertOptions extends MessageOptions {
  readonly register: string;
  readonly id: string;
}

export interface RevalidateNoticeOptions extends MessageOptions {
  readonly reviewOn: string;
}

/** With `--to` a diffusion to those States, without it a notice to all. */
export function draftNotice(options: DraftNoticeOptions): Promise<ExitStatus> {
  const { case: caseRef } = options;
  const to = options.to?.split(',').map((state) => parseStateCode(state.trim())) ?? [];
  return say('POST /api/notices/draft', options, { reach: to.length === 0 ? 'notice' : 'diffusion', to, caseRef });
}

export function listWaitingNotices(options: MessageOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => print(JSON.stringify(await session.get('/api/notices/waiting'))));
}

export function listNotices(options: ListNoticesOptions): Promise<ExitStatus> {
  return listPage('/api/notices', options);
}

function listPage(path: string, options: ListNoticesOptions): Promise<ExitStatus> {
  const query = new URLSearchParams({
    limit: String(wholeNumber('limit', options.limit ?? '50', 1, LIST_LIMIT_MAX)),
    ...(options.before === undefined
      ? {}
      : { before: String(wholeNumber('before', options.before, 0, Number.MAX_SAFE_INTEGER)) }),
  });
  return inSession(options, async (session) => print(JSON.stringify(await session.get(`${path}?${query}`))));
}

export function showNotice(number: string, options: MessageOptions): Promise<ExitStatus> {
  return act('/api/notices/open', options, { number });
}

/** Exactly one of `--publish` and `--refuse`: neither is what an empty option means. */
export async function reviewNotice(number: string, options: ReviewNoticeOptions): Promise<ExitStatus> {
  const { digest, publish = false, refuse: ground, explanation, override } = options;
  if (publish === (ground !== undefined)) throw badOption('publish', 'either --publish or --refuse with its ground');
  return act('/api/notices/review', options, {
    number,
    digest,
    decision: publish ? 'publish' : 'refuse',
    ...(ground === undefined ? {} : { ground }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(override === undefined ? {} : { override }),
  });
}

export function withdrawNotice(number: string, options: GroundOptions): Promise<ExitStatus> {
  return act('/api/notices/withdraw', options, { number, ...groundOf(options) });
}

/** The own State will not execute a partner's notice. */
export function declineNotice(number: string, options: GroundOptions): Promise<ExitStatus> {
  return act('/api/notices/decline', options, { number, ...groundOf(options) });
}

/** It executes it after all. */
export function executeNotice(number: string, options: MessageOptions): Promise<ExitStatus> {
  return act('/api/notices/execute', options, { number });
}

/** An own alert that was entered from a partner's notice. */
export function linkAlert(number: string, options: LinkAlertOptions): Promise<ExitStatus> {
  return act('/api/notices/link', options, { number, register: options.register, alertId: options.id });
}

/** The register of refused purposes. */
export function listRefused(options: ListNoticesOptions): Promise<ExitStatus> {
  return listPage('/api/notices/refused', options);
}

export function overrideRefusal(refusal: string, options: OverrideOptions): Promise<ExitStatus> {
  const { for: item, reason } = options;
  const no = wholeNumber('refusal', refusal, 0, Number.MAX_SAFE_INTEGER);
  return act('/api/notices/override', options, { refusal: no, item, reason });
}

export function revalidateNotice(number: string, options: RevalidateNoticeOptions): Promise<ExitStatus> {
  return act('/api/notices/revalidate', options, { number, reviewOn: options.reviewOn });
}

function groundOf({ ground, explanation }: GroundOptions): object {
  return { ground, ...(explanation === undefined ? {} : { explanation }) };
}

function act(path: string, options: MessageOptions, body: object): Promise<ExitStatus> {
  return inSession(options, async (session) => print(JSON.stringify(await session.post(path, body))));
}

const LIST_LIMIT_MAX = 100;
