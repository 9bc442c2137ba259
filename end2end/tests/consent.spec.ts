// Nothing begins without consent: agents record it, customers take it back, and opt in twice.
import { randomBytes } from "node:crypto";
import { until } from "../desk.ts";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";
import type { Simulator } from "../pages/simulator.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** Crockford's base 32, as ids are written. */
function messageId(): string {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  const random = [...randomBytes(16)].map((byte) => letters[byte % 32]).join("");
  return `msg_01zzzzzzzz${random}`;
}

/** Meta takes the welcome template to be marketing from now on. */
async function makeMarketing(simulator: Simulator): Promise<void> {
  const state = (await (await fetch(`${simulator.url}/sim/state?messages=0`)).json()) as {
    templates: { id: string; name: string }[];
  };
  const welcome = state.templates.find((template) => template.name === "boas_vindas");
  const answer = await fetch(`${simulator.url}/sim/templates/${welcome?.id ?? ""}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ category: "MARKETING" }),
  });
  expect(answer.ok).toBe(true);
}

/** A ticket of the agent with a customer who wrote more than a day ago. */
async function closed(desk: ConsolePage, simulator: Simulator, name: string): Promise<void> {
  const customer = await simulator.customer(name);
  await simulator.write(customer.id, { type: "text", text: "Oi, tudo bem?", age_seconds: DAY_SECONDS + 3_600 });
  await desk.open();
  await desk.page.getByRole("button", { name: /Esperando/ }).click();
  await desk.choose(name);
  await desk.composer.getByRole("button", { name: /Pegar/ }).click();
  await expect(desk.strip).toContainText("Janela fechada");
}

test("a marketing template waits for consent that the agent records, and stops when it is taken back", async ({ as, desk, simulator, complaints, accessible }) => {
  const ana = new ConsolePage(await as("ana"));
  await makeMarketing(simulator);
  await closed(ana, simulator, "Helena Prates");
  await ana.composer.getByRole("combobox").fill("boas_vindas");
  await expect(ana.composer.locator(".composer-hint")).toContainText("Marketing");
  const notice = ana.composer.locator(".consent-notice");
  await expect(notice).toContainText("Falta o consentimento do cliente (marketing)");
  await accessible(ana.page);

  await notice.getByRole("button", { name: "Registrar consentimento" }).click();
  const dialog = ana.page.getByRole("dialog");
  await expect(dialog.getByRole("radio", { name: "marketing" })).toBeChecked();
  await dialog.getByRole("button", { name: "Registrar", exact: true }).click();
  complaints.expect(/422/);
  await expect(dialog.locator("#consent-evidence-error")).toHaveText("Preencha este campo");
  await accessible(ana.page);
  await dialog.getByLabel("Prova", { exact: true }).fill("ligação de hoje, 14h");
  await dialog.getByRole("button", { name: "Registrar", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(notice).toBeHidden();
  const card = ana.page.locator(".consents");
  await expect(card.locator(".consent-given")).toContainText(["atendimento", "marketing"]);
  await expect(ana.thread).toContainText("Ana Costa registrou consentimento para marketing");

  // Taken back by telephone: refused with the reason, on the screen and by hand.
  await ana.page.locator(".consent-actions").getByRole("button", { name: "Registrar" }).click();
  await dialog.getByRole("radio", { name: "retirou" }).check();
  await dialog.getByRole("button", { name: "Registrar", exact: true }).click();
  await expect(card.locator(".consent-taken")).toContainText("marketing");
  await expect(notice).toContainText("O cliente retirou o consentimento (marketing)");
  await ana.composer.getByRole("button", { name: /Enviar modelo/ }).click();
  complaints.expect(/409/);
  await expect(ana.composer.getByRole("alert")).toContainText("O cliente retirou o consentimento");
  const ticket = new URL(ana.page.url()).pathname.split("/").at(-1) ?? "";
  const row = (await (await ana.page.request.post("/api/thread", { headers: { origin: desk.url }, data: { ticket } })).json()) as {
    row: { number: string; contact: string };
  };
  const list = (await (await ana.page.request.post("/api/templates", { headers: { origin: desk.url }, data: { number: row.row.number } })).json()) as {
    templates: { id: string; name: string }[];
  };
  const refused = await ana.page.request.post("/api/send_template", {
    headers: { origin: desk.url },
    data: { id: messageId(), ticket, template: list.templates.find((known) => known.name === "boas_vindas")?.id, params: [] },
  });
  expect(refused.status()).toBe(409);
  expect(await refused.json()).toMatchObject({ error: "consent_missing", purpose: "marketing" });

  // Given anew, it goes.
  await notice.getByRole("button", { name: "Registrar consentimento" }).click();
  await dialog.getByLabel("Prova", { exact: true }).fill("e-mail de hoje");
  await dialog.getByRole("button", { name: "Registrar", exact: true }).click();
  await expect(notice).toBeHidden();
  await ana.composer.getByRole("button", { name: /Enviar modelo/ }).click();
  await expect(ana.strip).toContainText(/Modelo (a caminho|enviado|entregue|lido)/);

  // The proof, to be printed.
  const page = await ana.page.context().newPage();
  await page.goto(`/export/consent/${row.row.contact}.html`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Registro de consentimentos");
  await expect(page.locator("body")).toContainText("ligação de hoje, 14h");
  await accessible(page);
});

test("a customer says the one word, is told so, and nobody has more work", async ({ as, simulator, accessible }) => {
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Rui Falcão");
  await simulator.write(customer.id, "Bom dia");
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Rui Falcão");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  await ana.say("Bom dia! Em que posso ajudar?");
  await expect(ana.message("Bom dia! Em que posso ajudar?")).toHaveCount(1);
  await simulator.write(customer.id, "Pare! 🛑");
  await expect(ana.thread).toContainText("Consentimento retirado: marketing, avisos, atendimento (na conversa)");
  await expect(ana.thread).toContainText("você não receberá mais mensagens iniciadas por nós");
  await expect(ana.page.locator(".consent-taken")).toHaveCount(3);
  // Who was written to in a conversation can still be answered.
  await ana.say("Tudo certo, até logo");
  await expect(ana.message("Tudo certo, até logo")).toHaveCount(1);
  await accessible(ana.page);
});

test("a customer opts in on the page of a number and confirms it from WhatsApp", async ({ as, page, simulator, complaints, accessible }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/consent");
  const card = admin.page.locator(".optin-card").first();
  await expect(card.getByLabel("Endereço")).toHaveValue("matriz");
  await accessible(admin.page);
  await card.getByRole("checkbox", { name: "Página no ar" }).check();
  await card.getByRole("button", { name: "Salvar" }).click();
  await expect(card.getByRole("img", { name: /QR code/ })).toBeVisible();
  await expect(card.locator(".optin-snippet")).toContainText("/optin/matriz");
  await accessible(admin.page);
  await admin.page.locator(".consent-rules").getByLabel("Modelos de marketing em 7 dias").fill("2");
  await admin.page.locator(".consent-rules").getByRole("button", { name: "Salvar" }).click();
  await expect(admin.page.getByRole("status")).toContainText(["Salvo."]);

  const customer = await simulator.customer("Cora Nunes");
  const phone = String(customer["phone"]);
  await page.goto(`/optin/matriz?via=form&phone=${phone.slice(2)}`);
  await expect(page.getByLabel(/Seu telefone/)).toHaveValue(phone.slice(2));
  await accessible(page);
  await page.getByLabel(/Seu telefone/).fill(`(${phone.slice(2, 4)}) ${phone.slice(4, 9)}-${phone.slice(9)}`);
  await page.getByRole("button", { name: "Continuar" }).click();
  const text = (await page.locator("[data-code]").textContent()) ?? "";
  expect(text).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  await expect(page.getByRole("link", { name: "Abrir o WhatsApp" })).toHaveAttribute("href", /^https:\/\/wa\.me\/\d+\?text=/);
  await accessible(page);

  await simulator.write(customer.id, text);
  await until("the customer is thanked", 15_000, async () =>
    JSON.stringify(await simulator.sent()).includes("Cadastro confirmado"),
  );
  await admin.open();
  await admin.page.getByRole("button", { name: /Todos/ }).click();
  await expect(admin.row("Cora Nunes")).toHaveCount(0);
  await admin.page.getByRole("button", { name: /Encerrados/ }).click();
  await admin.choose("Cora Nunes");
  await expect(admin.page.locator(".consent-given")).toContainText(["avisos", "marketing"]);
  await expect(admin.thread).toContainText("Consentimento dado para avisos, marketing (formulário)");
  complaints.expect(/404/);
  await page.goto("/optin/nada");
  await expect(page.getByRole("alert")).toContainText("não existe");
  await accessible(page);
});

test("consents of another system come in by a table: bad lines are told, good ones count once", async ({ as, simulator, accessible }) => {
  const ana = new ConsolePage(await as("ana"));
  await makeMarketing(simulator);
  await closed(ana, simulator, "Irene Vaz");
  const phone = await ana.page.locator(".context").getByText(/\+55 \d\d/).first().innerText();
  const office = await as("admin");
  await new ConsolePage(office).open("/admin/consent");
  const card = office.getByRole("region", { name: "Importar consentimentos" });
  await card.getByLabel("Conteúdo do CSV").fill("telefone;nome\n11987654321;Rui");
  await card.getByRole("button", { name: "Conferir" }).click();
  await expect(card.getByRole("alert")).toContainText("Faltam colunas na primeira linha: purpose, date.");
  const table = `telefone;finalidade;data;consentimento\n${phone};marketing;02/03/2026;sim\n987654321;marketing;02/03/2026;sim\n11987654321;novidades;31/02/2026;talvez\n`;
  await card.getByLabel("Conteúdo do CSV").fill(table);
  await card.getByRole("button", { name: "Conferir" }).click();
  const bad = card.getByRole("region", { name: "Linhas com problema" });
  await expect(bad.getByRole("row")).toHaveCount(7);
  await expect(bad).toContainText("Falta o DDD");
  await expect(bad).toContainText("Use service, utility, marketing ou authentication.");
  await expect(bad.getByRole("row", { name: /^2 / })).toContainText(["Texto", "Prova"]);
  await accessible(office);

  // What stands in no line is told once for all.
  await card.getByLabel("Texto mostrado ao cliente").fill("Aceito receber ofertas da loja");
  await card.getByLabel("Prova (para linhas").fill("fichas de março, caixa 3");
  await card.getByRole("button", { name: "Conferir" }).click();
  await expect(bad.getByRole("row", { name: /^2 / })).toHaveCount(0);
  const good = card.getByRole("region", { name: "Linhas prontas para importar" });
  await expect(good).toContainText(phone);
  await accessible(office);
  await card.getByRole("button", { name: "Importar 1 linha" }).click();
  await expect(office.getByRole("status").filter({ hasText: "1 linha importada." })).toBeVisible();
  await expect(card.getByLabel("Conteúdo do CSV")).toHaveValue("");

  // The agent sees it at once, and may send; the same table again changes nothing.
  await expect(ana.thread).toContainText("marketing");
  await expect(ana.page.locator(".consents .consent-given")).toContainText(["marketing"]);
  await card.getByLabel("Conteúdo do CSV").fill(table);
  await card.getByRole("button", { name: "Conferir" }).click();
  await card.getByRole("button", { name: "Importar 1 linha" }).click();
  await expect(office.getByRole("status").filter({ hasText: "Tudo isso já estava no registro." })).toBeVisible();
});
