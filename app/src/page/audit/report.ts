/** What `scorer audit --json` writes: changes of a feed's terms, the reports behind them, and what each was made of. */
import { flag, list, number, optional, record, text, whole, type Shape } from '../../format/shape';

export interface Contribution {
  readonly name: string;
  /** Undefined where it was missing. */
  readonly value: number | undefined;
  /** What it adds to the score. */
  readonly points: number;
}

export interface AssetRecord {
  readonly asset: string;
  readonly time: string;
  readonly price: number;
  /** Hundredths of a point, as the half-width. */
  readonly score: number;
  readonly half_width: number;
  readonly forecaster: string;
  readonly cause: string;
  readonly explanation: {
    readonly base_points: number;
    readonly forecast_points: number;
    readonly score_points: number;
    readonly raised: { readonly by: string; readonly points: number } | undefined;
    readonly features: readonly Contribution[];
  };
  readonly inputs: readonly {
    readonly name: string;
    readonly age_seconds: number | undefined;
    readonly state: string;
  }[];
  readonly drift: readonly string[];
}

export interface Witness {
  readonly database: string;
  readonly inputs_match: boolean;
  readonly score_matches: boolean;
  readonly trigger: string | undefined;
  readonly data_time: string;
  readonly detail: { readonly decided_by: string; readonly assets: readonly AssetRecord[] };
}

export interface AuditedReport {
  readonly publisher: string;
  readonly sequence: number;
  readonly signature: string;
  readonly slot: number;
  readonly observed_at: number;
  /** Points. */
  readonly score: number;
  readonly half_width: number;
  readonly depth_bps: number;
  readonly witness: Witness | undefined;
}

export interface AuditedChange {
  readonly signature: string;
  readonly slot: number;
  readonly time: number | undefined;
  readonly what: string;
  readonly is_change: boolean;
  readonly reports: readonly AuditedReport[];
}

export interface AuditReport {
  readonly feed: string;
  readonly name: string;
  readonly changes: readonly AuditedChange[];
}

const asset: Shape<AssetRecord> = record<AssetRecord>({
  asset: text,
  time: text,
  price: number,
  score: whole,
  half_width: whole,
  forecaster: text,
  cause: text,
  explanation: record<AssetRecord['explanation']>({
    base_points: number,
    forecast_points: number,
    score_points: number,
    raised: optional(record<{ by: string; points: number }>({ by: text, points: number })),
    features: list(record<Contribution>({ name: text, value: optional(number), points: number })),
  }),
  inputs: list(record<AssetRecord['inputs'][number]>({ name: text, age_seconds: optional(number), state: text })),
  drift: list(text),
});

const witness: Shape<Witness> = record<Witness>({
  database: text,
  inputs_match: flag,
  score_matches: flag,
  trigger: optional(text),
  data_time: text,
  detail: record<Witness['detail']>({ decided_by: text, assets: list(asset) }),
});

const report: Shape<AuditReport> = record<AuditReport>({
  feed: text,
  name: text,
  changes: list(
    record<AuditedChange>({
      signature: text,
      slot: whole,
      time: optional(whole),
      what: text,
      is_change: flag,
      reports: list(
        record<AuditedReport>({
          publisher: text,
          sequence: whole,
          signature: text,
          slot: whole,
          observed_at: whole,
          score: number,
          half_width: number,
          depth_bps: whole,
          witness: optional(witness),
        }),
      ),
    }),
  ),
});

/** Throws `ShapeError`. */
export const readAuditReport = (told: unknown): AuditReport => report(told, 'the report');

/** What adds most to a score, either way, first. */
export const strongest = (features: readonly Contribution[], count: number): readonly Contribution[] =>
  features.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points)).slice(0, count);
