// SPDX-License-Identifier: Apache-2.0
// Starts the console: theme and language first, so that neither flashes, then the screen.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguage } from './language/catalogue.ts';
import { chooseLanguage } from './language/languages.ts';
import { currentSettings, showTheme } from './look/settings.ts';
import './look/fonts.css';
import './look/tokens.css';
import './look/base.css';

showTheme();
await startLanguage(chooseLanguage(currentSettings().language, navigator.languages));
const screen = document.getElementById('screen');
if (screen !== null) {
  createRoot(screen).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
