// SPDX-License-Identifier: Apache-2.0
// The language switch: every language under its own name, on every screen.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../language/catalogue.ts';
import { LANGUAGE_NAMES, LANGUAGES, languageOf } from '../language/languages.ts';
import { changeSettings } from '../look/settings.ts';

export function LanguageSelect(): ReactNode {
  const { t, i18n } = useTranslation();
  const choose = (code: string) => {
    const language = languageOf(code);
    if (language === undefined) return;
    changeSettings({ language });
    void switchLanguage(language);
  };
  return (
    <select
      className="tool"
      aria-label={t('screen.language')}
      value={i18n.language}
      onChange={(event) => choose(event.target.value)}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language} lang={language}>
          {LANGUAGE_NAMES[language]}
        </option>
      ))}
    </select>
  );
}
