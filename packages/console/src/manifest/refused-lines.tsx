// SPDX-License-Identifier: Apache-2.0
// Lines that cannot be asked, with their reasons: a few at once, the others folded.
import type { RefusedLine } from '@iims/wire/manifest';
import { type ReactNode, useState } from 'react';
import { useWords } from '../language/use-words.ts';
import { refusalText } from './refusal-text.ts';

export function RefusedLines({ refused }: { refused: readonly RefusedLine[] }): ReactNode {
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  if (refused.length === 0) return null;
  const shown = isOpen ? refused : refused.slice(0, SHOWN_MAX);
  const hiddenCount = refused.length - shown.length;
  return (
    <>
      <ul className="refused-lines">
        {shown.map(({ line, error }) => (
          <li key={line}>
            <span className="number">{words.t('list.line', { line })}</span> {refusalText(words, error)}
          </li>
        ))}
      </ul>
      {hiddenCount > 0 && (
        <button type="button" className="quiet-button" onClick={() => setIsOpen(true)}>
          {words.t('list.more-lines', { count: hiddenCount })}
        </button>
      )}
    </>
  );
}

const SHOWN_MAX = 5;
