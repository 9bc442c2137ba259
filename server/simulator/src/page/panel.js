// The side panel: faults on demand, the 24-hour rule, the latest webhooks. And the dialogs.

import { call } from "./api.js";
import { el, icon } from "./dom.js";
import { clockText, t } from "./words.js";

const SEND_KINDS = ["server_error", "too_many_requests", "graph_error", "hang", "reset", "half_answer", "html", "no_id", "lost_error", "lost_hang", "lost_reset", "failed_status", "slow"];
const EXTRA = { too_many_requests: { retry_after: 3 }, graph_error: { code: 131056 }, failed_status: { code: 131026 }, slow: { ms: 5000 } };
const NUMBERS = [["duplicate", "duplicate"], ["reorder", "reorder"], ["batch", "batch"], ["delay_ms", "delay"], ["drop_next", "dropNext"], ["fail_first", "failFirst"]];

const RATINGS = [
  ["quality", ["GREEN", "YELLOW", "RED", "UNKNOWN"]],
  ["status", ["CONNECTED", "RESTRICTED", "BANNED", "PENDING"]],
  ["name_status", ["APPROVED", "PENDING_REVIEW", "DECLINED"]],
  ["throughput", ["STANDARD", "HIGH", "NOT_APPLICABLE"]],
  ["limit", ["TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"]],
  ["review", ["APPROVED", "PENDING", "REJECTED"]],
];

export function faultsActive(faults) {
  const hook = faults?.webhook ?? {};
  return Boolean(faults?.expired_token || faults?.sends?.length || faults?.reengagement?.length || hook.drop_all || NUMBERS.some(([field]) => hook[field]));
}

export class Panel {
  constructor(node, desk) {
    this.node = node;
    this.desk = desk;
    this.log = el("ul", { class: "log" });
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
    if (!this.node.hidden) {
      this.draw();
      this.node.querySelector("button")?.focus();
    }
  }

  async put(faults) {
    try {
      await call("PUT", "faults", faults);
    } catch (error) {
      this.desk.tell(error.message, true);
    }
  }

  webhook(field, value) {
    const faults = this.desk.state.faults;
    faults.webhook[field] = value;
    return this.put(faults);
  }

  people(chosen, onchange, label) {
    const options = this.desk.state.customers.map((person) => el("option", { value: person.id, text: person.name || person.user_id }));
    const select = el("select", { onchange, "aria-label": label }, el("option", { value: "", text: t("all") }), options);
    select.value = chosen ?? "";
    return select;
  }

  draw() {
    if (this.node.hidden) return;
    const { faults, window: rule } = this.desk.state;
    const number = ([field, word]) => el("label", { class: "field" }, el("span", { text: t(word) }),
      el("input", { type: "number", min: 0, max: field === "delay_ms" ? 60000 : 100, value: faults.webhook[field] ?? 0, onchange: (event) => this.webhook(field, Math.max(0, Number(event.target.value) || 0)) }));
    const ruleSelect = el("select", { "aria-label": t("windowRule"), onchange: (event) => call("PUT", "config", { window: event.target.value }).catch((e) => this.desk.tell(e.message, true)) },
      [["async", "ruleAsync"], ["sync", "ruleSync"], ["off", "ruleOff"]].map(([value, word]) => el("option", { value, text: t(word) })));
    ruleSelect.value = rule;
    this.node.replaceChildren(
      el("header", {}, el("h2", { class: "grow", text: t("faultsTitle") }), el("button", { class: "icon", type: "button", "aria-label": t("close"), onclick: () => this.toggle() }, icon("close", 18))),
      el("section", {}, el("h3", { text: t("windowRule") }), ruleSelect),
      el("section", {}, el("h3", { text: t("webhookFaults") }), NUMBERS.map(number),
        el("label", { class: "field" }, el("span", { text: t("dropAll") }), el("input", { type: "checkbox", checked: faults.webhook.drop_all, onchange: (event) => this.webhook("drop_all", event.target.checked) })),
        el("label", { class: "field wide" }, el("span", { text: t("only") }), this.people(this.idOf(faults.webhook.only), (event) => this.webhook("only", event.target.value || null), t("only")))),
      this.sends(faults),
      this.numbers(faults),
      el("button", { class: "btn danger", type: "button", onclick: () => call("DELETE", "faults").catch((e) => this.desk.tell(e.message, true)) }, t("clear")),
      el("section", {}, el("h3", { text: t("recent") }), this.log));
    this.drawLog();
  }

  // How the platform rates each number, and the token that opens it.
  numbers(faults) {
    const tell = (error) => this.desk.tell(error.message, true);
    const token = el("label", { class: "field" }, el("span", { text: t("expiredToken") }),
      el("input", { type: "checkbox", checked: faults.expired_token, onchange: (event) => this.put({ ...faults, expired_token: event.target.checked }) }));
    const cards = this.desk.state.numbers.map((number) => {
      const rate = (change) => call("PATCH", `numbers/${number.phone_number_id}`, change).catch(tell);
      const fields = RATINGS.map(([field, words]) => {
        const select = el("select", { onchange: (event) => rate({ [field]: event.target.value }) }, words.map((word) => el("option", { value: word, text: word })));
        select.value = number.standing[field];
        return el("label", { class: "field" }, el("span", { text: t(`rate_${field}`) }), select);
      });
      return el("details", {}, el("summary", { text: `${number.verified_name} ${number.display_phone_number}` }), fields,
        el("label", { class: "field" }, el("span", { text: t("rate_subscribed") }), el("input", { type: "checkbox", checked: number.subscribed, onchange: (event) => rate({ subscribed: event.target.checked }) })));
    });
    return el("section", {}, el("h3", { text: t("numbers") }), token, cards);
  }

