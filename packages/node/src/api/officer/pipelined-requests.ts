// SPDX-License-Identifier: Apache-2.0
// How many requests of one connection are under way. No browser sends a second one before the first is answered; who sends thousands in one
// piece and reads nothing would have the node make all answers at once and hold them.
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export class PipelinedRequests {
  readonly #underWay = new WeakMap<Socket, number>();

  /** Counts a request in until it is answered; false where its connection has too many, and is cut. */
  admits(socket: Socket, response: ServerResponse): boolean {
    if (socket.destroyed) return false;
    const count = (this.#underWay.get(socket) ?? 0) + 1;
    if (count > UNDER_WAY_MAX) {
      socket.destroy();
      return false;
    }
    this.#underWay.set(socket, count);
    response.once('close', () => this.#underWay.set(socket, this.#underWay.get(socket)! - 1));
    return true;
  }
}

/** Requests of one connection. */
export const UNDER_WAY_MAX = 16;
