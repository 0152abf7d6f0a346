import { Suspense, useEffect, useRef } from 'react';
import { Loading, LinkNotice, Notice } from '../component/notice';
import { TransactionHost } from '../transaction/host';
import { useApp, usePhase } from './context';
import { Header } from './header';
import { PAGES } from './pages';
import { useRoute } from './router';
import { TargetForm } from './targetForm';

export function App() {
  const [path, ...rest] = useRoute();
  const page = PAGES.find((one) => one.path === path) ?? PAGES[0];
  const main = useRef<HTMLElement>(null);
  const target = useApp((state) => state.target);
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
          <TargetForm isFirst />
        ) : (
          <Suspense fallback={<Loading what="the page" />}>
            {page !== undefined && <page.Content rest={rest} />}
          </Suspense>
        )}
      </main>
      <Footer />
      <TransactionHost />
    </>
  );
}

function Trouble() {
  const trouble = useApp((state) => state.trouble);
  const { reason, troubles } = useApp((state) => state.chain.link);
  return (
    <>
      {trouble !== undefined && <Notice tone="error">{trouble}</Notice>}
      <LinkNotice phase={usePhase()} reason={reason} troubles={troubles} />
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
