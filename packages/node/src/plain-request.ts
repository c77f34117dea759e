// SPDX-License-Identifier: Apache-2.0
// The `request` of node:http. An `import` of that module reads all that it offers, and with its WebSocket loads Node's own fetch:
// 4 MB in every node.
export const { request } = process.getBuiltinModule('node:http');
