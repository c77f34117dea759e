// SPDX-License-Identifier: Apache-2.0
// The pool of undici by itself, which has no types of its own.
declare module 'undici/lib/dispatcher/pool.js' {
  import type * as undici from 'undici';

  const Pool: typeof undici.Pool;
  type Pool = undici.Pool;
  export default Pool;
}
