//! The true outside, as the use-cases see it: clock, randomness, the provider.

mod template;

pub use template::{
    ButtonAction, ButtonValue, CreatedTemplate, FileUpload, HeaderValue, ManageError, TemplateChange,
    TemplateNews,
};

use async_trait::async_trait;
use desk_model::alert::AlertNews;
use desk_model::contact::Identity;
use desk_model::health::{AccountFacts, NumberFacts};
use desk_model::interactive::Interactive;
use desk_model::message::{Content, Held, MediaKind, MessageStatus, SendFailure};
use desk_model::number::NumberState;
use desk_model::price::Pricing;
use desk_model::template::{Category, Template, TemplateDraft, TemplateParam};
use desk_model::view::Provenance;
use desk_model::{MessageId, NumberId, Timestamp};
use serde::{Deserialize, Serialize};

/// Where instants come from.
pub trait Clock: Send + Sync + 'static {
    /// This instant.
    fn now(&self) -> Timestamp;
}

/// Where randomness comes from.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` with unpredictable ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// A provider of one channel.
#[async_trait]
pub trait Gateway: Send + Sync + 'static {
    /// Sends one message. Nothing may be said to be *sent* before the provider said so by status.
    async fn send(&self, access: &NumberAccess, message: &OutboundMessage) -> Result<Accepted, SendError>;

    /// All templates of the number's account.
    async fn templates(&self, access: &NumberAccess) -> Result<Vec<Template>, SendError>;

    /// One template as it stands now, by the provider's id.
    async fn template(&self, access: &NumberAccess, provider_id: &str) -> Result<Template, SendError> {
        let _ = (access, provider_id);
        Err(unsupported())
    }

    /// Hands a new template in for review. `example` is the handle of the file in its head.
    async fn create_template(
        &self,
        access: &NumberAccess,
        draft: &TemplateDraft,
        example: Option<&str>,
    ) -> Result<CreatedTemplate, ManageError> {
        let _ = (access, draft, example);
        Err(ManageError::Failed(unsupported()))
    }

    /// Replaces all parts of a template and hands it in again.
    async fn edit_template(
        &self,
        access: &NumberAccess,
        provider_id: &str,
        draft: &TemplateDraft,
        example: Option<&str>,
    ) -> Result<(), ManageError> {
        let _ = (access, provider_id, draft, example);
        Err(ManageError::Failed(unsupported()))
    }

    /// Deletes one language of a template.
    async fn delete_template(
        &self,
        access: &NumberAccess,
        name: &str,
        provider_id: &str,
    ) -> Result<(), ManageError> {
        let _ = (access, name, provider_id);
        Err(ManageError::Failed(unsupported()))
    }

    /// Hands a file over that messages of this number may name; gives the provider's id of it.
    async fn upload(&self, access: &NumberAccess, file: FileUpload) -> Result<String, SendError> {
        let _ = (access, file);
        Err(unsupported())
    }

    /// Hands a file over as the example of a template's head; gives its handle.
    async fn upload_example(&self, access: &NumberAccess, file: FileUpload) -> Result<String, SendError> {
        let _ = (access, file);
        Err(unsupported())
    }

    /// Asks what the provider says about a number, its account and our subscription. Each question has its own answer.
    async fn inspect(&self, access: &NumberAccess) -> Inspection;

    /// Subscribes the application behind the token to the webhooks of the number's account.
    async fn subscribe(&self, access: &NumberAccess) -> Result<(), SendError>;

    /// Takes a request apart. One broken part becomes [`Change::Broken`] and leaves its neighbours alone;
    /// `Err` only when the body is no readable notification at all, with technical words.
    fn decode(&self, body: &[u8]) -> Result<Vec<Part>, String>;
}

/// What a provider answers that has no such thing.
fn unsupported() -> SendError {
    SendError {
        class: SendErrorClass::Permanent,
        failure: SendFailure { code: 0, detail: "this provider has no such thing".to_owned() },
        retry_after_secs: None,
    }
}

/// How to reach the provider for one number.
#[derive(Clone)]
pub struct NumberAccess {
    /// Our id.
    pub number: NumberId,
    /// `phone_number_id`.
    pub provider_id: String,
    /// WhatsApp Business Account id.
    pub account_id: String,
    /// `https://graph.facebook.com` or a stand-in.
    pub base_url: String,
    /// `v24.0`.
    pub api_version: String,
    /// Bearer token.
    pub access_token: Secret,
}

/// Text that never shows in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboundMessage {
    /// Our id; travels as `biz_opaque_callback_data`.
    pub id: MessageId,
    /// To whom: a phone or a BSUID.
    pub to: Identity,
    /// Provider's id of the message this replies to.
    pub reply_to: Option<String>,
    /// What.
    pub body: OutboundBody,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OutboundBody {
    /// Free text.
    Text {
        /// The text.
        body: String,
    },
    /// Text with something to tap.
    Interactive(Interactive),
    /// A file that the provider fetches from an address.
    Media {
        /// What kind.
        kind: MediaKind,
        /// Where it lies.
        link: String,
        /// Text below it.
        caption: Option<String>,
        /// What it is called on the phone; documents only.
        filename: Option<String>,
    },
    /// An approved template.
    Template {
        /// The provider's name.
        name: String,
        /// The provider's language code.
        language: String,
        /// Variables are named rather than counted.
        named: bool,
        /// Values of the texts in order.
        params: Vec<TemplateParam>,
        /// File or place in the head.
        #[serde(default)]
        header: Option<HeaderValue>,
        /// Values of buttons.
        #[serde(default)]
        buttons: Vec<ButtonValue>,
        /// The category the author saw; another one by now keeps it back.
        #[serde(default)]
        category: Option<Category>,
    },
}

