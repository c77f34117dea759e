// SPDX-License-Identifier: Apache-2.0
// The keys of a case: a note, a task, and taking it over.
import { usePageKeys } from '../screen/use-page-keys.ts';

interface CaseKeys {
  readonly onNote: () => void;
  readonly onTask: () => void;
  readonly onTake: () => void;
}

export function useCaseKeys({ onNote, onTask, onTake }: CaseKeys): void {
  usePageKeys((key, { singleKeysOn, isTyping }) =>
    singleKeysOn && !isTyping ? { n: onNote, t: onTask, m: onTake }[key.toLowerCase()] : undefined,
  );
}
