// SPDX-License-Identifier: Apache-2.0
// The webhooks of a node: a line for each target, so that none holds up another.
import { IimsError } from '@iims/wire/errors';
import { WebhookLine, type WebhookParts, type WebhookState, type WebhookTarget } from './webhook-line.ts';

export class Webhooks {
  /** By name, in the order of the configuration. */
  readonly lines: ReadonlyMap<string, WebhookLine>;

  constructor(parts: WebhookParts, targets: readonly WebhookTarget[]) {
    this.lines = new Map(targets.map((target) => [target.name, new WebhookLine(parts, target)]));
  }

  list(): Promise<WebhookState[]> {
    return Promise.all([...this.lines.values()].map((line) => line.state()));
  }

  /** Throws `webhook.*` and `keys.*` for what is wrong with the target; `input.invalid` where there is none of the name. */
  async test(name: string, by: string): Promise<void> {
    const line = this.lines.get(name);
    if (line !== undefined) return line.test(by);
    throw new IimsError('input.invalid', {
      message: 'There is no webhook of this name.',
      field: 'name',
      rule: 'a name of webhooks.targets in node.json, read when the node started',
      fix: '`iims webhook list` shows them.',
    });
  }
}
