//! What Meta says about a number (Cloud API, *Business phone numbers*, *WhatsApp Business Accounts*, *Subscribed apps*).

use super::errors::own;
use super::payload::{Node, Object};
use super::request::{Answer, Http};
use desk_core::ports::{Inspection, NumberAccess, SendError, SendErrorClass};
use desk_model::health::{AccountFacts, NumberFacts};

const NUMBER: &str = "verified_name,display_phone_number,quality_rating,name_status,status,throughput,whatsapp_business_manager_messaging_limit,code_verification_status,account_mode";
const ACCOUNT: &str = "name,account_review_status";

/// Asks everything, one question after the other.
pub(super) async fn inspect(http: &Http, access: &NumberAccess) -> Inspection {
    Inspection {
        number: number(http, access).await,
        account: account(http, access).await,
        belongs: belongs(http, access).await,
        subscribed: subscribed(http, access).await,
    }
}

/// `POST /{account_id}/subscribed_apps`
pub(super) async fn subscribe(http: &Http, access: &NumberAccess) -> Result<(), SendError> {
    let answer = http.post(access, &[&access.account_id, "subscribed_apps"]).await?;
    with_object(&answer, |answer| answer.is_true("success").then_some(()))
}

async fn number(http: &Http, access: &NumberAccess) -> Result<NumberFacts, SendError> {
    let answer = http.read(access, &[&access.provider_id], &[("fields", NUMBER)]).await?;
    with_object(&answer, |number| {
        number.filled("id")?;
        Some(NumberFacts {
            verified_name: number.filled("verified_name"),
            display: number.filled("display_phone_number"),
            quality: number.filled("quality_rating"),
            name_status: number.filled("name_status"),
            status: number.filled("status"),
            throughput: number.object("throughput").and_then(|throughput| throughput.filled("level")),
            limit: number.filled("whatsapp_business_manager_messaging_limit"),
            verification: number.filled("code_verification_status"),
            mode: number.filled("account_mode"),
        })
    })
}

async fn account(http: &Http, access: &NumberAccess) -> Result<AccountFacts, SendError> {
    let answer = http.read(access, &[&access.account_id], &[("fields", ACCOUNT)]).await?;
    with_object(&answer, |account| {
        account.filled("id")?;
        Some(AccountFacts { name: account.filled("name"), review: account.filled("account_review_status") })
    })
}

async fn belongs(http: &Http, access: &NumberAccess) -> Result<bool, SendError> {
    let answer = http
        .read(access, &[&access.account_id, "phone_numbers"], &[("fields", "id"), ("limit", "100")])
        .await?;
    with_object(&answer, |answer| {
        answer.list("data")?;
        Some(
            answer
                .objects("data")
                .iter()
                .any(|number| number.text("id").as_deref() == Some(&access.provider_id)),
        )
    })
}

async fn subscribed(http: &Http, access: &NumberAccess) -> Result<bool, SendError> {
    let answer = http.read(access, &[&access.account_id, "subscribed_apps"], &[]).await?;
    with_object(&answer, |answer| Some(!answer.list("data")?.is_empty()))
}

/// What `take` finds in the object of a success.
fn with_object<T>(answer: &Answer, take: impl FnOnce(&Object<'_>) -> Option<T>) -> Result<T, SendError> {
    let body = answer.success()?;
    let root = Node::parse(body).ok().and_then(Node::object);
    root.as_ref()
        .and_then(take)
        .ok_or_else(|| own(SendErrorClass::Unknown, "the answer could not be understood"))
}
