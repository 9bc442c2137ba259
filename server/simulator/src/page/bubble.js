// One message as the customer's phone shows it.

import { el, icon } from "./dom.js";
import { clockText, t } from "./words.js";

// WhatsApp's marks: *bold*, _italic_, ~struck~, `code`; links open elsewhere.
const MARKS = /(\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~|`{1,3}[^`]+`{1,3}|https?:\/\/[^\s]+)/g;

export function formatted(text) {
  const node = el("div", { class: "text" });
  for (const part of String(text ?? "").split(MARKS)) {
    if (!part) continue;
    const inner = part.slice(1, -1);
    if (/^https?:\/\//.test(part)) node.append(el("a", { href: part, target: "_blank", rel: "noopener noreferrer", text: part }));
    else if (/^\*[^*]+\*$/.test(part)) node.append(el("strong", { text: inner }));
    else if (/^_[^_]+_$/.test(part)) node.append(el("em", { text: inner }));
    else if (/^~[^~]+~$/.test(part)) node.append(el("s", { text: inner }));
    else if (/^`/.test(part)) node.append(el("code", { text: part.replace(/^`+|`+$/g, "") }));
    else node.append(part);
  }
  return node;
}

// A line that stands for a message in quotes and previews.
export function summary(message) {
  if (!message) return "";
  if (message.revoked) return t("deleted");
  const content = message.content ?? {};
  const named = { image: "photo", document: "document", audio: "audio", video: "video", sticker: "sticker", location: "location", contacts: "contact" };
  switch (message.type) {
    case "text": return content.body;
    case "template": return content.body;
    case "interactive": return content.body?.text ?? content.button_reply?.title ?? content.list_reply?.title ?? t("unknown", { type: "interactive" });
    case "button": return content.text;
    case "order": return t("orderText", { n: content.product_items?.length ?? 0 });
    case "unsupported": return t("unsupported");
    case "system": return content.body ?? t("systemNote");
    default: return content.caption || content.filename || (named[message.type] ? t(named[message.type]) : t("unknown", { type: message.type }));
  }
}

function card(shape, title, small) {
  return el("div", { class: "card" }, icon(shape, 24), el("div", { class: "grow" }, el("b", { text: title }), small ? el("small", { text: small }) : null));
}

function fileNode(kind, content) {
  const source = content.media_id ?? content.id;
  const address = source ? `/sim/media/${encodeURIComponent(source)}` : null;
  if (address && kind === "image") return el("img", { class: "picture", src: address, alt: content.caption || t("image"), loading: "lazy" });
  if (address && kind === "sticker") return el("img", { class: "sticker", src: address, alt: t("sticker"), loading: "lazy" });
  if (address && kind === "audio") return el("audio", { controls: true, preload: "none", src: address, "aria-label": t("audio") });
  const shapes = { image: "image", video: "film", audio: "mic", sticker: "smile", document: "file" };
  const names = { image: "photo", video: "video", audio: "audio", sticker: "sticker", document: "document" };
  return card(shapes[kind], content.filename || t(names[kind]), content.mime_type || content.link);
}

function header(head) {
  if (!head) return null;
  if (head.type === "text") return el("div", { class: "head", text: head.text });
  if (head.type === "location") return card("pin", head.place || t("location"));
  const file = head[head.type] ?? head;
  return fileNode(head.type, { media_id: file.media_id ?? file.id, link: file.link, filename: head.filename });
}

function body(message) {
  const content = message.content ?? {};
  switch (message.type) {
    case "text": return [formatted(content.body)];
    case "image": case "video": case "audio": case "document": case "sticker":
      return [fileNode(message.type, content), content.caption ? formatted(content.caption) : null];
    case "location":
      return [el("div", { class: "map", "aria-hidden": "true" }, icon("pin", 30)),
        content.name ? el("b", { text: content.name }) : null,
        el("div", { class: "foot", text: content.address || `${content.latitude}, ${content.longitude}` })];
    case "contacts":
      return (Array.isArray(content) ? content : []).map((person) =>
        card("person", person.name?.formatted_name ?? person.phones?.[0]?.phone ?? t("contact"), person.phones?.map((p) => p.phone).join(", ")));
    case "template":
      return [header(content.header), formatted(content.body), content.footer ? el("div", { class: "foot", text: content.footer }) : null];
    case "interactive": {
      const chosen = content.button_reply ?? content.list_reply;
      if (chosen) return [formatted(chosen.title), chosen.description ? el("div", { class: "foot", text: chosen.description }) : null];
      if (content.nfm_reply) return [card("form", content.nfm_reply.name, content.nfm_reply.body)];
      return [header(content.header), formatted(content.body?.text ?? ""), content.footer?.text ? el("div", { class: "foot", text: content.footer.text }) : null];
    }
    case "button": return [formatted(content.text)];
    case "order": return [card("cart", t("orderText", { n: content.product_items?.length ?? 0 }), content.text)];
    default: return [card("question", message.type === "unsupported" ? t("unsupported") : t("unknown", { type: message.type }))];
  }
}

