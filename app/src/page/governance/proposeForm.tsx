/** What can be proposed, and the form for it. */
import { useId, useState, type ReactNode } from 'react';
import type { Reserve } from '../../client/generated/accounts/reserve';
import type { RiskFeed } from '../../client/generated/accounts/riskFeed';
import type { MarketRead, Read } from '../../chain/market';
import { feedName } from '../../feed/name';
import { useAssetName } from '../../shell/context';
import { DeleverageForm } from './deleverageForm';
import type { FormProps } from './draftboard';
import { FEED_FIELDS } from './feedField';
import type { TokenUnit } from './field';
import { FieldsForm, TypedAs } from './fieldsForm';
import { ModeForm } from './modeForm';
import { PriceSourcesForm } from './priceSourcesForm';
import { PublisherForm } from './publisherForm';
import { RampForm } from './rampForm';
import { feedDraft, limitsDraft, marketDraft, reserveDraft } from './request';
import { LIMIT_FIELDS, MARKET_LIMIT_FIELDS, RESERVE_FIELDS } from './reserveField';

interface Choice {
  /** What is changed and how: two reserves may be called the same. */
  readonly key: string;
  readonly name: string;
  readonly form: (props: FormProps) => ReactNode;
}

/** Choices about one thing. */
interface ChoiceGroup {
  readonly name: string;
  readonly choices: readonly Choice[];
}

const TOKENLESS: TokenUnit = { decimals: 0, symbol: '' };

const inForceNote = <TypedAs>Filled with what is in force.</TypedAs>;
const curveNote = (
  <TypedAs>
    A curve as corners of <kbd>utilisation:rate</kbd>, both in percent. Filled with what is in force.
  </TypedAs>
);

function ofReserve(reserve: Read<Reserve>, token: TokenUnit): readonly Choice[] {
  const { address: target, data } = reserve;
  const { config, limits } = data;
  const shared = { target, token };
  return [
    {
      key: `${target} settings`,
      name: `${token.symbol}: caps, loan to value, curves, fees`,
      form: (props) => (
        <FieldsForm {...props} {...shared} fields={RESERVE_FIELDS} present={config} encode={reserveDraft}>
          {curveNote}
        </FieldsForm>
      ),
    },
    {
      key: `${target} limits`,
      name: `${token.symbol}: flow limits and breakers`,
      form: (props) => (
        <FieldsForm {...props} {...shared} fields={LIMIT_FIELDS} present={limits} encode={limitsDraft}>
          {inForceNote}
        </FieldsForm>
      ),
    },
    {
      key: `${target} sources`,
      name: `${token.symbol}: price sources`,
      form: (props) => <PriceSourcesForm {...props} reserve={reserve} token={token} />,
    },
    {
      key: `${target} ramp`,
      name: `${token.symbol}: a lower liquidation threshold`,
      form: (props) => <RampForm {...props} reserve={reserve} token={token} />,
    },
    {
      key: `${target} deleverage`,
      name: `${token.symbol}: less debt (deleverage)`,
      form: (props) => <DeleverageForm {...props} reserve={reserve} token={token} />,
    },
  ];
}

function ofFeed(feed: Read<RiskFeed>, name: string): readonly Choice[] {
  const shared = { target: feed.address, token: TOKENLESS };
  return [
    {
      key: `${feed.address} settings`,
      name: `${name}: settings`,
      form: (props) => (
        <FieldsForm {...props} {...shared} fields={FEED_FIELDS} present={feed.data.config} encode={feedDraft}>
          {inForceNote}
        </FieldsForm>
      ),
    },
    { key: `${feed.address} mode`, name: `${name}: mode`, form: (props) => <ModeForm {...props} feed={feed} /> },
    {
      key: `${feed.address} publisher`,
      name: `${name}: a publisher`,
      form: (props) => <PublisherForm {...props} feed={feed} />,
    },
  ];
}

function groupsOf(read: MarketRead, nameOf: (mint: string) => string): readonly ChoiceGroup[] {
  const { address: target, data } = read.market;
  const market: Choice = {
    key: target,
    name: 'The market’s flow limits',
    form: (props) => (
      <FieldsForm
        {...props}
        target={target}
        token={TOKENLESS}
        fields={MARKET_LIMIT_FIELDS}
        present={data.limits}
        encode={marketDraft}
      >
        {inForceNote}
      </FieldsForm>
    ),
  };
  const reserves = read.reserves.map((reserve) => {
    const token = { decimals: reserve.data.decimals, symbol: nameOf(reserve.data.mint) };
    return { name: `Reserve of ${token.symbol}`, choices: ofReserve(reserve, token) };
  });
  const feeds = read.feeds.map((feed) => {
    const name = feedName(read, feed, nameOf);
    return { name: `Risk ${name}`, choices: ofFeed(feed, name) };
  });
  return [...reserves, ...feeds, { name: 'Market', choices: [market] }];
}

export function ProposeSection(props: FormProps) {
  const nameOf = useAssetName();
  const [chosen, setChosen] = useState('');
  const id = useId();
  const groups = groupsOf(props.view.read, nameOf);
  const choice = groups.flatMap(({ choices }) => choices).find(({ key }) => key === chosen);
  return (
    <section aria-labelledby="propose">
      <h2 id="propose">Propose a change</h2>
      <div className="card">
        <label className="stacked" htmlFor={id}>
          What shall be changed
          <select
            id={id}
            value={choice === undefined ? '' : chosen}
            onChange={(event) => setChosen(event.target.value)}
          >
            <option value="">Choose…</option>
            {groups.map(({ name, choices }) => (
              <optgroup key={choices[0]?.key} label={name}>
                {choices.map((one) => (
                  <option key={one.key} value={one.key}>
                    {one.name}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        {/* Another choice begins with a form of its own. */}
        {choice !== undefined && <div key={choice.key}>{choice.form(props)}</div>}
      </div>
    </section>
  );
}
