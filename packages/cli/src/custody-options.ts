// SPDX-License-Identifier: Apache-2.0
// How a new node keeps its keys, from the options of `iims node init` (spec/custody.md).
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CustodyChoice } from '@iims/node/keys/choose-unlocking';
import { IimsError } from '@iims/wire/errors';

export interface CustodyOptions {
  readonly passphraseFile?: string;
  readonly credential?: string;
  readonly pkcs11Module?: string;
  readonly pkcs11Token?: string;
  readonly pkcs11PinFile?: string;
}

/** The one custody that the options name; without one, `plain`, which only a demonstration may have. */
export function custodyOf(options: CustodyOptions): CustodyChoice {
  const { passphraseFile, credential, pkcs11Module, pkcs11Token, pkcs11PinFile } = options;
  const choices: CustodyChoice[] = [];
  if (passphraseFile !== undefined) choices.push(passphraseIn(passphraseFile));
  if (credential !== undefined) choices.push({ kind: 'credential', name: credential });
  if (pkcs11Module !== undefined || pkcs11Token !== undefined || pkcs11PinFile !== undefined) {
    if (pkcs11Module === undefined || pkcs11Token === undefined || pkcs11PinFile === undefined) {
      throw oneCustody('--pkcs11-module, --pkcs11-token and --pkcs11-pin-file together');
    }
    const paths = { module: resolve(pkcs11Module), package: PKCS11_PACKAGE, pinFile: resolve(pkcs11PinFile) };
    choices.push({ kind: 'pkcs11', token: pkcs11Token, ...paths });
  }
  if (choices.length > 1) throw oneCustody('one of --passphrase-file, --credential and --pkcs11-module');
  return choices[0] ?? { kind: 'plain' };
}

export function passphraseIn(file: string): CustodyChoice & { readonly kind: 'passphrase' } {
  return { kind: 'passphrase', file: resolve(file) };
}

function oneCustody(rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'The options do not say in one way how the keys are kept.',
    field: 'custody',
    rule,
    fix: 'Correct them and call again.',
  });
}

const PKCS11_PACKAGE = fileURLToPath(new URL('../../../custody-pkcs11', import.meta.url));
