//! Statuses only climb; previews stay short.

use crate::common::cases;
use desk_model::message::{Content, Direction, MediaKind, MessageStatus as S, PreviewKind, one_line};
use proptest::prelude::*;

#[test]
fn the_lattice() {
    for a in S::ALL {
        assert_eq!(a.climb(a), a, "idempotent");
        for b in S::ALL {
            assert_eq!(a.climb(b), b.climb(a), "commutative: {a:?} {b:?}");
            assert!(a.climb(b).rank() >= a.rank(), "never down");
            for c in S::ALL {
                assert_eq!(a.climb(b).climb(c), a.climb(b.climb(c)), "associative");
            }
        }
    }
}

#[test]
fn the_order_of_the_provider() {
    use S::{Accepted, Delivered, Failed, Played, Queued, Read, Sent, Unknown};
    for pair in [Queued, Accepted, Unknown, Sent, Failed, Delivered, Read, Played].windows(2) {
        assert_eq!(pair[0].climb(pair[1]), pair[1]);
        assert_eq!(pair[1].climb(pair[0]), pair[1]);
    }
    assert_eq!(Sent.climb(Failed), Failed, "131026 comes after sent");
    assert_eq!(Failed.climb(Sent), Failed);
    assert_eq!(Failed.climb(Delivered), Delivered, "a proof of delivery outranks a failure");
    assert_eq!(Sent.climb(Read), Read, "delivered may be missing");
}

#[test]
fn stored_words_round_trip() {
    for status in S::ALL {
        assert_eq!(S::parse(status.as_str()), Some(status));
        assert_eq!(serde_json::to_string(&status).unwrap(), format!("{:?}", status.as_str()));
    }
    for direction in [Direction::In, Direction::Out, Direction::Note, Direction::Event] {
        assert_eq!(Direction::parse(direction.as_str()), Some(direction));
    }
}

#[test]
fn previews() {
    let media = |kind, voice, caption: Option<&str>, filename: Option<&str>| Content::Media {
        kind,
        media_id: None,
        mime: None,
        filename: filename.map(Into::into),
        caption: caption.map(Into::into),
        voice,
    };
    for (content, kind, text) in [
        (Content::text("  Oi,\n\ttudo   bem? "), PreviewKind::Text, "Oi, tudo bem?"),
        (media(MediaKind::Audio, true, None, None), PreviewKind::Voice, ""),
        (media(MediaKind::Audio, false, None, Some("a.mp3")), PreviewKind::Audio, "a.mp3"),
        (media(MediaKind::Document, false, Some("boleto"), Some("b.pdf")), PreviewKind::Document, "boleto"),
        (Content::Unknown { kind: "hologram".into() }, PreviewKind::Unsupported, "hologram"),
        (Content::Call, PreviewKind::Call, ""),
    ] {
        assert_eq!(content.preview(), (kind, text.to_owned()));
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_order_of_statuses_ends_the_same(mut news in prop::collection::vec(prop::sample::select(S::ALL.to_vec()), 1..12), seed in any::<prop::sample::Index>()) {
        let end = |news: &[S]| news.iter().fold(S::Queued, |status, news| status.climb(*news));
        let expected = end(&news);
        let turn = seed.index(news.len());
        news.rotate_left(turn);
        prop_assert_eq!(end(&news), expected);
        news.reverse();
        let twice: Vec<S> = news.iter().chain(&news).copied().collect();
        prop_assert_eq!(end(&twice), expected);
        prop_assert_eq!(expected.rank(), news.iter().map(|s| s.rank()).max().unwrap());
    }

    #[test]
    fn one_line_is_one_short_line(text in any::<String>(), max in 1usize..40) {
        let line = one_line(&text, max);
        prop_assert!(line.chars().count() <= max + 1);
        prop_assert!(!line.contains(['\n', '\r', '\t']) && line.trim() == line);
        let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.strip_suffix('…') {
            Some(cut) if line != whole => prop_assert!(whole.starts_with(cut.trim_end())),
            _ => prop_assert_eq!(line, whole),
        }
    }
}
