//! Every instruction: what it does when all is well, and each of its refusals, which leaves no trace.

mod others;
mod relation;

mod accrue;
mod borrow;
mod breaker_release;
mod change_cancel;
mod change_execute_feed;
mod change_execute_market;
mod change_execute_oracle;
mod change_execute_reserve;
mod change_propose;
mod deposit;
mod dispatch;
mod feed_init;
mod liquidate;
mod market_init;
mod market_launch;
mod pause;
mod position_close;
mod position_open;
mod price_refresh;
mod publisher_add;
mod publisher_mute;
mod publisher_rotate;
mod publisher_unmute;
mod recommendation_accept;
mod repay;
mod report_submit;
mod reserve_init;
mod role_accept;
mod role_cancel;
mod role_propose;
mod terms_advance;
mod terms_view;
mod withdraw;
