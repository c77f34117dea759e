// SPDX-License-Identifier: Apache-2.0
// Which page stands on the screen: sign-in without a session, else a page that the person may open. Pages load apart.
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { endsSession, fetchSession, type Session, signOut } from './access/session.ts';
import type { SessionUse } from './access/session-use.ts';
import type { Fault } from './api/node-call.ts';
import { addWords } from './language/catalogue.ts';
import { useWords } from './language/use-words.ts';
import type { Draft } from './query/draft.ts';
import { NodeSilent } from './screen/node-silent.tsx';
import { pagesFor, usePage } from './screen/pages.ts';

const SignInPage = lazy(async () => ({ default: (await import('./access/sign-in-page.tsx')).SignInPage }));
const OfficerPage = lazy(async () => ({ default: (await import('./query/officer-page.tsx')).OfficerPage }));
const ManifestPage = lazy(async () => {
  const [page] = await Promise.all([import('./manifest/manifest-page.tsx'), addWords('manifest')]);
  return { default: page.ManifestPage };
});
const DeskPage = lazy(async () => {
  const [page] = await Promise.all([
    import('./desk/desk-page.tsx'),
    addWords('alerts'),
    addWords('desk'),
    addWords('case'),
    addWords('confirm'),
  ]);
  return { default: page.DeskPage };
});
const NoticesPage = lazy(async () => {
  const [page] = await Promise.all([
    import('./notices/notices-page.tsx'),
    addWords('alerts'),
    addWords('desk'),
    addWords('notices'),
  ]);
  return { default: page.NoticesPage };
});
const ContactsPage = lazy(async () => {
  const [page] = await Promise.all([import('./contacts/contacts-page.tsx'), addWords('contacts')]);
  return { default: page.ContactsPage };
});
const LogPage = lazy(async () => {
  const [page] = await Promise.all([import('./log/log-page.tsx'), addWords('log')]);
  return { default: page.LogPage };
});
const AlertsPage = lazy(async () => {
  const [page] = await Promise.all([import('./alerts/alerts-page.tsx'), addWords('alerts')]);
  return { default: page.AlertsPage };
});
const NodePage = lazy(async () => {
  const [page] = await Promise.all([import('./administrator/node-page.tsx'), addWords('administrator')]);
  return { default: page.NodePage };
});
const ImportsPage = lazy(async () => {
  const [page] = await Promise.all([import('./imports/imports-page.tsx'), addWords('imports'), addWords('rows')]);
  return { default: page.ImportsPage };
});

const ConnectorsPage = lazy(async () => {
  const [page] = await Promise.all([
    import('./connectors/connectors-page.tsx'),
    addWords('connectors'),
    addWords('rows'),
  ]);
  return { default: page.ConnectorsPage };
});

const PacksPage = lazy(async () => {
  const [page] = await Promise.all([import('./packs/packs-page.tsx'), addWords('packs')]);
  return { default: page.PacksPage };
});

type Visit =
  | { readonly at: 'door' }
  | { readonly at: 'node-silent'; readonly fault: Fault }
  | { readonly at: 'sign-in'; readonly state?: string; readonly ended: boolean }
  | { readonly at: 'page'; readonly session: Session };

export function App(): ReactNode {
  const [visit, setVisit] = useState<Visit>({ at: 'door' });
  // What an officer had typed when the session ended: kept in memory alone, for the same person alone.
  const draft = useRef<Draft | undefined>(undefined);
  const { t } = useWords();

  const enter = useCallback(async () => {
    const reply = await fetchSession();
    if (reply.ok) return setVisit({ at: 'page', session: reply.value });
    const { fault } = reply;
    if (!endsSession(fault)) return setVisit({ at: 'node-silent', fault });
    setVisit({ at: 'sign-in', ended: false, ...(fault.state === undefined ? {} : { state: fault.state }) });
  }, []);
  useEffect(() => void enter(), [enter]);

  if (visit.at === 'door') return null;
  if (visit.at === 'node-silent') return <NodeSilent fault={visit.fault} onRetry={() => void enter()} />;
  if (visit.at === 'sign-in') {
    return (
      <Suspense fallback={<p className="loading">{t('screen.loading')}</p>}>
        <SignInPage
          ended={visit.ended}
          state={visit.state}
          onSession={(session) => setVisit({ at: 'page', session })}
        />
      </Suspense>
    );
  }
  const { session } = visit;
  const use: SessionUse = {
    session,
    onSessionEnd: () => setVisit({ at: 'sign-in', ended: true, state: session.state }),
    onSignOut: () => {
      draft.current = undefined;
      void signOut(session);
      setVisit({ at: 'sign-in', ended: false, state: session.state });
    },
  };
  return (
    <Suspense fallback={<p className="loading">{t('screen.loading')}</p>}>
      <OpenPage use={use} draft={draft} />
    </Suspense>
  );
}

function OpenPage({ use, draft }: { use: SessionUse; draft: { current: Draft | undefined } }): ReactNode {
  const page = usePage(pagesFor(use.session.permissions));
  switch (page) {
    case 'query':
      return <OfficerPage use={use} draft={draft} />;
    case 'manifest':
      return <ManifestPage use={use} draft={draft} />;
    case 'desk':
      return <DeskPage use={use} />;
    case 'notices':
      return <NoticesPage use={use} />;
    case 'alerts':
      return <AlertsPage use={use} />;
    case 'contacts':
      return <ContactsPage use={use} />;
    case 'log':
      return <LogPage use={use} />;
    case 'node':
      return <NodePage use={use} />;
    case 'connectors':
      return <ConnectorsPage use={use} />;
    case 'imports':
      return <ImportsPage use={use} />;
    case 'packs':
      return <PacksPage use={use} />;
    case undefined:
      return null;
  }
}
