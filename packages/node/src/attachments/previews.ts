// SPDX-License-Identifier: Apache-2.0
// Files that somebody looks at in the page (spec/attachment.md, 23 to 26): each waits in memory, for the one that asked for it and for
// one look, under a ticket that nobody can guess. So what a frame loads is a plain address that means nothing to anybody else.
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { PREVIEW_BYTES_MAX, previewForm } from '@iims/wire/preview-form';
import type { Clock, Random } from '../clock.ts';

/** What a frame is given. */
export interface Preview {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface PreviewTicket {
  readonly ticket: string;
  readonly kind: 'picture' | 'text';
}

interface Waiting extends Preview {
  readonly account: string;
  readonly until: number;
}

export class Previews {
  readonly #random: Random;
  readonly #clock: Pick<Clock, 'now'>;
  /** The oldest first. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(random: Random, clock: Pick<Clock, 'now'>) {
    this.#random = random;
    this.#clock = clock;
  }

  /** Lets one look wait; the oldest gives way. @throws IimsError `attachment.no-preview` */
  put(account: string, bytes: Uint8Array): PreviewTicket {
    const form = bytes.length > PREVIEW_BYTES_MAX ? undefined : previewForm(bytes);
    if (form === undefined) throw noPreview('a picture (PNG, JPEG, GIF, WebP) or text that is not too large');
    this.#dropOld();
    if (this.#waiting.size === WAITING_MAX) this.#waiting.delete(this.#waiting.keys().next().value!);
    const ticket = toHex(this.#random(TICKET_BYTES));
    const shown =
      form.kind === 'text'
        ? { mediaType: 'text/plain; charset=utf-8', bytes: Buffer.from(form.text) }
        : { mediaType: form.mediaType, bytes };
    this.#waiting.set(ticket, { ...shown, account, until: this.#clock.now() + WAITING_MS });
    return { ticket, kind: form.kind };
  }

  /** Once. @throws IimsError `attachment.not-found` */
  take(account: string, ticket: string): Preview {
    this.#dropOld();
    const waiting = this.#waiting.get(ticket);
    if (waiting?.account !== account) {
      throw new IimsError('attachment.not-found', { message: 'Nothing waits to be looked at.', field: 'ticket' });
    }
    this.#waiting.delete(ticket);
    return waiting;
  }

  #dropOld(): void {
    const now = this.#clock.now();
    for (const [ticket, { until }] of this.#waiting) if (until < now) this.#waiting.delete(ticket);
  }
}

export function noPreview(rule: string): IimsError {
  return new IimsError('attachment.no-preview', {
    message: 'This is not shown in the page.',
    field: 'attachment',
    rule,
    fix: 'Save it.',
  });
}

/** Of a node, so at most 64 MiB of memory. */
const WAITING_MAX = 8;
const WAITING_MS = 60_000;
const TICKET_BYTES = 16;
