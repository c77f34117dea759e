// SPDX-License-Identifier: Apache-2.0
// The folder of the repository, for the tools that run in it.
import { dirname } from 'node:path';

export const ROOT = dirname(import.meta.dirname);
