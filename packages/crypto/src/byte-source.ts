// SPDX-License-Identifier: Apache-2.0
// Where a stream's bytes come from: a file, a pipe, a partner that is asked for ranges. Somebody else knows how.

export interface ByteSource {
  /**
   * Up to `length` bytes from `offset` on; fewer only where the source ends. They may be overwritten by the next call,
   * which is made when this one is done.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}
