// SPDX-License-Identifier: Apache-2.0
// A button that lets somebody choose files, in the language of the page: a browser's own says it in the browser's. The field itself is
// there for the keyboard and for programs that read the page aloud.
import { type ReactNode, useState } from 'react';
import './file-button.css';

interface FileButtonProps {
  readonly label: string;
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** Names what was chosen; where it is left out the page lists it. */
  readonly showsChosen?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function FileButton(props: FileButtonProps): ReactNode {
  const { label, multiple = false, required = false, disabled = false, showsChosen = false, onFiles } = props;
  const [names, setNames] = useState<readonly string[]>([]);
  return (
    <span className="file-choice">
      <label className="side-button file-button" aria-disabled={disabled || undefined}>
        <input
          type="file"
          className="unseen"
          multiple={multiple}
          required={required && names.length === 0}
          disabled={disabled}
          onChange={({ currentTarget }) => {
            const files = [...(currentTarget.files ?? [])];
            setNames(files.map(({ name }) => name));
            // The same file can be chosen again after it was taken out or corrected.
            currentTarget.value = '';
            if (files.length > 0) onFiles(files);
          }}
        />
        {label}
      </label>
      {showsChosen && <bdi className="soft">{names.join(', ')}</bdi>}
    </span>
  );
}
