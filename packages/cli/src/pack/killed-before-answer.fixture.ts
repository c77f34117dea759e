// SPDX-License-Identifier: Apache-2.0
// Loaded before the command: kills the process at the moment at which it would answer.
process.stdout.write = (() => process.kill(process.pid, 'SIGKILL')) as typeof process.stdout.write;
