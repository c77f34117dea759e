// SPDX-License-Identifier: Apache-2.0
// The keys of a case: a note, a task, and taking it over. Single letters work only where no text is being edited, and can be switched off.
import { useEffect, useRef } from 'react';
import { isMeantElsewhere } from '../desk/use-desk-keys.ts';
import { useSettings } from '../look/settings.ts';

interface CaseKeys {
  readonly onNote: () => void;
  readonly onTask: () => void;
  readonly onTake: () => void;
}

export function useCaseKeys(keys: CaseKeys): void {
  const { singleKeysOn } = useSettings();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!singleKeysOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (isMeantElsewhere(event) || (event.target as Element | null)?.matches('input, textarea') === true) return;
      const { onNote, onTask, onTake } = latest.current;
      const act = { n: onNote, t: onTask, m: onTake }[event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [singleKeysOn]);
}
