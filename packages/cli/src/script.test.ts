// SPDX-License-Identifier: Apache-2.0
// The scripts that need no node.
import { join } from 'node:path';
import { testScripts } from './run-script.fixture.ts';

testScripts(join(import.meta.dirname, 'scripts'));
