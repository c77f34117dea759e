// SPDX-License-Identifier: Apache-2.0
// Strikes a device off: it gets no more packs. Entry: pack.device-struck.

import { noSuchPack } from '../packs.ts';
import type { Transaction } from '../sql.ts';

/** Throws `pack.not-found` for a device that is not known or was struck off already. */
export async function strikePackDevice(transaction: Transaction, { deviceId }: { deviceId: string }): Promise<void> {
  const struck = await transaction.run(
    'update pack_device set struck_at = ? where device_id = ? and struck_at is null',
    [transaction.atMs, deviceId],
  );
  if (struck === 0) throw noSuchPack('device');
}
