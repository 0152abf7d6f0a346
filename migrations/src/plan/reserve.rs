//! Feeds and reserves of the plan.

use crate::config::{Config, FeedSettings, LimitSettings, ReserveSettings};
use crate::error::MigrateError;
use ballast_bridge::{
    feed_id_for, keypair_for, layout_config, layout_feed_config, layout_reserve_limits,
};
use ballast_client::address::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use ballast_client::layout;
use ballast_policy::bounds::Bounds;
use ballast_policy::feed::FeedConfig;
use hex::FromHex as _;
use solana_address::Address;
use solana_signer::Signer as _;

/// A feed.
#[derive(Clone, Debug)]
pub struct FeedPlan {
    /// Its name in the file.
    pub name: String,
    /// Its settings.
    pub config: FeedConfig,
    /// The same as the program stores them.
    pub layout: layout::FeedConfig,
    /// Where its first consensus departs from, hundredths of a point.
    pub start: u16,
    /// Its publishers, by slot.
    pub publishers: Vec<Address>,
}

/// A reserve.
#[derive(Clone, Debug)]
pub struct ReservePlan {
    /// Name of its asset.
    pub asset: String,
    /// Its token's mint.
    pub mint: Address,
    /// Decimals of the token.
    pub decimals: u8,
    /// The program that moves it.
    pub token_program: Address,
    /// Index of the feed that it follows.
    pub feed: u16,
    /// The oracle's id of its price.
    pub oracle: [u8; 32],
    /// Its published bounds as the program stores them.
    pub layout: layout::ReserveConfig,
    /// Its flow limits and breakers as the program stores them; `None` for those that the program sets by itself.
    pub limits: Option<layout::ReserveLimits>,
}

pub(super) fn feeds(
    config: &Config,
    bounds: &Bounds,
    hold: &mut impl FnMut(&str, &str) -> Result<Address, MigrateError>,
) -> Result<Vec<FeedPlan>, MigrateError> {
    let feed = |settings: &FeedSettings| {
        let setting = format!("feeds.{}", settings.name);
        let config = settings.config();
        check(&setting, bounds.check_feed(&config))?;
        let publishers = settings.publishers.iter();
        let publishers = publishers.map(|publisher| hold(&setting, publisher));
        let publishers: Vec<Address> = publishers.collect::<Result<_, _>>()?;
        if publishers.len() > 16 {
            return Err(MigrateError::setting(
                setting,
                "a feed has at most 16 publishers",
            ));
        }
        Ok(FeedPlan {
            name: settings.name.clone(),
            layout: layout_feed_config(&config),
            config,
            start: settings.start,
            publishers,
        })
    };
    config.feeds.iter().map(feed).collect()
}

pub(super) fn reserves(
    config: &Config,
    bounds: &Bounds,
    feeds: &[FeedPlan],
) -> Result<Vec<ReservePlan>, MigrateError> {
    let reserves = config.reserves.iter();
    reserves
        .map(|settings| reserve(settings, bounds, feeds))
        .collect()
}

fn reserve(
    settings: &ReserveSettings,
    bounds: &Bounds,
    feeds: &[FeedPlan],
) -> Result<ReservePlan, MigrateError> {
    let name = format!("reserves.{}", settings.asset);
    let setting = |reason: &str| MigrateError::setting(name.clone(), reason);
    let too_large = || setting("an amount in base units is past 64 bits");
    let config = settings.config().ok_or_else(too_large)?;
    check(&name, bounds.check_reserve(&config))?;
    let limits = settings.limits().ok_or_else(too_large)?;
    let feed = feeds.iter().position(|feed| feed.name == settings.feed);
    let feed = feed.ok_or_else(|| setting(&format!("no feed is called {}", settings.feed)))?;
    let token_program = match settings.token_program.as_str() {
        "spl-token" => TOKEN_PROGRAM,
        "token-2022" => TOKEN_2022_PROGRAM,
        _ => return Err(setting("token_program is `spl-token` or `token-2022`")),
    };
    let mint = match settings.mint.strip_prefix("name:") {
        Some(name) => keypair_for(name).pubkey(),
        None => settings
            .mint
            .parse()
            .map_err(|_| setting("mint is not an address"))?,
    };
    let oracle = match settings.oracle.strip_prefix("name:") {
        Some(name) => feed_id_for(name),
        None => oracle_id(&settings.oracle)
            .ok_or_else(|| setting("oracle wants 64 hexadecimal digits"))?,
    };
    Ok(ReservePlan {
        asset: settings.asset.clone(),
        mint,
        decimals: settings.decimals,
        token_program,
        feed: u16::try_from(feed).map_err(|_| setting("too many feeds"))?,
        oracle,
        layout: layout_config(&config),
        limits: (settings.limits == LimitSettings::None).then(|| layout_reserve_limits(&limits)),
    })
}

fn check<T, E: std::fmt::Debug>(setting: &str, checked: Result<T, E>) -> Result<T, MigrateError> {
    checked.map_err(|error| MigrateError::Refused {
        setting: setting.into(),
        reason: format!("{error:?}"),
    })
}

/// 32 bytes from 64 digits, with or without `0x`.
fn oracle_id(text: &str) -> Option<[u8; 32]> {
    <[u8; 32]>::from_hex(text.strip_prefix("0x").unwrap_or(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::oracle_id;

    #[test]
    fn an_oracle_id_is_64_digits_and_nothing_else() {
        assert_eq!(oracle_id(&"0f".repeat(32)), Some([15; 32]));
        assert_eq!(oracle_id(&format!("0x{}", "0f".repeat(32))), Some([15; 32]));
        for bad in [
            "",
            "0f",
            &"zz".repeat(32),
            &"+f".repeat(32),
            &"é".repeat(32),
        ] {
            assert_eq!(oracle_id(bad), None, "{bad}");
        }
    }
}
