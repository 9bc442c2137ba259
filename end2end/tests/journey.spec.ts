// The main job: a customer writes, a ticket appears, an agent answers, the window closes and opens.
import { randomBytes } from "node:crypto";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";

/** Crockford's base 32, as ids are written. */
function messageId(): string {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  const random = [...randomBytes(16)].map((byte) => letters[byte % 32]).join("");
  return `msg_01zzzzzzzz${random}`;
}

const DAY_SECONDS = 24 * 60 * 60;

test("a message becomes a ticket that is claimed, answered and seen by a colleague", async ({ as, simulator, accessible }) => {
  const ana = new ConsolePage(await as("ana"));
  const bruno = new ConsolePage(await as("bruno"));
  await ana.open();
  await bruno.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await bruno.page.getByRole("button", { name: /Todos/ }).click();

  const customer = await simulator.customer("Lúcia Campos");
  await simulator.look(customer.id);
  await simulator.write(customer.id, "Meu boleto veio errado");
  await expect(ana.row("Lúcia Campos")).toContainText("Meu boleto veio errado");
  await expect(bruno.row("Lúcia Campos")).toBeVisible();

  await ana.choose("Lúcia Campos");
  await expect(ana.thread).toContainText(/\d{8}-\d{6,}-\d/);
  await expect(ana.composer).toContainText("Ninguém atende ainda");
  await ana.key("p");
  await expect(ana.editor).toBeVisible();
  await expect(ana.countdown).toContainText("aberta até");
  await bruno.choose("Lúcia Campos");

  await ana.say("Vou corrigir agora mesmo");
  await expect(ana.message("Vou corrigir agora mesmo")).toHaveCount(1);
  await expect(bruno.message("Vou corrigir agora mesmo")).toHaveCount(1);
  // Ticks turn until the customer has read it; nothing says so before the provider did.
  await expect(ana.thread.locator(".ticks-read").last()).toBeVisible();
  await expect(bruno.composer).toContainText("Ana Costa atende este cliente");

  await simulator.write(customer.id, "Obrigada!");
  await expect(ana.message("Obrigada!")).toHaveCount(1);
  await expect(bruno.message("Obrigada!")).toHaveCount(1);
  await accessible(ana.page);
  await accessible(bruno.page);

  await ana.key("e");
  await ana.page.getByRole("dialog").getByRole("button", { name: /resolvido/i }).click();
  await expect(ana.thread).toContainText("Ana Costa encerrou");
  await expect(bruno.thread).toContainText("Ana Costa encerrou");
});

test("free text locks at the second the window closes and unlocks when the customer writes", async ({ as, desk, simulator, complaints, accessible }) => {
  const page = await as("ana");
  const ana = new ConsolePage(page);
  const tab = new ConsolePage(await page.context().newPage());
  const customer = await simulator.customer("Otávio Reis");
  // Written so long ago that free text ends in a few seconds.
  await simulator.write(customer.id, { type: "text", text: "Alguém aí?", age_seconds: DAY_SECONDS - 25 });
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Otávio Reis");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  await expect(ana.editor).toBeVisible();
  await expect(ana.composer).toHaveClass(/composer-closing/);
  await ana.editor.fill("Texto começado antes de fechar");
  await tab.open(new URL(ana.page.url()).pathname);
  await expect(tab.editor).toBeVisible();

  // Nobody reloads anything.
  await expect(ana.strip).toContainText("Janela fechada", { timeout: 40_000 });
  await expect(tab.strip).toContainText("Janela fechada");
  await expect(ana.composer).toContainText("Texto começado antes de fechar");
  await accessible(ana.page);

  const ticket = new URL(ana.page.url()).pathname.split("/").at(-1) ?? "";
  const refused = await ana.page.request.post("/api/reply", {
    headers: { origin: desk.url },
    data: { id: messageId(), ticket, body: "por fora", reply_to: null },
  });
  expect(refused.status()).toBe(409);
  expect(await refused.json()).toMatchObject({ error: "window_closed" });

  await ana.composer.getByRole("combobox").fill("retomar");
  const fields = ana.composer.locator(".picker-form input");
  for (const field of await fields.all()) {
    if ((await field.inputValue()) === "") await field.fill("teste");
  }
  await ana.composer.getByRole("button", { name: /Enviar modelo/ }).click();
  await expect(ana.strip).toContainText(/Modelo (a caminho|enviado|entregue|lido)/);
  await expect(tab.strip).toContainText(/Modelo (a caminho|enviado|entregue|lido)/);

  await simulator.write(customer.id, "Voltei");
  await expect(ana.page.getByRole("region", { name: "Resposta guardada" })).toContainText("Texto começado antes de fechar");
  await expect(ana.countdown).toContainText("aberta até");
  await expect(tab.editor).toBeVisible();
  complaints.expect(/409/);
});

