// SPDX-License-Identifier: Apache-2.0
// Large files that go beside what is being written, as a list: brought to the node when it is sent, since they are sealed for the
// States that it goes to. A browser keeps no file for a later visit, so they are not part of a draft. Used by desk/write-form.tsx.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

/** How far one has come while they are brought. */
export interface Bringing {
  readonly place: number;
  /** 0 to 1. */
  readonly share: number;
}

interface FileChoiceProps {
  readonly files: readonly File[];
  readonly bringing: Bringing | undefined;
  readonly onChange: (files: readonly File[]) => void;
}

export function FileChoice({ files, bringing, onChange }: FileChoiceProps): ReactNode {
  const { t } = useWords();
  const isFree = bringing === undefined;
  if (files.length === 0) return null;
  return (
    <div className="field field-wide">
      <span className="field-label">{t('desk.large-files')}</span>
      <ul className="message-files">
        {files.map((file, place) => (
          <li key={`${file.name} ${file.lastModified} ${file.size}`}>
            <bdi>{file.name}</bdi> <span className="soft number">{t('desk.file-bytes', { count: file.size })}</span>{' '}
            {isFree ? (
              <button
                type="button"
                className="quiet-button"
                onClick={() => onChange(files.filter((_, other) => other !== place))}
              >
                {t('desk.detach')} <span className="unseen">{file.name}</span>
              </button>
            ) : (
              <progress
                aria-label={t('desk.large-under-way', { name: file.name })}
                max={1}
                value={shareOf(bringing, place)}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function shareOf({ place: current, share }: Bringing, place: number): number {
  if (place === current) return share;
  return place < current ? 1 : 0;
}
