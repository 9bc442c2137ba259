// The line to write on: text, attachments, replies, edits, and the age the next message is to have.

import { fileData } from "./api.js";
import { el, icon, line, openMenu } from "./dom.js";
import { quote } from "./bubble.js";
import { t } from "./words.js";

const AGES = [["now", 0], ["h23", 82800], ["almost", 86370], ["past", 86460]];

export class Composer {
  constructor(say, names, tell) {
    this.say = say;
    this.names = names;
    this.tell = tell;
    this.replying = null;
    this.editing = null;
    this.input = el("textarea", { rows: 1, autocomplete: "off", oninput: () => this.fit(), onkeydown: (event) => this.key(event), onpaste: (event) => this.paste(event) });
    this.button = el("button", { class: "icon send", type: "submit" }, icon("send", 18));
    this.attach = el("button", { class: "icon", type: "button", "aria-haspopup": "menu", onclick: () => this.attachMenu() }, icon("plus", 20));
    this.file = el("input", { type: "file", hidden: true, "aria-hidden": "true", tabindex: -1, onchange: () => this.sendFile(this.file.files[0]) });
    this.bar = el("div", { class: "reply", hidden: true });
    this.form = el("form", { class: "composer", onsubmit: (event) => this.submit(event) }, this.attach, this.input, this.button, this.file);
    this.age = el("select", { onchange: () => this.age.classList.toggle("aged", this.age.value !== "0") });
    this.ageLabel = el("label", {}, el("span"), this.age);
    this.words();
  }

  words() {
    this.input.placeholder = t("write");
    this.input.setAttribute("aria-label", t("write"));
    this.button.setAttribute("aria-label", t("send"));
    this.attach.setAttribute("aria-label", t("attach"));
    this.ageLabel.firstChild.textContent = t("age");
    this.ageLabel.title = t("ageHint");
    const chosen = this.age.value || "0";
    this.age.replaceChildren(...AGES.map(([key, seconds]) => el("option", { value: String(seconds), text: t(key) })));
    this.age.value = chosen;
    this.showBar();
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(116, Math.max(38, this.input.scrollHeight + 2))}px`;
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape" && (this.replying || this.editing)) {
      this.leave();
    }
  }

  reply(message) {
    this.leave();
    this.replying = message;
    this.showBar();
    this.input.focus();
  }

  edit(message) {
    this.leave();
    this.editing = message;
    this.input.value = message.content.body ?? message.content.caption ?? "";
    this.fit();
    this.showBar();
    this.input.focus();
  }

  leave() {
    if (this.editing) this.input.value = "";
    this.replying = null;
    this.editing = null;
    this.showBar();
  }

  showBar() {
    const subject = this.replying ?? this.editing;
    this.bar.hidden = !subject;
    if (!subject) return;
    const mark = quote(subject, this.names());
    if (this.editing) mark.firstChild.textContent = t("editing");
    this.bar.replaceChildren(mark, el("button", { class: "icon", type: "button", "aria-label": t("cancelReply"), onclick: () => this.leave() }, icon("close", 16)));
  }

  // Adds age and quoted message to what is said, then sends it. The age holds for one message.
  async send(message) {
    const seconds = Number(this.age.value);
    if (seconds) message.age_seconds = seconds;
    if (this.replying) message.reply_to = this.replying.id;
    this.replying = null;
    this.showBar();
    this.age.value = "0";
    this.age.classList.remove("aged");
    return this.say(message);
  }

  async submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fit();
    if (this.editing) {
      const original = this.editing.id;
      this.editing = null;
      this.showBar();
      await this.say({ type: "edit", edit: { original_message_id: original, body: text } });
    } else if (!(await this.send({ type: "text", text: { body: text } }))) {
      this.input.value = text;
    }
    this.input.focus();
  }

  paste(event) {
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (!file) return;
    event.preventDefault();
    this.sendFile(file);
  }

  async sendFile(file) {
    this.file.value = "";
    if (!file) return;
    const [group] = file.type.split("/");
    const type = file.type === "image/webp" ? "sticker" : ["image", "audio", "video"].includes(group) ? group : "document";
    const object = { data_base64: await fileData(file), mime_type: file.type || "application/octet-stream" };
    if (type === "document") object.filename = file.name;
    if (type === "audio") object.voice = false;
    if (type !== "audio" && type !== "sticker" && this.input.value.trim()) {
      object.caption = this.input.value.trim();
      this.input.value = "";
      this.fit();
    }
    await this.send({ type, [type]: object });
  }

  location(replyTo) {
    const place = { latitude: -19.92083, longitude: -43.93778, name: "Praça da Estação", address: "Belo Horizonte, MG" };
    return this.send({ type: "location", location: place, reply_to: replyTo });
  }

  attachMenu() {
    const media = (type, extra = {}) => () => {
      const caption = this.input.value.trim();
      if (caption && type !== "audio" && type !== "sticker") {
        extra = { ...extra, caption };
        this.input.value = "";
        this.fit();
      }
      this.send({ type, [type]: extra });
    };
    const card = [{ name: { formatted_name: "Paula Reis", first_name: "Paula", last_name: "Reis" }, phones: [{ phone: "+55 31 97654-3210", wa_id: "5531976543210", type: "CELL" }] }];
    const menu = el("div", { class: "menu", role: "menu" },
      line("image", t("photo"), media("image")),
      line("file", t("document"), media("document", { filename: "comprovante.pdf" })),
      line("mic", t("audio"), media("audio")),
      line("film", t("video"), media("video")),
      line("smile", t("sticker"), media("sticker")),
      line("pin", t("location"), () => this.location()),
      line("person", t("contact"), () => this.send({ type: "contacts", contacts: card })),
      el("hr"),
      line("plus", t("chooseFile"), () => this.file.click()));
    menu.style.left = "8px";
    menu.style.bottom = "calc(100% + 4px)";
    openMenu(this.attach, menu, this.form);
  }
}
