// SPDX-License-Identifier: Apache-2.0
// The files of a message: chosen, dropped or pasted. Each is hashed here and kept on the node at once; none is ever shown.
import { type ClipboardEvent, type DragEvent, type ReactNode, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FileButton } from '../screen/file-button.tsx';
import { type AttachedFile, attachFault, bytesOf, freeFileId, keptFileText, readAttached } from './attached-files.ts';
import { dropDraft, keepDraft } from './desk-calls.ts';
import type { WriteDraft } from './write-draft.ts';

export interface AttachUse {
  readonly files: readonly AttachedFile[];
  readonly problem: 'too-many' | 'too-large' | 'not-kept' | undefined;
  readonly add: (files: readonly File[]) => void;
  readonly remove: (file: AttachedFile) => void;
  /** For the form: files that are dropped on it or pasted into it. */
  readonly onDrop: (event: DragEvent) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
}

export function useAttach(
  { session, onSessionEnd }: SessionUse,
  draft: WriteDraft,
  onChange: (draft: WriteDraft) => void,
  /** Takes what has no place inside the message any more; without it that is refused. */
  onLarge?: (files: readonly File[]) => void,
): AttachUse {
  const [problem, setProblem] = useState<AttachUse['problem']>();
  // Reading takes a while, in which somebody may go on writing.
  const latest = useRef(draft);
  latest.current = draft;
  const change = (files: readonly AttachedFile[]) => {
    latest.current = { ...latest.current, files };
    onChange(latest.current);
  };
  const add = async (files: readonly File[]) => {
    setProblem(undefined);
    for (const file of files) {
      const fault = attachFault(latest.current.files, file.size);
      if (fault === 'too-large' && onLarge !== undefined) {
        onLarge([file]);
        continue;
      }
      if (fault !== undefined) return setProblem(fault);
      const { draftId, files: attached } = latest.current;
      const read = await readAttached(file, freeFileId(draftId, attached));
      change([...latest.current.files, read]);
      const reply = await keepDraft(session, { draftId: read.fileId, content: keptFileText(read) });
      if (reply.ok) continue;
      if (endsSession(reply.fault)) return onSessionEnd();
      setProblem('not-kept');
    }
  };
  return {
    files: draft.files,
    problem,
    add: (files) => void add(files),
    remove(file) {
      change(latest.current.files.filter(({ fileId }) => fileId !== file.fileId));
      void dropDraft(session, file.fileId);
    },
    onDrop(event) {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      void add([...event.dataTransfer.files]);
    },
    onPaste(event) {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      void add([...event.clipboardData.files]);
    },
  };
}

interface AttachInputProps {
  readonly attach: AttachUse;
  /** Whether what has no place inside the message goes beside it. */
  readonly takesLarge?: boolean;
  readonly isBusy?: boolean;
}

export function AttachInput({ attach, takesLarge = false, isBusy = false }: AttachInputProps): ReactNode {
  const { t } = useWords();
  const { files, problem } = attach;
  return (
    <div className="field field-wide">
      <span className="field-label">{t(takesLarge ? 'desk.attach' : 'desk.attach-inside')}</span>
      <FileButton label={t('desk.add-files')} multiple disabled={isBusy} onFiles={attach.add} />
      <ul className="message-files">
        {files.map((file) => (
          <li key={file.fileId}>
            <bdi>{file.name}</bdi>{' '}
            <span className="soft number">{t('desk.file-bytes', { size: groupDigits(file.byteCount) })}</span>{' '}
            <span className="soft number" title={`SHA-256 ${file.sha256}`}>
              {file.sha256.slice(0, HASH_CHARACTERS_SHOWN)}…
            </span>{' '}
            <button type="button" className="quiet-button" onClick={() => attach.remove(file)}>
              {t('desk.detach')} <span className="unseen">{file.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {files.length > 1 && <p className="soft">{t('desk.file-bytes', { size: groupDigits(bytesOf(files)) })}</p>}
      {problem !== undefined && (
        <p className="overdue" role="alert">
          {t(ATTACH_PROBLEMS[problem])}
        </p>
      )}
    </div>
  );
}

const ATTACH_PROBLEMS = {
  'too-many': 'desk.attach-too-many',
  'too-large': 'desk.attach-too-large',
  'not-kept': 'desk.attach-not-kept',
} as const;
/** Enough to compare by eye; the whole stands behind it. */
const HASH_CHARACTERS_SHOWN = 16;
