/** A study's answer, with the intervals that say how much of it is chance. */
import '../../style/page-audit.css';
import '../../style/page-study.css';
import { useState } from 'react';
import { JsonSource } from '../../component/jsonSource';
import { Empty } from '../../component/notice';
import { PoolsAnswer } from './poolsAnswer';
import { readStudy, type Study } from './study';
import { TermsAnswer } from './termsAnswer';

interface Loaded {
  readonly study: Study;
  readonly name: string;
  /** One more with each file: one may be loaded again under its name, with other content. */
  readonly number: number;
}

export default function StudyPage() {
  const [loaded, setLoaded] = useState<Loaded>();
  return (
    <div className="study">
      <h1>Study</h1>
      <p>
        Do terms that adapt help? The same prices, people, books and publishers; only who sets the terms differs. With{' '}
        <kbd>--pools</kbd>: what does a pool that fails do to the one beside it?
      </p>
      <JsonSource
        what="a study"
        command="scorer study --data data --json study.json"
        parse={readStudy}
        onLoaded={(study, name) => setLoaded((last) => ({ study, name, number: (last?.number ?? 0) + 1 }))}
      />
      {loaded === undefined ? (
        <Empty>No study is loaded.</Empty>
      ) : (
        // Another study begins with choices of its own.
        <Answer key={loaded.number} study={loaded.study} name={loaded.name} />
      )}
    </div>
  );
}

function Answer({ study, name }: Pick<Loaded, 'study' | 'name'>) {
  switch (study.kind) {
    case 'terms':
      return <TermsAnswer summary={study.summary} name={name} />;
    case 'pools':
      return <PoolsAnswer summary={study.summary} name={name} />;
  }
}
