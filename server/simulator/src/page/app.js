// The page: who is in view, the rail, the top bar; keeps everything in step with the simulator.

import { call, follow } from "./api.js";
import { avatar, el, icon, phoneText } from "./dom.js";
import { summary } from "./bubble.js";
import { Panel, changeNumberDialog, faultsActive, newCustomerDialog } from "./panel.js";
import { Phone } from "./phone.js";
import { startLanguage, switchLanguage, t } from "./words.js";

const find = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 719px)");
const phones = new Map();
let shown = JSON.parse(localStorage.getItem("simulator.shown") ?? "null");
let offset = 0;
let contact = true;
let railKey = "";

const desk = {
  state: null,
  lastSerial: 0,
  now: () => Date.now() + offset,
  tell,
  hide: (id) => setShown(shown.filter((other) => other !== id)),
  show: (id) => setShown(narrow.matches ? [id] : [...shown.filter((other) => other !== id), id], id),
  changeNumber: (person) => changeNumberDialog(find("dialog"), desk, person),
};
const panel = new Panel(find("panel"), desk);

function tell(text, bad = false) {
  const toast = el("div", { class: `toast${bad ? " bad" : ""}`, text });
  find("toasts").append(toast);
  setTimeout(() => toast.remove(), bad ? 6000 : 3500);
}

function setShown(ids, focus) {
  shown = ids;
  localStorage.setItem("simulator.shown", JSON.stringify(shown));
  draw();
  if (focus) phones.get(focus)?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function theme(next) {
  const dark = next ?? localStorage.getItem("simulator.theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.dataset.theme = dark;
  return dark;
}

function drawTop() {
  const { webhook_url: url, faults } = desk.state;
  const bad = faultsActive(faults);
  document.title = `${t("title")} · ${desk.state.numbers[0]?.verified_name ?? ""}`;
  find("top").replaceChildren(
    el("h1", { class: "brand" }, icon("phone", 24), el("span", {}, t("title"), el("small", { text: t("subtitle") }))),
    el("span", { class: "grow" }),
    el("span", { class: "hook", title: url ?? "" }, el("span", { class: `dot ${!contact ? "bad" : url ? "ok" : ""}` }),
      el("span", { class: "cut", text: !contact ? t("reconnecting") : url ? `${t("webhooksTo")} ${url.replace(/^https?:\/\//, "")}` : t("noWebhook") })),
    el("button", { class: `btn${bad ? " on" : ""}`, type: "button", title: bad ? t("faultsOn") : t("faults"), "aria-label": bad ? t("faultsOn") : t("faults"), onclick: () => panel.toggle() }, icon("bolt", 16), el("span", { class: "label", text: t("faults") })),
    el("button", { class: "btn ghost", type: "button", lang: t("language") === "English" ? "en" : "pt-BR", title: t("languageHint"), onclick: () => {
      switchLanguage();
      railKey = "";
      draw(true);
      panel.draw();
    } }, t("language")),
    el("button", { class: "btn ghost square", type: "button", "aria-label": t("theme"), title: t("theme"), onclick: () => {
      const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      localStorage.setItem("simulator.theme", next);
      theme(next);
    } }, icon("sun", 18)),
    el("button", { class: "btn primary", type: "button", "aria-label": t("newCustomer"), onclick: () => newCustomerDialog(find("dialog"), desk) }, icon("plus", 16), el("span", { class: "label", text: t("newCustomer") })));
}

// The customers whose phones are on the screen: all chosen ones, or the last of them where only one has room.
function inView() {
  const known = shown.filter((id) => desk.state.customers.some((person) => person.id === id));
  return narrow.matches ? known.slice(-1) : known;
}

function drawRail() {
  const visible = inView();
  const key = JSON.stringify([visible, desk.state.customers.map((person) => [person.id, person.revision])]);
  if (key === railKey) return;
  railKey = key;
  const focused = document.activeElement?.dataset?.person;
  const rows = desk.state.customers.map((person) => {
    const last = person.messages.at(-1);
    const seen = visible.includes(person.id);
    const address = person.phone ? phoneText(person.phone) : person.username ?? t("noPhone");
    const unread = person.messages.filter((message) => !message.from_customer && message.status === "delivered").length;
    return el("li", {}, el("button", { class: "person", type: "button", "aria-pressed": seen, "data-person": person.id,
      onclick: () => (seen && !narrow.matches ? desk.hide(person.id) : desk.show(person.id)) },
    avatar(person.name, person.id),
    el("span", { class: "grow" }, el("b", { class: "cut", text: person.name || person.user_id }), el("small", { class: "cut", text: last ? summary(last) : address })),
    unread && !seen ? el("span", { class: "badge", text: String(unread) }) : null));
  });
  find("rail").setAttribute("aria-label", t("customers"));
  find("rail").replaceChildren(el("h2", { text: t("customers") }), el("ul", {}, rows));
  if (focused) find("rail").querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus();
}

function drawStage(words) {
  const stage = find("stage");
  const visible = inView();
  for (const [id, phone] of phones) {
    if (visible.includes(id)) continue;
    if (phone.screen === "chat") phone.tellOpen(false);
    phone.node.remove();
    phones.delete(id);
  }
  stage.querySelector(".empty")?.remove();
  if (!visible.length) {
    stage.append(el("div", { class: "empty" }, icon("phone", 40), el("h2", { text: t("emptyTitle") }), el("p", { text: t("emptyHint") })));
    return;
  }
  visible.forEach((id, index) => {
    const person = desk.state.customers.find((other) => other.id === id);
    if (!phones.has(id)) phones.set(id, new Phone(id, desk));
    const phone = phones.get(id);
    if (stage.children[index] !== phone.node) stage.insertBefore(phone.node, stage.children[index] ?? null);
    phone.update(person, words);
  });
}

function draw(words = false) {
  if (!desk.state) return;
  if (!shown) shown = desk.state.customers.slice(0, narrow.matches ? 1 : 3).map((person) => person.id);
  drawTop();
  drawRail();
  drawStage(words);
}

let faultsKey = "";

async function look() {
  desk.state = await call("GET", "state?messages=80");
  offset = desk.state.now_ms - Date.now();
  startLanguage(desk.state.language);
  draw();
  const key = JSON.stringify([desk.state.faults, desk.state.window, desk.state.customers.length, desk.state.numbers]);
  if (key !== faultsKey) panel.draw();
  else panel.drawLog();
  faultsKey = key;
}

function connected(now) {
  if (now === contact) return;
  contact = now;
  if (desk.state) drawTop();
}

theme();
follow(look, connected)();
setInterval(() => phones.forEach((phone) => phone.tick()), 1000);
// "Typing…" ends by itself: look again now and then while it shows.
setInterval(() => {
  if (desk.state?.customers.some((person) => person.typing)) look().catch(() => connected(false));
}, 3000);
narrow.addEventListener("change", () => draw());
addEventListener("pagehide", () => {
  for (const [id, phone] of phones) {
    if (phone.screen !== "chat") continue;
    navigator.sendBeacon(`/sim/customers/${id}/open`, new Blob(['{"open":false}'], { type: "application/json" }));
  }
});
addEventListener("pageshow", (event) => {
  if (event.persisted) phones.forEach((phone) => phone.screen === "chat" && phone.tellOpen(true));
});
