// SPDX-License-Identifier: Apache-2.0
// What a node does when its storage fails: it says so and stops, so that nothing is acknowledged that a disk does not hold.

import { writeSync } from 'node:fs';
import type { IimsError } from '@iims/wire/errors';

/** Never returns. Writes directly, since nothing asynchronous survives the exit. */
export function stopProcess(fault: IimsError): never {
  writeSync(2, `${fault.code}: ${fault.message}\n`);
  process.exit(EXIT_STORAGE_FAILED);
}

/** EX_SOFTWARE of sysexits.h; a service manager starts the node again. */
const EXIT_STORAGE_FAILED = 70;
