// SPDX-License-Identifier: Apache-2.0
// A list that is walked page by page: each page says where the next one begins, and the way back is remembered.
import { type ReactNode, useState } from 'react';
import { useWords } from '../language/use-words.ts';

export interface PagesUse {
  /** Behind what the page begins that is shown; undefined for the first. */
  readonly place: string | undefined;
  readonly toFirst: () => void;
  readonly toNext: (next: string) => void;
  readonly back: () => void;
}

export function usePages(): PagesUse {
  const [places, setPlaces] = useState<readonly string[]>([]);
  return {
    place: places.at(-1),
    toFirst: () => setPlaces([]),
    toNext: (next) => setPlaces([...places, next]),
    back: () => setPlaces(places.slice(0, -1)),
  };
}

export function PageButtons({ pages, next }: { pages: PagesUse; next: string | undefined }): ReactNode {
  const { t } = useWords();
  const hasBack = pages.place !== undefined;
  if (!hasBack && next === undefined) return null;
  return (
    <div className="acts">
      {hasBack && (
        <button type="button" className="side-button" onClick={pages.back}>
          {t('alerts.page-before')}
        </button>
      )}
      {next !== undefined && (
        <button type="button" className="side-button" onClick={() => pages.toNext(next)}>
          {t('alerts.page-after')}
        </button>
      )}
    </div>
  );
}
