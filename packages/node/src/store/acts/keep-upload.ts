// SPDX-License-Identifier: Apache-2.0
// Keeps a file that was uploaded, until a message names it. Entry: attachment.uploaded.

import { insertUpload, type UploadToKeep } from '../attachment-uploads.ts';
import type { Transaction } from '../sql.ts';

export function keepUpload(transaction: Transaction, upload: UploadToKeep): Promise<void> {
  return insertUpload(transaction, upload);
}
