// SPDX-License-Identifier: Apache-2.0
// One PKCS#11 token: found by its label, logged in to, and reached again when it was away.
import { IimsError } from '@iims/wire/errors';
import { gone, replaced, toFault } from './faults.ts';
import { type Library, libraryAt } from './library.ts';
import { type Handle, type Native, pkcs11 } from './native.ts';

export interface TokenOptions {
  /** The token's own library, a path. */
  readonly module: string;
  readonly label: string;
  /** The serial number that the token must have; any when the node is made. */
  readonly serial?: string | undefined;
  /** The PIN, held until the token is closed so that it can be reached again. */
  readonly pin: Uint8Array;
  /** Monotonic milliseconds. */
  readonly monotonic: () => number;
}

/** A session that is logged in. Handles of objects are good for one connection. */
export interface Connection {
  readonly library: Native;
  readonly session: Handle;
}

export class Token {
  readonly #options: TokenOptions;
  readonly #library: Library;
  #connection: Connection | undefined;
  #generation = 0;
  #serial: string | undefined;
  /** Trying the PIN again would lock the token. */
  #pinFault: IimsError | undefined;
  #isClosed = false;

  /** @throws IimsError `keys.token-module`, `keys.token-gone`, `keys.token-replaced`, `keys.pin-wrong`, `keys.pin-locked` */
  constructor(options: TokenOptions) {
    this.#options = options;
    this.#serial = options.serial;
    this.#library = libraryAt(options.module);
    this.#library.begin();
    try {
      this.use(() => undefined);
    } catch (fault) {
      this.close();
      throw fault;
    }
  }

  get serial(): string {
    return this.#serial ?? '';
  }

  /**
   * Runs an act on the token. When it fails the token is reached again and the act run once more, so that a token which was
   * away for a moment costs no signature. What `act` throws of the catalogue is its answer.
   * @throws IimsError as the constructor
   */
  use<R>(act: (connection: Connection) => R): R {
    if (this.#isClosed) throw gone();
    let failed: unknown;
    try {
      return act(this.#connected());
    } catch (thrown) {
      if (thrown instanceof IimsError && thrown.code !== 'keys.token-gone') throw thrown;
      failed = thrown;
    }
    this.#connection = undefined;
    try {
      if (!this.#library.renew(this.#options.monotonic())) throw failed;
      return act(this.#connected());
    } catch (thrown) {
      this.#connection = undefined;
      throw toFault(thrown);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.pin.fill(0);
    try {
      if (this.#connection) this.#library.native.C_CloseSession(this.#connection.session);
    } catch {
      // The token is away, and the session with it.
    }
    this.#connection = undefined;
    this.#library.end();
  }

  #connected(): Connection {
    if (this.#connection && this.#generation === this.#library.generation) return this.#connection;
    return this.#connect();
  }

  #connect(): Connection {
    if (this.#pinFault) throw this.#pinFault;
    const { native, generation } = this.#library;
    try {
      const session = native.C_OpenSession(this.#findSlot(), pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
      this.#logIn(native, session);
      this.#connection = { library: native, session };
      this.#generation = generation;
      return this.#connection;
    } catch (thrown) {
      const fault = toFault(thrown);
      if (PIN_CODES.includes(fault.code)) this.#pinFault = fault;
      throw fault;
    }
  }

  #logIn(native: Native, session: Handle): void {
    // The native module takes text: a copy of the PIN that the language cannot overwrite.
    const pin = Buffer.from(this.#options.pin).toString('utf8');
    try {
      native.C_Login(session, pkcs11.CKU_USER, pin);
    } catch (thrown) {
      // The login is the process's, whoever of it came first.
      if ((thrown as { code?: number }).code !== pkcs11.CKR_USER_ALREADY_LOGGED_IN) throw thrown;
    }
  }

  #findSlot(): Handle {
    const { native } = this.#library;
    const tokens = native.C_GetSlotList(true).map((slot) => ({ slot, info: native.C_GetTokenInfo(slot) }));
    const found = tokens.filter(({ info }) => info.label.trimEnd() === this.#options.label);
    if (found.length === 0) throw gone();
    const expected = this.#serial;
    if (expected === undefined && found.length > 1) throw replaced('only one token bears the label');
    const token = found.find(({ info }) => expected === undefined || info.serialNumber.trim() === expected);
    if (!token) throw replaced('the token with which the node was initialised');
    this.#serial = token.info.serialNumber.trim();
    return token.slot;
  }
}

const PIN_CODES: readonly string[] = ['keys.pin-wrong', 'keys.pin-locked'];
