// SPDX-License-Identifier: Apache-2.0
// Says under the box, at every key stroke, what was read there and which check digits hold.
import type { DetectionCheck } from '@iims/wire/detect';
import type { ReactNode } from 'react';
import { useWords, type Words } from '../language/use-words.ts';
import { faultKey } from '../screen/fault-text.ts';
import type { Reading } from './reading.ts';
import { readingFacts, readingTitle } from './reading-facts.ts';

export function ReadBack({ reading }: { reading: Reading }): ReactNode {
  const words = useWords();
  return (
    <div className="read-back" id="read-back">
      <ReadBackOfKind reading={reading} words={words} />
    </div>
  );
}

function ReadBackOfKind({ reading, words }: { reading: Reading; words: Words }): ReactNode {
  const { t } = words;
  const { typing } = reading;
  switch (typing.kind) {
    case 'empty':
      return <span className="soft">{t('read.hint')}</span>;
    case 'incomplete':
      return <span className="soft">{t('read.incomplete')}</span>;
    case 'unreadable':
      return <span className="bad">{t(faultKey(typing.error.code ?? ''))}</span>;
    case 'partial-mrz': {
      const { line, lines, characters, charactersMax } = typing.progress;
      return (
        <>
          <span className="soft">
            {lines === undefined || charactersMax === undefined
              ? t('read.line-begun', { line, characters })
              : t('read.line-of', { line, lines, characters, charactersMax })}
          </span>
          {typing.checks.map((check) => (
            <CheckDigit key={check.field} check={check} words={words} />
          ))}
        </>
      );
    }
    case 'detected':
      return <Detected reading={reading} checks={typing.detection.checks} notices={typing.detection.notices} />;
  }
}

interface DetectedProps {
  readonly reading: Reading;
  readonly checks: readonly DetectionCheck[];
  readonly notices: readonly string[];
}

function Detected({ reading, checks, notices }: DetectedProps): ReactNode {
  const words = useWords();
  const wrong = wrongChecks(checks);
  const title = readingTitle(words, reading);
  return (
    <>
      {checks.length > 0 && wrong.length === 0 ? (
        <span className="good">{words.t('read.all-right', { what: title })}</span>
      ) : (
        <span className="read-title">{title}</span>
      )}
      {wrong.map((check) => (
        <CheckDigit key={check.field} check={check} words={words} />
      ))}
      {readingFacts(words, reading).map((fact) => (
        <bdi key={fact.text} className={fact.isNumber ? 'number' : undefined} dir={fact.isNumber ? 'ltr' : undefined}>
          {fact.text}
        </bdi>
      ))}
      {notices
        .filter((notice) => !TOLD_BY_CHECKS.includes(notice))
        .map((notice) => (
          <span key={notice} className="soft">
            {words.code('notice', notice)}
          </span>
        ))}
    </>
  );
}

/** A wrong field makes the digit over the whole zone wrong as well: that one is named only when it stands alone. */
function wrongChecks(checks: readonly DetectionCheck[]): readonly DetectionCheck[] {
  const wrong = checks.filter((check) => !check.ok);
  const fields = wrong.filter((check) => check.field !== 'composite');
  return fields.length > 0 ? fields : wrong;
}

function CheckDigit({ check, words }: { check: DetectionCheck; words: Words }): ReactNode {
  const field = words.code('check', check.field);
  if (check.ok) return <span className="good">{field}</span>;
  const computed = check.computed ?? '?';
  return <span className="bad">{words.t('read.digit-wrong', { field, computed })}</span>;
}

/** The wrong digit is already named, with the field it belongs to. */
const TOLD_BY_CHECKS = ['check-digit-fails'];
