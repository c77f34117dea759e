// SPDX-License-Identifier: Apache-2.0
// Builds the console into `dist`: one page and hashed files under `/assets/`, which the node serves at `/`.
// The node's content security policy allows files of its own origin alone, so nothing may be inlined.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    // On a slow machine the bundler would tell a newcomer where its time went, in the middle of the first start.
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // What every page shows is one file: ten small ones are larger together, and ten questions to the node.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'screen',
              test: /src.(screen.(fault-note|key-cap|key-list|mark|page-header|page-links|pages|language-select|tool-icon)|query.group-digits)\.tsx?$/,
            },
          ],
        },
      },
    },
  },
});
