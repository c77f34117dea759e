// SPDX-License-Identifier: Apache-2.0
// Large files that go beside what is being written, as a list: brought to the node when it is sent, since they are sealed for the
// States that it goes to. A browser keeps no file for a later visit: after a reload each is chosen again. Used by desk/write-form.tsx.
import type { ReactNode } from 'react';
import type { LargeFilesUse, ShownLarge } from '../desk/use-large-files.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FileButton } from '../screen/file-button.tsx';

export function FileChoice({ use }: { readonly use: LargeFilesUse }): ReactNode {
  const { t } = useWords();
  if (use.files.length === 0) return null;
  return (
    <div className="field field-wide">
      <span className="field-label">{t('desk.large-files')}</span>
      <ul className="message-files">
        {use.files.map((file) => (
          <LargeFileLine key={file.draft.id} file={file} use={use} />
        ))}
      </ul>
    </div>
  );
}

function LargeFileLine({ file, use }: { readonly file: ShownLarge; readonly use: LargeFilesUse }): ReactNode {
  const { t } = useWords();
  const { draft, standing, share } = file;
  const { id, name, byteCount } = draft;
  const isToChoose = standing === 'to-choose' || standing === 'other-file';
  const takeAway = (
    <button type="button" className="quiet-button" onClick={() => use.remove(id)}>
      {t('desk.detach')} <span className="unseen">{name}</span>
    </button>
  );
  return (
    <li>
      <bdi>{name}</bdi> <span className="soft number">{t('desk.file-bytes', { size: groupDigits(byteCount) })}</span>{' '}
      {standing === 'whole' && <span className="soft">{t('desk.large-whole')}</span>}{' '}
      {use.isBringing || (isToChoose && share > 0) ? (
        <progress aria-label={t('desk.large-under-way', { name })} max={1} value={share} />
      ) : null}{' '}
      {!use.isBringing &&
        (isToChoose ? (
          <div className="acts">
            <FileButton
              label={t('desk.large-choose', { name })}
              onFiles={([chosen]) => chosen !== undefined && use.choose(id, chosen)}
            />
            {takeAway}
          </div>
        ) : (
          takeAway
        ))}
      {standing === 'to-choose' && (
        <p className="soft">
          {share > 0 ? t('desk.large-again', { percent: Math.floor(100 * share) }) : t('desk.large-anew')}
        </p>
      )}
      {standing === 'other-file' && (
        <p className="overdue" role="alert">
          {t('desk.large-other')}
        </p>
      )}
    </li>
  );
}
