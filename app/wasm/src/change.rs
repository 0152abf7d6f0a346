//! Questions about a change of what governance publishes: its class, when it is due, or the rule that it breaks.

use crate::scene::{delays, record};
use crate::{Answer, Refusal, status, words};
use ballast_client::layout::{
    self, Account, ChangeKind, DeleverageRequest, FeedConfig, Market, MarketLimits, PAYLOAD,
    RampRequest, Reserve, ReserveConfig, ReserveLimits, RiskFeed,
};
use ballast_policy::bounds::Bounds;
use ballast_policy::change::{
    ChangeClass, classify_feed, classify_limits, classify_market, classify_reserve,
};
use ballast_policy::deleverage::{self, Deleverage};
use ballast_policy::publisher::seat::Listing;
use ballast_policy::ramp::{self, ThresholdRamp};
use ballast_policy::report::Report;
use ballast_policy::unit::{Timestamp, TokenAmount};
use bytemuck::AnyBitPattern;
use solana_address::Address;

const ARGUMENT: Refusal = Refusal::Status(status::ARGUMENT);
const NOT_AN_ACCOUNT: Refusal = Refusal::Status(status::NOT_AN_ACCOUNT);
const MISSING: Refusal = Refusal::Status(status::MISSING);

/// What replacing what is in force by a payload means, three words: class (0 tightens, 1 loosens, 2 structure), from when on
/// and until when it can be executed (Unix seconds); or the rule that it breaks.
///
/// `bytes`: records as of a scene, with the market, and the feed or reserve that the change names (a reserve's feed with it),
/// and then the payload. It is judged as the program judges it when it is executed at `now`; what needs more than those
/// accounts (the quotes of new price sources, see [`crate::sources`]; a bonus while a threshold falls) is not.
pub fn change(bytes: &[u8], kind: u32, proposed_at: u64, now: u64) -> Answer {
    let target = Target::read(bytes)?;
    let class = target.class(kind_numbered(kind)?, Timestamp(now))?;
    let since = Timestamp(proposed_at.max(target.market.launched_at));
    let delays = delays(&target.market);
    Ok(words([
        class as u64,
        delays.due_at(class, since).0,
        delays.last_at(since).0,
    ]))
}

/// See [`change`]; the input holds its bytes.
#[unsafe(no_mangle)]
extern "C" fn ask_change(length: u32, kind: u32, proposed_at: u64, now: u64) -> u32 {
    crate::MEMORY.with_borrow_mut(|memory| {
        let bytes = memory.input.get(..length as usize).unwrap_or(&[]);
        let answer = change(bytes, kind, proposed_at, now);
        crate::settle(memory, answer)
    })
}

fn kind_numbered(number: u32) -> Result<ChangeKind, Refusal> {
    use ChangeKind as Kind;
    let kinds = [
        Kind::Reserve,
        Kind::Feed,
        Kind::Mode,
        Kind::PublisherAdd,
        Kind::ReserveLimits,
        Kind::MarketLimits,
        Kind::OracleSources,
        Kind::ThresholdRamp,
        Kind::Deleverage,
    ];
    let found = kinds.into_iter().find(|kind| *kind as u32 == number);
    found.ok_or(ARGUMENT)
}

/// What a change is judged against.
struct Target<'a> {
    market: Market,
    feed: Option<RiskFeed>,
    reserve: Option<Reserve>,
    payload: &'a [u8],
}

