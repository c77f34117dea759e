// SPDX-License-Identifier: Apache-2.0
// Holds every colour pair of the three themes to WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for edges and marks (1.4.11).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const TEXT_MIN = 4.5;
const EDGE_MIN = 3;
const THEMES = ['light', 'dark', 'night'];
const VERDICT_BLOCKS = ['hit', 'compare', 'amber', 'clear', 'refused', 'button'];
const SURFACES = ['bg', 'card', 'field'];

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

for (const theme of THEMES) {
  const colours = tokensOf(theme);

  test(`text passes 4.5:1 on every surface of the ${theme} theme`, () => {
    for (const surface of SURFACES) {
      for (const text of ['ink', 'soft', 'accent']) {
        holdContrast(colours, text, surface, TEXT_MIN);
      }
      for (const block of ['hit', 'compare', 'amber', 'clear', 'refused']) {
        holdContrast(colours, `${block}-mark`, surface, TEXT_MIN);
      }
    }
  });

  test(`selected text passes 4.5:1 in the ${theme} theme`, () => {
    holdContrast(colours, 'ink', 'selected', TEXT_MIN);
  });

  test(`words pass 4.5:1 on every verdict block and main button of the ${theme} theme`, () => {
    for (const block of VERDICT_BLOCKS) holdContrast(colours, `${block}-ink`, block, TEXT_MIN);
  });

  test(`edges of fields and cards pass 3:1 in the ${theme} theme`, () => {
    for (const surface of SURFACES) holdContrast(colours, 'edge', surface, EDGE_MIN);
  });
}

test('the three themes define the same tokens', () => {
  const names = THEMES.map((theme) => [...tokensOf(theme).keys()].sort());
  assert.deepEqual(names[1], names[0]);
  assert.deepEqual(names[2], names[0]);
});

test('no surface of the night theme is brighter than 2 % but the verdict', () => {
  const colours = tokensOf('night');
  for (const surface of [...SURFACES, 'line', 'button', 'selected'])
    assert.ok(luminance(colours.get(surface)!) < 0.02, surface);
});

function tokensOf(theme: string): Map<string, string> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css)?.[1];
  assert.ok(block, `tokens.css has no ${theme} theme`);
  return new Map([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function holdContrast(colours: Map<string, string>, first: string, second: string, least: number): void {
  const [light, dark] = [luminance(colours.get(first)!), luminance(colours.get(second)!)].sort((a, b) => b - a);
  const ratio = (light! + 0.05) / (dark! + 0.05);
  assert.ok(ratio >= least, `${first} on ${second}: ${ratio.toFixed(2)}`);
}

/** Relative luminance after WCAG 2.2, of `#rrggbb`. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
