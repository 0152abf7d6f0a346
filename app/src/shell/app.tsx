import { Suspense, useEffect, useRef } from 'react';
import { Loading, LinkNotice, Notice } from '../component/notice';
import { standsStill } from '../chain/phase';
import { TransactionHost } from '../transaction/host';
import { PageBoundary } from './boundary';
import { useApp, useMillis, usePhase } from './context';
import { Header } from './header';
import { PAGES, type Page } from './pages';
import { useRoute } from './router';
import { TargetForm } from './targetForm';

export function App() {
  const [path, ...rest] = useRoute();
  const page = PAGES.find((one) => one.path === path) ?? PAGES[0];
  const main = useRef<HTMLElement>(null);
  const target = useApp((state) => state.target);
  const suggested = useApp((state) => state.suggested);
  const name = page?.name ?? '';
  useEffect(() => {
    document.title = `${name} · Ballast`;
  }, [name]);
  const skip = () => main.current?.focus();
  return (
    <>
      {/* A button, because the part after # names the page. */}
      <button type="button" className="skip" onClick={skip}>
        Skip to the content
      </button>
      <Header current={page?.path ?? ''} />
      <main ref={main} tabIndex={-1}>
        <Trouble />
        {target === undefined ? (
          // A link is followed after the form stands; it begins anew with what that names.
          <TargetForm key={suggested?.market} isFirst />
        ) : (
          page !== undefined && <PageSlot key={page.path} page={page} rest={rest} />
        )}
      </main>
      <Footer />
      <TransactionHost />
    </>
  );
}

interface PageSlotProps {
  readonly page: Page;
  readonly rest: readonly string[];
}

/** A page, or in its place why it cannot be shown. */
export function PageSlot({ page, rest }: PageSlotProps) {
  const view = useApp((state) => state.view);
  return (
    <PageBoundary view={view} onAgain={() => page.forget()}>
      <Suspense fallback={<Loading what="the page" />}>
        <Content page={page} rest={rest} />
      </Suspense>
    </PageBoundary>
  );
}

/** Asks for the page's component when it is drawn itself: after a failure that is another one. */
function Content({ page, rest }: PageSlotProps) {
  return <page.Content rest={rest} />;
}

function Trouble() {
  const trouble = useApp((state) => state.trouble);
  const link = useApp((state) => state.chain.link);
  const { reason, troubles } = link;
  return (
    <>
      {trouble !== undefined && <Notice tone="error">{trouble}</Notice>}
      <LinkNotice phase={usePhase()} reason={reason} troubles={troubles} standsStill={standsStill(link, useMillis())} />
    </>
  );
}

function Footer() {
  const read = useApp((state) => state.chain.market);
  return (
    <footer className="page-foot">
      <p>
        Unaudited, pre-release. Numbers are computed in this browser by the program&apos;s own formulas
        {read === undefined ? '.' : ` from slot ${read.slot.toString()}.`}
      </p>
    </footer>
  );
}
