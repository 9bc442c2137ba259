//! The permission matrix, written out.

use desk_model::access::{Locale, Permission as P, Role, Theme};

#[test]
fn the_matrix() {
    // agent, supervisor, admin
    let matrix = [
        (P::ReadTickets, [true, true, true]),
        (P::SeeAllQueues, [false, true, true]),
        (P::ClaimTicket, [true, true, true]),
        (P::Reply, [true, true, true]),
        (P::WriteNote, [true, true, true]),
        (P::CloseOwnTicket, [true, true, true]),
        (P::CloseAnyTicket, [false, true, true]),
        (P::WakeAnyTicket, [false, true, true]),
        (P::ManageLabels, [false, true, true]),
        (P::TransferOwnTicket, [true, true, true]),
        (P::MoveTickets, [false, true, true]),
        (P::WatchDesk, [false, true, true]),
        (P::ManageTeam, [false, true, true]),
        (P::SeeCosts, [false, true, true]),
        (P::SyncTemplates, [false, false, true]),
        (P::ManageTemplates, [false, false, true]),
        (P::ManageDesk, [false, false, true]),
        (P::ReadJournal, [false, false, true]),
        (P::ManagePeople, [false, false, true]),
    ];
    assert_eq!(matrix.map(|(permission, _)| permission), P::ALL, "a new permission needs its line here");
    for (permission, expected) in matrix {
        assert_eq!(Role::ALL.map(|role| role.may(permission)), expected, "{permission:?}");
    }
}

#[test]
fn a_higher_role_may_whatever_a_lower_one_may() {
    for permission in P::ALL {
        for pair in Role::ALL.windows(2) {
            assert!(!pair[0].may(permission) || pair[1].may(permission), "{permission:?}");
        }
    }
}

#[test]
fn stored_words_round_trip() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.as_str()), Some(role));
        assert_eq!(serde_json::to_string(&role).unwrap(), format!("{:?}", role.as_str()));
    }
    for theme in [Theme::System, Theme::Light, Theme::Dark] {
        assert_eq!(Theme::parse(theme.as_str()), Some(theme));
    }
    for locale in [Locale::PtBr, Locale::En] {
        assert_eq!(Locale::parse(locale.as_str()), Some(locale));
    }
    assert_eq!(Role::parse("root"), None);
    assert_eq!(Locale::parse("pt-PT"), Some(Locale::PtBr));
    for tag in ["", "p", "é", "fr", "日本"] {
        assert_eq!(Locale::parse(tag), None);
    }
}
