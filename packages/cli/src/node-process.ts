// SPDX-License-Identifier: Apache-2.0
// With which flags and in which environment the process of a node runs: what keeps its memory small (decision 0061).

const STRIP_TYPES_ONCE = new URL('../bin/strip-types-once.js', import.meta.url).href;

/**
 * A node uses 35 to 40 MB of heap. What a query needs dies within a young generation of 16 MB; with 8, which takes 18 MB less
 * memory, the byte arrays of queries under way are promoted and the whole heap is marked more often, a sixth of the processor time.
 * V8 knows powers of two only. An old generation that may have 256 MB is collected when it has grown by a third, where one that may
 * have gigabytes first grows to several times its size.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=16',
  '--max-old-space-size=256',
  // A query makes more than a hundred arrays of bytes. Freed where they were made, their memory is at hand for the next ones; a
  // helper thread that frees them takes the allocator's lock from the thread that answers (decision 0060).
  '--no-concurrent-array-buffer-sweeping',
  // A node lays out trust lists and registers when it starts, and V8 learns from them that what its readers make lives long. Then
  // it puts what they make for a query into the old generation too, with all that this leads to (decision 0067).
  '--no-allocation-site-pretenuring',
  `--import=${STRIP_TYPES_ONCE}`,
  // Stripping is called experimental whenever it is done.
  '--disable-warning=ExperimentalWarning',
];

/** The last two are for glibc; other systems do not know them. */
export const NODE_ENVIRONMENT = {
  NODE_DISABLE_COMPILE_CACHE: '1',
  MALLOC_ARENA_MAX: '2',
  // A fixed threshold: glibc would learn from the 19 MiB of a password's hash to keep what is freed.
  MALLOC_TRIM_THRESHOLD_: `${2 * 1_024 * 1_024}`,
};

/**
 * Makes this process the process of a node, under its own number and on its own terminal: flags and environment count from a
 * program's start, so the program starts again. What somebody chose otherwise stays. Returns where it is one already, where
 * another process holds a channel to it, and on systems that do not know how.
 */
export function becomeNodeProcess(): void {
  const flags = flagsBeside(process.env.NODE_OPTIONS);
  const isOne = flags.every((flag) => process.execArgv.includes(flag));
  if (isOne || process.connected || SYSTEMS_WITHOUT_EXECVE.includes(process.platform)) return;
  process.execve!(process.execPath, [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)], {
    ...NODE_ENVIRONMENT,
    ...process.env,
  });
}

/** Those whose sizes nobody chose: what stands on the command line would prevail over NODE_OPTIONS. */
function flagsBeside(options = ''): readonly string[] {
  const chosen = options.replaceAll('_', '-');
  return NODE_FLAGS.filter((flag) => !flag.startsWith(SIZE) || !chosen.includes(flag.split('=')[0]!));
}

const SIZE = '--max-';
/** There the function is, and throws. */
const SYSTEMS_WITHOUT_EXECVE: readonly string[] = ['win32', 'os400'];
