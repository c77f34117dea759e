// SPDX-License-Identifier: Apache-2.0
// The step of the schema for the report at a change of shifts: what nobody has opened, and what has not arrived, among millions.

export function messageHandover(): string[] {
  return [
    `create index message_unopened on message (kind, message_no) where direction = 'in' and opened_at is null`,
    `create index message_delivery_undeliverable on message_delivery (message_no) where status = 'undeliverable'`,
  ];
}