/// What the provider says about a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The number itself.
    pub number: Result<NumberFacts, SendError>,
    /// Its account.
    pub account: Result<AccountFacts, SendError>,
    /// Whether the number is one of the account's.
    pub belongs: Result<bool, SendError>,
    /// Whether an application is subscribed to the account's webhooks.
    pub subscribed: Result<bool, SendError>,
}

/// The provider took the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The provider's id of it.
    pub provider_id: String,
    /// It holds it back for now.
    pub held: Option<Held>,
}

/// The provider did not take the message, or we do not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendError {
    /// What to do about it.
    pub class: SendErrorClass,
    /// Provider's code and words.
    pub failure: SendFailure,
    /// How long the provider asks us to wait, in seconds.
    pub retry_after_secs: Option<u32>,
}

/// What to do about a failed send (Cloud API, *Error codes*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendErrorClass {
    /// Nothing was sent; send again after a pause, the whole number slows down (4, 80007, 130429).
    PauseNumber,
    /// Nothing was sent; only this customer has to wait (131056).
    PauseConversation,
    /// It never left this machine (connection refused, DNS): send again.
    NotSent,
    /// It may have gone out (time-out, reset, 5xx, 131000…): wait for a status, never resend blindly.
    Unknown,
    /// The window is closed (131047): lock it.
    WindowClosed,
    /// The number cannot send until somebody mends it.
    NumberDown(NumberState),
    /// This message will never arrive.
    Permanent,
}

/// One part of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Where it stood: `entry[0].changes[2].value.messages[1]`.
    pub path: String,
    /// The webhook field: `messages`, `standby`…
    pub field: String,
    /// `phone_number_id`, where the part belongs to a number; the account's id for changes of templates.
    pub number: Option<String>,
    /// What it says.
    pub change: Change,
}

/// What one part says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The customer wrote, or something to the same effect.
    Message(Box<InboundMessage>),
    /// The customer reacted to a message; `emoji` is `None` when the reaction was taken back.
    Reaction {
        /// Id of the reaction's own webhook message.
        id: String,
        /// Provider's id of the message reacted to.
        target: String,
        /// The emoji.
        emoji: Option<String>,
        /// When (provider's clock).
        at: Timestamp,
    },
    /// The customer changed a message.
    Edit {
        /// Id of the edit's own webhook message.
        id: String,
        /// Provider's id of the message changed.
        target: String,
        /// Its new content.
        content: Content,
        /// When.
        at: Timestamp,
    },
    /// The customer deleted a message.
    Revoke {
        /// Id of the revocation's own webhook message.
        id: String,
        /// Provider's id of the message deleted.
        target: String,
        /// When.
        at: Timestamp,
    },
    /// How far one of our messages got.
    Status(InboundStatus),
    /// The customer's addresses changed: the old and the new ones belong to one contact. Opens no ticket.
    IdentityChange {
        /// Id of the webhook message, if it has one.
        id: Option<String>,
        /// Addresses known before.
        before: Vec<Identity>,
        /// Addresses from now on.
        after: Vec<Identity>,
        /// The provider's words.
        detail: String,
        /// When.
        at: Timestamp,
    },
    /// The customer turned marketing off or on inside WhatsApp.
    Preference {
        /// Their addresses, at least one.
        from: Vec<Identity>,
        /// What they chose.
        choice: Preference,
        /// The provider's words.
        detail: String,
        /// When.
        at: Timestamp,
    },
    /// Meta decided something about a template.
    Template(Box<TemplateNews>),
    /// The provider announces something about an account or a number.
    Alert(Box<AlertNews>),
    /// Understood, journaled, and of no use yet.
    Noted,
    /// It could not be understood; technical words.
    Broken {
        /// Why.
        error: String,
    },
}

/// What a customer chose about marketing (Cloud API, *user_preferences webhook*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    /// No more.
    Stop,
    /// Again.
    Resume,
    /// For the first time, by a link.
    Signup,
}

/// What a customer sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboundMessage {
    /// The provider's id (`wamid…`, `wacid…`).
    pub id: String,
    /// The sender's addresses, at least one; the first is where to reply to.
    pub from: Vec<Identity>,
    /// The sender's name as they gave it.
    pub name: Option<String>,
    /// The sender's user name, without `@`.
    pub username: Option<String>,
    /// When it was written (provider's clock).
    pub at: Timestamp,
    /// What it holds.
    pub content: Content,
    /// Whether it opens the window. Reactions, edits, revocations and system messages do not.
    pub opens_window: bool,
    /// Provider's id of the message it replies to.
    pub reply_to: Option<String>,
    /// Where it came from.
    pub provenance: Provenance,
    /// It came from a click-to-WhatsApp advertisement or post.
    pub from_ad: bool,
}

/// A status of one of our messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboundStatus {
    /// The provider's id of the message.
    pub target: String,
    /// Our id, from `biz_opaque_callback_data`.
    pub ours: Option<MessageId>,
    /// How far it got.
    pub status: MessageStatus,
    /// Why it failed.
    pub failure: Option<SendFailure>,
    /// What the provider told of its price.
    #[serde(default)]
    pub pricing: Option<Pricing>,
    /// When.
    pub at: Timestamp,
}
