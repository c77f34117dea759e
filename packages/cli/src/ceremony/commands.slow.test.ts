// SPDX-License-Identifier: Apache-2.0
// The scripts of the ceremony's commands: no node, but a process for each line.
import { join } from 'node:path';
import { testScripts } from '../run-script.fixture.ts';

testScripts(join(import.meta.dirname, '../scripts/ceremony'));
