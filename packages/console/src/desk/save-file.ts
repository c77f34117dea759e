// SPDX-License-Identifier: Apache-2.0
// Saves what came as bytes of no type, so that neither the page nor a program opens it by itself.

export function saveFile(name: string, content: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
