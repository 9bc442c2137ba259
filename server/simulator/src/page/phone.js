// One customer's phone: caption, screen (chats or a chat), composer, tray.

import { call } from "./api.js";
import { avatar, el, icon, line, openMenu, phoneText } from "./dom.js";
import { render, summary } from "./bubble.js";
import { Composer } from "./compose.js";
import { clockText, dayText, spanText, t } from "./words.js";

const EMOJIS = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

export class Phone {
  constructor(id, desk) {
    this.id = id;
    this.desk = desk;
    this.screen = "chat";
    this.number = null;
    this.drawn = "";
    this.nodes = new Map();
    this.customer = null;
    this.caption = el("header", { class: "caption" });
    this.statusbar = el("div", { class: "statusbar", "aria-hidden": "true" });
    this.head = el("div", { class: "chathead" });
    this.list = el("div", { class: "messages", role: "log", tabindex: 0 });
    this.pinned = true;
    this.list.addEventListener("scroll", () => {
      this.pinned = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
    }, { passive: true });
    // Pictures arrive after their message, keyboards come and go: the end stays in view.
    this.list.addEventListener("load", () => this.toEnd(), true);
    new ResizeObserver(() => this.toEnd()).observe(this.list);
    this.chats = el("div", { class: "chats" });
    this.glass = el("div", { class: "screen" });
    this.window = el("span", { class: "window" });
    this.composer = new Composer((message) => this.say(message), () => this.names(), desk.tell);
    this.menuButton = el("button", { class: "btn square", type: "button", "aria-haspopup": "menu", onclick: () => this.phoneMenu() }, icon("more", 18));
    this.holder = el("div", { class: "holder" }, this.menuButton);
    this.tray = el("div", { class: "tray" }, this.composer.ageLabel, this.holder);
    this.node = el("section", { class: "slot", "data-customer": id }, this.caption, el("div", { class: "phone" }, this.glass), this.tray);
  }

  names() {
    return { business: this.business()?.verified_name ?? "", customer: this.customer?.name ?? "" };
  }

  business() {
    return this.desk.state.numbers.find((number) => number.phone_number_id === this.number);
  }

  async attempt(work) {
    try {
      await work();
      return true;
    } catch (error) {
      this.desk.tell(error.message, true);
      return false;
    }
  }

  say(message) {
    return this.attempt(() => call("POST", `customers/${this.id}/messages`, { phone_number_id: this.number, ...message }));
  }

  open(number) {
    this.screen = "chat";
    this.number = number;
    this.drawn = "";
    this.tellOpen(true);
    this.update(this.customer);
    this.composer.input.focus({ preventScroll: true });
  }

  close() {
    this.screen = "chats";
    this.drawn = "";
    this.tellOpen(false);
    this.update(this.customer);
  }

  tellOpen(open) {
    return this.attempt(() => call("POST", `customers/${this.id}/open`, { open, phone_number_id: this.number }));
  }

  // Draws what changed since the last time.
  update(customer, words = false) {
    const first = !this.customer;
    this.customer = customer;
    if (!this.number) this.number = this.desk.state.numbers[0]?.phone_number_id ?? null;
    if (first) this.tellOpen(true);
    if (words) {
      this.composer.words();
      this.nodes.clear();
    }
    const key = [customer.revision, this.screen, this.number, customer.typing, words, this.desk.state.numbers.length].join();
    this.tick();
    if (key === this.drawn) return;
    this.drawn = [customer.revision, this.screen, this.number, customer.typing, false, this.desk.state.numbers.length].join();
    this.node.classList.toggle("off", !customer.online);
    this.node.setAttribute("aria-label", customer.name || customer.user_id);
    this.menuButton.setAttribute("aria-label", t("phoneMenu"));
    this.drawCaption();
    if (this.screen === "chats") this.drawChats();
    else this.drawChat();
  }

  drawCaption() {
    const person = this.customer;
    const address = person.phone ? phoneText(person.phone) : `${person.username ?? person.user_id} · ${t("noPhone")}`;
    this.caption.replaceChildren(avatar(person.name, person.id),
      el("div", { class: "grow" }, el("b", { class: "cut", text: person.name || person.user_id }), el("small", { class: "cut", text: address })),
      this.window,
      el("button", { class: "icon", type: "button", "aria-label": t("hide"), title: t("hide"), onclick: () => this.desk.hide(this.id) }, icon("close", 16)));
  }