impl<'a> Target<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let split = bytes.len().checked_sub(PAYLOAD).ok_or(NOT_AN_ACCOUNT)?;
        let (mut records, payload) = bytes.split_at(split);
        let (mut market, mut feed, mut reserve) = (None, None, None);
        while !records.is_empty() {
            let (_, data, rest) = record(records).ok_or(NOT_AN_ACCOUNT)?;
            records = rest;
            if let Ok(found) = Market::decode(data) {
                market = Some(found);
            } else if let Ok(found) = RiskFeed::decode(data) {
                feed = Some(found);
            } else {
                reserve = Some(Reserve::decode(data).map_err(|_| NOT_AN_ACCOUNT)?);
            }
        }
        let market = market.ok_or(MISSING)?;
        Ok(Self {
            market,
            feed,
            reserve,
            payload,
        })
    }

    fn bounds(&self) -> Bounds {
        ballast_bridge::policy_bounds(&self.market.bounds)
    }

    fn payload<T: AnyBitPattern>(&self) -> Result<T, Refusal> {
        let bytes = self.payload.get(..size_of::<T>()).ok_or(ARGUMENT)?;
        Ok(bytemuck::pod_read_unaligned(bytes))
    }

    fn class(&self, kind: ChangeKind, now: Timestamp) -> Result<ChangeClass, Refusal> {
        match kind {
            ChangeKind::Reserve => self.reserve_settings(now),
            ChangeKind::Feed => self.feed_settings(),
            ChangeKind::ReserveLimits => self.reserve_limits(),
            ChangeKind::MarketLimits => self.market_limits(),
            ChangeKind::ThresholdRamp => self.ramp(now),
            ChangeKind::Deleverage => self.deleverage(now),
            ChangeKind::PublisherAdd => self.publisher(),
            ChangeKind::Mode | ChangeKind::OracleSources => Ok(ChangeClass::Structure),
        }
    }

    fn reserve_settings(&self, now: Timestamp) -> Result<ChangeClass, Refusal> {
        let present = self.reserve.ok_or(MISSING)?;
        let config: ReserveConfig = self.payload()?;
        let (old, new) = (policy(&present), policy(&Reserve { config, ..present }));
        self.bounds().check_reserve(&new.config)?;
        let class = classify_reserve(&old.config, &new.config)?;
        // While a ramp runs, the threshold in force is the higher one: no bonus may make bad debt at that one either.
        let in_force = old.view(self.effective(now)?).threshold(0, now);
        new.config.liquidation.validate(in_force)?;
        Ok(class)
    }

    fn feed_settings(&self) -> Result<ChangeClass, Refusal> {
        let present = self.feed.ok_or(MISSING)?;
        let config: FeedConfig = self.payload()?;
        let old = ballast_bridge::policy_feed(&present).config;
        let new = ballast_bridge::policy_feed(&RiskFeed { config, ..present }).config;
        self.bounds().check_feed(&new)?;
        Ok(classify_feed(&old, &new))
    }

    fn publisher(&self) -> Result<ChangeClass, Refusal> {
        let feed = self.feed.ok_or(MISSING)?;
        let key = Address::new_from_array(self.payload()?);
        let slot_of = |key: Address| feed.publishers.iter().position(|listed| listed.key == key);
        let reports = ballast_bridge::policy_feed(&feed).reports;
        let listing = Listing {
            listed: slot_of(key),
            free: slot_of(Address::default()),
            standings: reports.each_ref().map(Report::standing),
            min_publishers: feed.config.min_publishers,
            is_launched: self.market.launched_at != 0,
        };
        listing.seat()?;
        Ok(ChangeClass::Structure)
    }

    fn reserve_limits(&self) -> Result<ChangeClass, Refusal> {
        let present = self.reserve.ok_or(MISSING)?;
        let limits: ReserveLimits = self.payload()?;
        let (old, new) = (policy(&present), policy(&Reserve { limits, ..present }));
        new.limits.validate()?;
        Ok(classify_limits(&old.limits, &new.limits))
    }

    fn market_limits(&self) -> Result<ChangeClass, Refusal> {
        let limits: MarketLimits = self.payload()?;
        let (old, _) = ballast_bridge::policy_market(&self.market);
        let (new, _) = ballast_bridge::policy_market(&Market {
            limits,
            ..self.market
        });
        new.validate()?;
        Ok(classify_market(&old, &new))
    }

    fn ramp(&self, now: Timestamp) -> Result<ChangeClass, Refusal> {
        let present = policy(&self.reserve.ok_or(MISSING)?);
        let asked: RampRequest = self.payload()?;
        let view = present.view(self.effective(now)?);
        let group = present.config.group.group;
        let of_group = if group == 0 {
            0
        } else {
            view.threshold(group, now)
        };
        let request = ramp::RampRequest {
            seconds: asked.seconds,
            target_bps: asked.target_bps,
            group_target_bps: asked.group_target_bps,
        };
        let in_force = (view.threshold(0, now), of_group);
        ThresholdRamp::begin(in_force, request, &self.bounds(), now)?;
        let mut config = present.config;
        config.liquidation_threshold_bps = asked.target_bps;
        config.group.threshold_bps = asked.group_target_bps;
        self.bounds().check_reserve(&config)?;
        Ok(ChangeClass::Structure)
    }

    fn deleverage(&self, now: Timestamp) -> Result<ChangeClass, Refusal> {
        let asked: DeleverageRequest = self.payload()?;
        let request = deleverage::DeleverageRequest {
            target: TokenAmount(asked.target),
            seconds: asked.seconds,
            weight_bps: asked.weight_bps,
            padding: asked.padding,
        };
        let armed = Deleverage::arm(request, &self.bounds(), now)?;
        Ok(if armed.is_armed() {
            ChangeClass::Structure
        } else {
            ChangeClass::Loosen
        })
    }

    fn effective(&self, now: Timestamp) -> Result<ballast_policy::feed::Effective, Refusal> {
        let feed = ballast_bridge::policy_feed(&self.feed.ok_or(MISSING)?);
        Ok(feed.state.effective(&feed.config, now))
    }
}

/// The reserve as policy sees it; which feed it follows is not asked of it.
fn policy(reserve: &layout::Reserve) -> ballast_policy::market::Reserve {
    ballast_bridge::policy_reserve(reserve, 0)
}
