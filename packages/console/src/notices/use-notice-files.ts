// SPDX-License-Identifier: Apache-2.0
// The files of a notice that is being drafted: hashed here, kept with the form and nowhere else, since a notice has no draft of its own.
import { useRef, useState } from 'react';
import type { AttachUse } from '../desk/attach-input.tsx';
import { type AttachedFile, attachFault, freeFileId, readAttached } from '../desk/attached-files.ts';

export function useNoticeFiles(): AttachUse {
  const [files, setFiles] = useState<readonly AttachedFile[]>([]);
  const [problem, setProblem] = useState<AttachUse['problem']>();
  const latest = useRef(files);
  const change = (next: readonly AttachedFile[]) => {
    latest.current = next;
    setFiles(next);
  };
  const add = async (added: readonly File[]) => {
    setProblem(undefined);
    for (const file of added) {
      const fault = attachFault(latest.current, file.size);
      if (fault !== undefined) return setProblem(fault);
      change([...latest.current, await readAttached(file, freeFileId('notice', latest.current))]);
    }
  };
  return {
    files,
    problem,
    add: (added) => void add(added),
    remove: ({ fileId }) => change(latest.current.filter((one) => one.fileId !== fileId)),
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