  // The parts that move with the clock.
  tick() {
    if (!this.customer) return;
    const now = this.desk.now();
    const closes = this.customer.windows?.[this.number]?.closes_ms;
    const left = (closes ?? 0) - now;
    const state = !closes ? "closed" : left <= 0 ? "closed" : left < 3600000 ? "soon" : "open";
    const words = !closes ? t("windowNone") : left <= 0 ? t("windowClosed", { time: spanText(-left) }) : t("windowOpen", { time: spanText(left) });
    const short = !closes ? "—" : spanText(Math.abs(left));
    this.window.className = `window ${state}`;
    this.window.title = words;
    this.window.replaceChildren(icon("clock", 14), el("span", { text: left <= 0 && closes ? `−${short}` : short, "aria-hidden": "true" }), el("span", { class: "sr", text: words }));
    this.statusbar.replaceChildren(el("span", { text: clockText(now) }), el("span", { text: this.customer.online ? "5G · 87%" : "—" }));
  }

  chatMessages(number) {
    return this.customer.messages.filter((message) => message.phone_number_id === number);
  }

  drawChats() {
    const rows = this.desk.state.numbers.map((number) => {
      const messages = this.chatMessages(number.phone_number_id);
      const last = messages[messages.length - 1];
      return el("li", {}, el("button", { class: "person", type: "button", onclick: () => this.open(number.phone_number_id) },
        avatar(number.verified_name, number.phone_number_id),
        el("span", { class: "grow" }, el("b", { class: "cut", text: number.verified_name }), el("small", { class: "cut preview", text: last ? summary(last) : t("noMessages") })),
        last ? el("small", { text: clockText(last.at_ms) }) : null));
    });
    this.chats.replaceChildren(el("h3", { text: t("chats") }), el("ul", {}, rows));
    this.glass.replaceChildren(this.statusbar, this.chats);
  }

  drawChat() {
    const business = this.business();
    this.head.replaceChildren(
      el("button", { class: "icon", type: "button", "aria-label": t("back"), onclick: () => this.close() }, icon("back", 20)),
      avatar(business?.verified_name ?? "", business?.phone_number_id ?? "", true),
      el("div", { class: "grow" }, el("b", {}, el("span", { class: "cut", text: business?.verified_name ?? "" }), icon("seal", 15)),
        el("small", { class: this.customer.typing ? "live" : "", text: this.customer.typing ? t("typing") : t("online") })));
    const messages = this.chatMessages(this.number);
    const children = [];
    const kept = new Map();
    let day = "";
    messages.forEach((message, index) => {
      const label = dayText(message.at_ms, this.desk.now());
      if (label !== day) children.push(el("div", { class: "day", text: label }));
      day = label;
      const quoted = message.context ? messages.find((other) => other.id === message.context) : null;
      const key = JSON.stringify([message, messages[index - 1]?.from_customer, quoted?.content, quoted?.revoked]);
      const old = this.nodes.get(message.id);
      const node = old?.key === key ? old.node : render(message, messages[index - 1], messages, this.names(), this.acts());
      kept.set(message.id, { key, node });
      children.push(node);
    });
    this.nodes = kept;
    const pinned = this.pinned;
    this.list.replaceChildren(...children);
    if (!this.glass.contains(this.list)) {
      this.glass.replaceChildren(this.statusbar, this.head, this.list, this.composer.bar, this.composer.form);
      this.pinned = true;
    } else {
      this.pinned = pinned;
    }
    this.toEnd();
  }

  toEnd() {
    if (this.pinned) this.list.scrollTop = this.list.scrollHeight;
  }

  acts() {
    return {
      say: (message) => this.composer.send(message),
      tell: this.desk.tell,
      location: (replyTo) => this.composer.location(replyTo),
      sheet: (message) => this.sheet(message),
      menu: (message, node, anchor) => this.messageMenu(message, node, anchor),
    };
  }

