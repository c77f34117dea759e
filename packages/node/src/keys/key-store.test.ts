// SPDX-License-Identifier: Apache-2.0
import { acceptKeyStore } from './key-store-acceptance.fixture.ts';
import { plainUnlocking } from './vault.ts';

acceptKeyStore('nothing but their files', () => plainUnlocking(true));