function tap(shape, text, onclick) {
  return el("button", { class: "tap", type: "button", onclick }, shape ? icon(shape, 16) : null, el("span", { text }));
}

// The buttons under a message of the business, and what a tap on them sends.
function taps(message, acts) {
  const content = message.content ?? {};
  const answer = (type, object) => acts.say({ type, [type]: object, reply_to: message.id });
  if (message.type === "template") {
    return (content.buttons ?? []).map((button) => {
      switch (button.type) {
        case "quick_reply": return tap("reply", button.text, () => answer("button", { text: button.text, payload: button.payload }));
        case "url": return tap("link", button.text, () => acts.tell(t("opens", { what: button.url })));
        case "phone_number": return tap("call", button.text, () => acts.tell(t("calls", { what: button.phone_number })));
        case "copy_code": return tap("copy", button.text || button.code, () => acts.tell(t("copied", { what: button.code })));
        default: return tap(null, button.text || button.type, () => acts.tell(t("opens", { what: button.type })));
      }
    });
  }
  if (message.type !== "interactive" || message.from_customer) return [];
  const action = content.action ?? {};
  switch (content.type) {
    case "button":
      return (action.buttons ?? []).map((button) =>
        tap("reply", button.reply?.title, () => answer("interactive", { type: "button_reply", button_reply: button.reply })));
    case "list": return [tap("list", action.button, () => acts.sheet(message))];
    case "cta_url": return [tap("link", action.parameters?.display_text, () => acts.tell(t("opens", { what: action.parameters?.url })))];
    case "location_request_message": return [tap("pin", t("sendLocation"), () => acts.location(message.id))];
    case "flow":
      return [tap("form", action.parameters?.flow_cta, () => answer("interactive", { type: "nfm_reply", nfm_reply: {
        name: "flow", body: "Sent", response_json: JSON.stringify({ flow_token: action.parameters?.flow_token ?? "unused", resposta: "ok" }) } }))];
    default: return [];
  }
}

// Ticks of the customer's own messages: one when sent, two when the desk has them, blue when it read them.
function ticks(message) {
  if (!message.from_customer) return null;
  if (message.status === "accepted") return icon("clock", 13);
  if (message.status === "sent") return icon("one", 15);
  const node = icon("two", 16);
  if (message.status === "read" || message.status === "played") node.classList.add("blue");
  return node;
}

export function quote(message, names) {
  return el("div", { class: "quote" }, el("b", { text: message?.from_customer ? t("you") : names.business }), el("div", { class: "cut", text: summary(message) || "…" }));
}

export function render(message, before, all, names, acts) {
  if (!message.from_customer && message.status === "failed") {
    return el("div", { class: "note bad", text: t("undelivered", { code: message.error?.code ?? "?", details: message.error?.details ?? "" }) });
  }
  if (message.type === "system" || message.type === "request_welcome") return el("div", { class: "note", text: summary(message) });
  const turn = !before || before.from_customer !== message.from_customer;
  const waiting = !message.from_customer && (message.status === "accepted" || message.status === "sent");
  const reactions = [message.reaction_business, message.reaction_customer].filter(Boolean);
  const bare = message.type === "sticker" && !message.revoked;
  const quoted = message.context ? all.find((other) => other.id === message.context) ?? {} : null;
  const inner = message.revoked
    ? [el("div", { class: "gone", text: t("deleted") })]
    : [quoted && message.type !== "template" ? quote(quoted, names) : null, ...body(message)];
  const meta = el("div", { class: "meta" },
    waiting ? el("span", { text: t("onTheWay") }) : null,
    message.edited && !message.revoked ? el("span", { text: t("edited") }) : null,
    el("time", { text: clockText(message.at_ms) }), ticks(message));
  const more = el("button", { class: "more", type: "button", "aria-label": t("messageMenu"), "aria-haspopup": "menu", onclick: () => acts.menu(message, node, more) }, icon("down", 16));
  const bubble = el("div", { class: `bubble${bare ? " bare" : ""}` }, inner, meta, message.revoked ? null : more);
  const node = el("article", {
    class: `msg${message.from_customer ? " own" : ""}${turn ? " new" : ""}${reactions.length ? " reacted" : ""}${waiting ? " way" : ""}`,
    "data-id": message.id,
  }, bubble, message.revoked || waiting ? null : el("div", { class: "taps" }, taps(message, acts)),
  reactions.length ? el("span", { class: "reaction", text: reactions.join("") }) : null);
  longPress(bubble, () => acts.menu(message, node, more));
  return node;
}

function longPress(node, act) {
  let timer = 0;
  const cancel = () => clearTimeout(timer);
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    timer = setTimeout(act, 450);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove"]) node.addEventListener(name, cancel);
  node.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    cancel();
    act();
  });
}
