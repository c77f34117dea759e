// SPDX-License-Identifier: Apache-2.0
// The product's node without the two parts whose price `npm run bench` tells: its log is brought to no witness, and its frames get no
// hybrid signature. Taken out from here, so that the product has no switch for it.
import { Witnessing } from '@iims/node/audit/witnessing';
import { BatchSigner } from '@iims/node/partner/batch-signer';

BatchSigner.prototype.add = () => undefined;
Witnessing.prototype.start = () => undefined;
await import('../packages/cli/src/main.ts');
