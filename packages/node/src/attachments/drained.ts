// SPDX-License-Identifier: Apache-2.0
// Waits until an answer takes more, or has let go of what it was lent, and leaves no listener behind: a file of 10 GiB waits ten
// thousand times.
import type { Writable } from 'node:stream';

/** Resolves to whether it does: not where it was closed, or where nothing of it was taken for `silenceMs`. */
export function drained(out: Writable, silenceMs?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDrained: boolean) => () => {
      clearTimeout(silence);
      out.off('drain', onDrain);
      out.off('close', onClose);
      resolve(isDrained);
    };
    const onDrain = settle(true);
    const onClose = settle(false);
    const silence = silenceMs === undefined ? undefined : setTimeout(onClose, silenceMs);
    out.once('drain', onDrain);
    out.once('close', onClose);
    if (out.destroyed) onClose();
  });
}

/** Writes what is lent. Resolves, when the line holds nothing of it any more, to whether it took it; as `drained` otherwise. */
export function written(out: Writable, lent: Uint8Array, silenceMs?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isTaken: boolean) => {
      clearTimeout(silence);
      out.off('close', onClose);
      resolve(isTaken);
    };
    const onClose = () => settle(false);
    const silence = silenceMs === undefined ? undefined : setTimeout(onClose, silenceMs);
    out.once('close', onClose);
    if (out.destroyed) onClose();
    else out.write(lent, (fault) => settle(fault === undefined || fault === null));
  });
}
