// SPDX-License-Identifier: Apache-2.0
// Where stripped and compiled code is kept. The folder lies with the packages and not in the system's folder of temporary files,
// where others could plant code. Where it cannot be written, everything works as without.
import { fileURLToPath } from 'node:url';

export const COMPILE_CACHE_FOLDER = fileURLToPath(
  new URL('../../../node_modules/.cache/iims-compiled', import.meta.url),
);