  messageMenu(message, node, anchor) {
    const react = (emoji) => this.say({ type: "reaction", reaction: { message_id: message.id, emoji: message.reaction_customer === emoji ? "" : emoji } });
    const own = message.from_customer;
    const editable = own && ["text", "image", "video", "document"].includes(message.type);
    const menu = el("div", { class: "menu", role: "menu" },
      own ? null : el("div", { class: "emojis" }, EMOJIS.map((emoji) => el("button", { type: "button", "aria-pressed": message.reaction_customer === emoji, "aria-label": t("react", { emoji }), text: emoji, onclick: () => react(emoji) }))),
      line("reply", t("reply"), () => this.composer.reply(message)),
      editable ? line("edit", t("edit"), () => this.composer.edit(message)) : null,
      own ? line("trash", t("revoke"), () => this.say({ type: "revoke", revoke: { original_message_id: message.id } })) : null);
    // Placed inside the glass, above or below the bubble, wherever there is room.
    const [screen, place] = [this.glass.getBoundingClientRect(), node.getBoundingClientRect()];
    const below = place.bottom - screen.top < screen.height * 0.6;
    if (below) menu.style.top = `${Math.max(60, Math.min(place.bottom - screen.top + 4, screen.height - 200))}px`;
    else menu.style.bottom = `${Math.min(screen.bottom - place.top + 4, screen.height - 200)}px`;
    menu.style[own ? "right" : "left"] = "12px";
    openMenu(anchor, menu, this.glass);
  }

  // The rows of a list message.
  sheet(message) {
    const action = message.content.action;
    const close = () => sheet.remove();
    const rows = (action.sections ?? []).flatMap((section) => [
      section.title ? el("h4", { text: section.title }) : null,
      ...section.rows.map((row) => el("button", { class: "pick", type: "button", onclick: () => {
        close();
        this.composer.send({ type: "interactive", interactive: { type: "list_reply", list_reply: row }, reply_to: message.id });
      } }, el("b", { text: row.title }), row.description ? el("small", { text: row.description }) : null)),
    ]);
    const sheet = el("div", { class: "sheet", role: "dialog", "aria-label": t("options"), onkeydown: (event) => event.key === "Escape" && close() },
      el("h3", {}, el("span", { text: action.button }), el("button", { class: "icon", type: "button", "aria-label": t("close"), onclick: close }, icon("close", 16))), rows);
    this.glass.querySelector(".sheet")?.remove();
    this.glass.append(sheet);
    sheet.querySelector(".pick")?.focus();
  }

  phoneMenu() {
    const person = this.customer;
    const change = (body) => () => this.attempt(() => call("PATCH", `customers/${this.id}`, body));
    const menu = el("div", { class: "menu", role: "menu" },
      line("power", t("powered"), change({ online: !person.online }), person.online),
      line("two", t("receipts"), change({ read_receipts: !person.read_receipts }), person.read_receipts),
      line("phone", t("whatsapp"), change({ on_whatsapp: !person.on_whatsapp }), person.on_whatsapp),
      line("close", t("noMarketing"), change({ stopped_marketing: !person.stopped_marketing }), person.stopped_marketing),
      el("hr"),
      line("clock", t("ageBy"), () => this.attempt(async () => {
        await call("POST", `customers/${this.id}/age`, { hours: 24 });
        this.desk.tell(t("ageDone"));
      })),
      line("bolt", t("fromAd"), () => this.say({ text: t("adText"), type: "text", referral: {
        source_url: "https://fb.me/exemplo", source_id: "120226305854810726", source_type: "ad", headline: "Revisão completa",
        body: "20% de desconto em novembro", media_type: "image", image_url: "https://scontent.example/anuncio.jpg", ctwa_clid: "Aff-simulado" } })),
      line("cart", t("sendOrder"), () => this.say({ type: "order", order: { catalog_id: "354160437058781", text: "", product_items: [
        { product_retailer_id: "OLEO-5W30", quantity: 4, item_price: 42.9, currency: "BRL" }, { product_retailer_id: "FILTRO", quantity: 1, item_price: 35, currency: "BRL" }] } })),
      line("question", t("sendPoll"), () => this.say({ type: "unsupported", unsupported: { type: "poll" } })),
      person.phone ? line("call", t("changeNumber"), () => this.desk.changeNumber(person)) : null);
    openMenu(this.menuButton, menu, this.holder);
  }
}
