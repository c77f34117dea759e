// SPDX-License-Identifier: Apache-2.0
// SoftHSM without installation: tokens in a temporary folder, for one test process.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `undefined` where SoftHSM is not installed. */
export const SOFT_HSM_MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'].find(existsSync);

export class SoftHsm {
  readonly folder = mkdtempSync(join(tmpdir(), 'iims-token-'));
  readonly configFile = join(this.folder, 'softhsm2.conf');

  /** The library reads `SOFTHSM2_CONF` when it is initialised: one SoftHSM at a time in a process. */
  constructor() {
    mkdirSync(this.#tokens, { mode: 0o700 });
    const config = { 'directories.tokendir': this.#tokens, 'objectstore.backend': 'file', 'log.level': 'ERROR' };
    const lines = Object.entries(config).map(([key, value]) => `${key} = ${value}\n`);
    writeFileSync(this.configFile, lines.join(''));
    process.env.SOFTHSM2_CONF = this.configFile;
  }

  /** Initialises a token and gives the file of its PIN. */
  addToken(label: string): string {
    const words = ['--init-token', '--free', '--label', label, '--pin', PIN, '--so-pin', SO_PIN];
    execFileSync('softhsm2-util', words, { stdio: 'ignore', env: { ...process.env, SOFTHSM2_CONF: this.configFile } });
    return this.pinFile(PIN);
  }

  pinFile(pin: string): string {
    const path = join(this.folder, `pin-${pin}`);
    writeFileSync(path, `${pin}\n`, { mode: 0o600 });
    return path;
  }

  /** The tokens are away, as if they were pulled. */
  pull(): void {
    renameSync(this.#tokens, `${this.#tokens}-away`);
    mkdirSync(this.#tokens, { mode: 0o700 });
  }

  putBack(): void {
    rmSync(this.#tokens, { recursive: true });
    renameSync(`${this.#tokens}-away`, this.#tokens);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  get #tokens(): string {
    return join(this.folder, 'tokens');
  }
}

const PIN = '738291';
const SO_PIN = '918273';
