// SPDX-License-Identifier: Apache-2.0
// The native module that speaks PKCS#11. It is CommonJS.
import { createRequire } from 'node:module';
import type * as Pkcs11 from 'pkcs11js';

export const pkcs11 = createRequire(import.meta.url)('pkcs11js') as typeof Pkcs11;
export type Native = Pkcs11.PKCS11;
export type Handle = Pkcs11.Handle;
