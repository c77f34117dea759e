// SPDX-License-Identifier: Apache-2.0
// 500 connections of loopback that never finish a request, against one officer who goes on asking. Prints one JSON line.
import { runSlowLoris } from '@iims/node/api/officer/slow-loris.fixture';

const CONNECTIONS = 500;

process.stdout.write(`${JSON.stringify(await runSlowLoris(CONNECTIONS))}\n`);