  idOf(name) {
    if (!name) return "";
    return this.desk.state.customers.find((person) => [person.id, person.phone, person.user_id].includes(name))?.id ?? "";
  }

  sends(faults) {
    const kind = el("select", { "aria-label": t("sendFaults") }, SEND_KINDS.map((value) => el("option", { value, text: t(value) })));
    const times = el("select", { "aria-label": t("times", { n: "" }) }, [1, 2, 3, 5, 0].map((n) => el("option", { value: String(n), text: n ? t("times", { n }) : t("always") })));
    const who = this.people("", null, t("only"));
    const add = () => {
      const fault = { kind: kind.value, ...(EXTRA[kind.value] ?? {}), times: Number(times.value) };
      if (who.value) fault.to = who.value;
      call("POST", "faults/sends", fault).catch((error) => this.desk.tell(error.message, true));
    };
    const name = (id) => this.desk.state.customers.find((person) => person.id === id)?.name ?? id;
    const items = faults.sends.map((fault, index) => el("li", { class: "item" },
      el("span", { class: "grow cut", text: `${t(fault.kind)} · ${fault.times ? t("times", { n: fault.times }) : t("always")}${fault.to ? ` · ${name(fault.to)}` : ""}` }),
      el("button", { class: "icon", type: "button", "aria-label": t("remove"), onclick: () => this.put({ ...faults, sends: faults.sends.filter((_, other) => other !== index) }) }, icon("close", 14))));
    return el("section", {}, el("h3", { text: t("sendFaults") }), el("div", { class: "list" }, kind, el("div", { class: "row" }, who, times, el("button", { class: "btn", type: "button", onclick: add }, t("addFault")))),
      el("ul", { class: "list" }, items));
  }

  async drawLog() {
    if (this.node.hidden) return;
    const since = Math.max(0, (this.desk.lastSerial ?? 0) - 60);
    const log = await call("GET", `log?since=${since}`).catch(() => null);
    if (!log) return;
    this.desk.lastSerial = log.last;
    const rows = log.webhooks.slice(-14).reverse().map((hook) => {
      const value = hook.body?.entry?.[0]?.changes?.[0]?.value ?? {};
      const what = value.messages?.[0]?.type ?? value.statuses?.[0]?.status ?? value.event ?? hook.field;
      const good = hook.outcome === "delivered";
      const status = hook.attempts.at(-1)?.http_status;
      return el("li", {}, el("time", { class: "muted", text: clockText(hook.at_ms) }), el("span", { class: "grow cut", text: `${what}${hook.duplicate ? " ×2" : ""}` }),
        el("span", { class: good ? "ok" : hook.outcome === "waiting" ? "muted" : "bad", text: `${t(hook.outcome)}${status ? ` ${status}` : ""}${hook.attempts.length > 1 ? ` (${hook.attempts.length})` : ""}` }));
    });
    this.log.replaceChildren(...(rows.length ? rows : [el("li", { class: "muted", text: t("none") })]));
  }
}

function show(dialog, title, fields, label, submit, tell) {
  const form = el("form", { method: "dialog", onsubmit: async (event) => {
    event.preventDefault();
    try {
      await submit();
      dialog.close();
    } catch (error) {
      tell(error.message, true);
    }
  } }, el("h2", { text: title }), fields, el("div", { class: "row" },
    el("button", { class: "btn ghost", type: "button", onclick: () => dialog.close() }, t("cancel")), el("button", { class: "btn primary", type: "submit" }, label)));
  dialog.replaceChildren(form);
  dialog.setAttribute("aria-label", title);
  dialog.showModal();
  form.querySelector("input")?.focus();
}

const field = (label, input) => el("label", { class: "field wide" }, el("span", { text: label }), input);

export function newCustomerDialog(dialog, desk) {
  const name = el("input", { required: true, maxlength: 80, autocomplete: "off" });
  const phone = el("input", { inputmode: "tel", placeholder: "+55 31 98888-7777", autocomplete: "off" });
  const username = el("input", { placeholder: "@nome", autocomplete: "off" });
  const [phoneField, userField] = [field(t("phone"), phone), field(t("username"), username)];
  const choices = [["withPhone", "withPhoneHint"], ["withoutPhone", "withoutPhoneHint"]].map(([word, hint], index) =>
    el("button", { type: "button", "aria-pressed": index === 0, onclick: () => choose(index === 0) }, el("b", { text: t(word) }), el("small", { text: t(hint) })));
  const choose = (withPhone) => {
    choices[0].setAttribute("aria-pressed", withPhone);
    choices[1].setAttribute("aria-pressed", !withPhone);
    phoneField.hidden = !withPhone;
    userField.hidden = withPhone;
    phone.required = withPhone;
  };
  choose(true);
  show(dialog, t("newCustomer"), [el("div", { class: "choice" }, choices), field(t("name"), name), phoneField, userField], t("create"), async () => {
    const body = { name: name.value };
    if (!phoneField.hidden) body.phone = phone.value;
    else if (username.value) body.username = username.value.startsWith("@") ? username.value : `@${username.value}`;
    const made = await call("POST", "customers", body);
    desk.show(made.id);
  }, desk.tell);
}

export function changeNumberDialog(dialog, desk, person) {
  const phone = el("input", { inputmode: "tel", required: true, placeholder: "+55 31 98888-7777", autocomplete: "off" });
  show(dialog, t("changeNumber"), [field(t("newNumber"), phone)], t("changeNumber").replace("…", ""), async () => {
    const digits = phone.value.replace(/\D/g, "");
    await call("POST", `customers/${person.id}/messages`, { type: "system", system: {
      type: "user_changed_number", wa_id: digits, body: `User ${person.name} changed from ${person.phone} to ${digits}` } });
  }, desk.tell);
}