test("pages reconnect by themselves after the server was killed, and nothing is missing", async ({ as, desk, simulator, complaints }) => {
  complaints.expect(/WebSocket|ERR_CONNECTION|Failed to load resource|net::/);
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Rita Nunes");
  await simulator.write(customer.id, "primeira");
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Rita Nunes");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  await ana.say("resposta antes da queda");
  await expect(ana.message("resposta antes da queda")).toHaveCount(1);
  await desk.stop("SIGKILL");
  await expect(ana.link).not.toHaveClass(/link-live/);
  await desk.start();
  await ana.live();
  await expect(ana.message("primeira")).toHaveCount(1);
  await expect(ana.message("resposta antes da queda")).toHaveCount(1);
  await ana.say("resposta depois da queda");
  await expect(ana.message("resposta depois da queda")).toHaveCount(1);
  await expect(ana.thread.locator(".msg", { hasText: "resposta depois da queda" }).locator(".ticks-read, .ticks")).toBeVisible();
  await expect(ana.countdown).toContainText("aberta até");
  // The customer's phone remembers the conversation too.
  await simulator.write(customer.id, "ainda estou aqui");
  await expect(ana.message("ainda estou aqui")).toHaveCount(1);
});

test("notes stay inside, hostile text stays text, keys are listed, and a phone is wide enough", async ({ as, simulator, accessible }) => {
  const bruno = new ConsolePage(await as("bruno"));
  const customer = await simulator.customer("Zé <b>do</b> Teste");
  await simulator.write(customer.id, "<script>alert(1)</script>");
  await bruno.open();
  await bruno.page.getByRole("button", { name: /Todos/ }).click();
  await bruno.choose("Zé <b>do</b> Teste");
  await expect(bruno.message("<script>alert(1)</script>")).toHaveCount(1);
  await bruno.mode("note");
  await bruno.say("só para a equipe");
  await expect(bruno.message("só para a equipe")).toHaveCount(1);
  expect((await simulator.sent()).some((message) => JSON.stringify(message).includes("só para a equipe"))).toBe(false);
  await bruno.key("?");
  await expect(bruno.page.getByRole("dialog")).toBeVisible();
  await accessible(bruno.page);
  await bruno.page.keyboard.press("Escape");
  await expect(bruno.page.getByRole("dialog")).toBeHidden();
  await bruno.open("/settings");
  await accessible(bruno.page);
  await bruno.page.setViewportSize({ width: 390, height: 844 });
  await bruno.open("/");
  await accessible(bruno.page);
});

test("administration shows the journal and the queues", async ({ as, accessible }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/journal");
  await expect(admin.page.getByRole("heading", { level: 1 })).toBeVisible();
  await accessible(admin.page);
  await admin.open("/admin/queues");
  await expect(admin.page.getByRole("heading", { level: 1 })).toBeVisible();
  await accessible(admin.page);
});

test("speaks English to those who ask for it", async ({ page, accessible }) => {
  await page.goto("/login?lang=en");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
  await accessible(page);
});

test("an agent quotes the customer's message, and the customer's phone shows what it answers", async ({ as, simulator }) => {
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Quitéria Braga");
  await simulator.write(customer.id, "Qual é o horário?");
  await simulator.write(customer.id, "E o endereço?");
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Quitéria Braga");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  const asked = ana.thread.locator(".msg", { hasText: "Qual é o horário?" });
  await asked.hover();
  await asked.getByRole("button", { name: /citando|Citar|Responder/i }).click();
  await expect(ana.composer.locator(".quote")).toContainText("Qual é o horário?");
  await ana.say("Das 9 às 18");
  const answer = ana.thread.locator(".msg", { hasText: "Das 9 às 18" });
  await expect(answer.locator(".quote")).toContainText("Qual é o horário?");
  await expect(answer.locator(".ticks")).toBeVisible();
});
