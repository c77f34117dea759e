// SPDX-License-Identifier: Apache-2.0
// Which release of the product this is: partners are told, and the administrator sees theirs.
import about from '../package.json' with { type: 'json' };

export const RELEASE: string = about.version;
