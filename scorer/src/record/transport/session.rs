//! A feed that stays open: sessions one after another until the attempts are used up.

use super::{Backoff, Context, Failure, RecorderGone};

/// How a session ended: with a failure to report, or because nobody listens.
pub(super) enum Ended {
    Failed(Failure),
    Gone,
}

impl From<RecorderGone> for Ended {
    fn from(_: RecorderGone) -> Self {
        Self::Gone
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What runs between two sessions of a feed: reports why the last one ended, and waits; false when
/// there is to be no other. A session that brought a text counts as a success, so attempts are
/// counted anew after it; even then the next one waits.
pub(super) async fn may_begin_again(
    context: &Context,
    backoff: &mut Backoff,
    ended: Ended,
    has_spoken: bool,
) -> bool {
    let Ended::Failed(failure) = ended else {
        return false;
    };
    if has_spoken {
        backoff.reset();
    }
    context.wait(backoff, None, failure).await.unwrap_or(false)
}
