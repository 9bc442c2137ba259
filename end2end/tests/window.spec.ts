// The window, right to the second: three tabs, held replies, refusals by status, the question to silent customers, joined
// bubbles, new conversations, and a browser whose clock is wrong.
import type { Locator, Page } from "@playwright/test";
import { PASSWORD, PEOPLE } from "../desk.ts";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";
import type { Simulator } from "../pages/simulator.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** A customer who wrote so long ago that free text ends in `left` seconds, in a ticket taken by whoever is on `page`. */
async function served(console: ConsolePage, simulator: Simulator, name: string, left: number): Promise<string> {
  const customer = await simulator.customer(name);
  await simulator.write(customer.id, { type: "text", text: "Alguém aí?", age_seconds: DAY_SECONDS - left });
  await console.open();
  await console.page.getByRole("button", { name: /Esperando|Waiting/ }).click();
  await console.choose(name);
  await console.key("p");
  await expect(console.editor).toBeVisible();
  return customer.id;
}

/** Fills in what the picker does not know. */
async function fillIn(part: Locator): Promise<void> {
  await part.locator(".picker input[type=search]").fill("retomar");
  for (const field of await part.locator(".picker-form input").all()) {
    if ((await field.inputValue()) === "") await field.fill("teste");
  }
}

/** The texts the desk sent so far. */
async function sentTexts(simulator: Simulator): Promise<string> {
  return JSON.stringify(await simulator.sent());
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

test("what was being written when the window closed waits on the server, and leaves with one Enter from another device", async ({ as, simulator, accessible, browser, desk, contextOptions, complaints }) => {
  const page = await as("ana");
  const ana = new ConsolePage(page);
  const id = await served(ana, simulator, "Otília Reis", 22);
  const tabs = [new ConsolePage(await page.context().newPage()), new ConsolePage(await page.context().newPage())];
  for (const tab of tabs) await tab.open(new URL(page.url()).pathname);
  await ana.editor.fill("Seu pedido sai amanhã");
  // What one tab types the others show, and all three lock at the same second.
  for (const tab of tabs) await expect(tab.editor).toHaveValue("Seu pedido sai amanhã");
  for (const each of [ana, ...tabs]) {
    await expect(each.strip).toContainText("Janela fechada", { timeout: 40_000 });
    await expect(each.composer.locator(".held")).toContainText("Seu pedido sai amanhã");
  }
  await expect(ana.composer.locator(".held")).toHaveCount(1);
  await accessible(page);

  // Logged out, and back on another device with nothing in its memory.
  const address = new URL(page.url()).pathname;
  const left = await page.request.post("/logout", { headers: { origin: desk.url } });
  expect(left.status()).toBeLessThan(400);
  await page.context().close();
  const context = await browser.newContext({ ...contextOptions, baseURL: desk.url });
  await complaints.watch(context);
  await context.request.post("/login", {
    headers: { origin: desk.url, accept: "application/json" },
    data: { email: PEOPLE.ana, password: PASSWORD },
  });
  const device = new ConsolePage(await context.newPage());
  await device.open(address);
  await expect(device.composer.locator(".held")).toContainText("Seu pedido sai amanhã");
  await fillIn(device.composer);
  await device.composer.getByRole("button", { name: /Enviar modelo/ }).click();
  await expect(device.strip).toContainText(/Modelo (a caminho|enviado|entregue|lido)/);
  await expect(device.composer.locator(".held")).toContainText("Seu pedido sai amanhã");

  await simulator.write(id, "Voltei");
  const offer = device.page.getByRole("region", { name: "Resposta guardada" });
  await expect(offer).toContainText("Seu pedido sai amanhã");
  await expect(offer.getByRole("button", { name: /Enviar/ })).toBeFocused();
  await accessible(device.page);
  await device.page.keyboard.press("Enter");
  await expect(device.message("Seu pedido sai amanhã")).toHaveCount(1);
  await expect(offer).toBeHidden();
  await expect.poll(async () => count(await sentTexts(simulator), "Seu pedido sai amanhã")).toBe(1);
  await context.close();
});

test("a refusal by status locks every tab, keeps the text, and the customer's next message opens again", async ({ as, simulator }) => {
  const page = await as("bruno");
  const bruno = new ConsolePage(page);
  const id = await served(bruno, simulator, "Tales Brito", 6 * 60 * 60);
  const tab = new ConsolePage(await page.context().newPage());
  await tab.open(new URL(page.url()).pathname);
  await bruno.say("Recusada depois");
  await expect(bruno.message("Recusada depois")).toHaveCount(1);
  const refused = async (): Promise<string | undefined> =>
    (await simulator.sent()).find((message) => JSON.stringify(message).includes("Recusada depois"))?.id;
  await expect.poll(refused).toBeTruthy();
  await simulator.status((await refused()) ?? "", "failed", 131_047);
  for (const each of [bruno, tab]) {
    await expect(each.strip).toContainText("O WhatsApp fechou a janela");
    await expect(each.composer.locator(".held")).toContainText("Recusada depois");
  }
  await simulator.write(id, "Agora sim");
  await expect(tab.page.getByRole("region", { name: "Resposta guardada" })).toContainText("Recusada depois");
  // Changed before it leaves: it goes into the text, and nowhere else.
  await tab.page.getByRole("button", { name: "Editar" }).click();
  await expect(tab.editor).toHaveValue("Recusada depois");
  await expect(bruno.page.getByRole("region", { name: "Resposta guardada" })).toBeHidden();
  await tab.say("Corrigida");
  await expect(bruno.message("Corrigida")).toHaveCount(1);
});

test("a silent customer is asked once, by one key, in the last hour", async ({ as, simulator, accessible }) => {
  const ana = new ConsolePage(await as("ana"));
  await served(ana, simulator, "Selma Dias", 40 * 60);
  await ana.say("Pode me mandar o número?");
  const question = ana.composer.getByRole("button", { name: /Ainda está aí/ });
  await expect(question).toBeVisible();
  await expect(ana.composer.locator(".nudge .price-note")).toContainText("US$ 0,0068 · serviço");
  await accessible(ana.page);
  await ana.key("u");
  await expect(ana.thread).toContainText("Oi, Selma Dias! Ainda está por aí?");
  await expect(question).toBeHidden();
  await expect(ana.composer).toContainText("Já perguntamos");
  await ana.key("u");
  await expect.poll(async () => count(await sentTexts(simulator), "Oi, Selma Dias! Ainda está por aí?")).toBe(1);
});

test("an agent begins a conversation with a phone as people write it", async ({ as, simulator, accessible, complaints }) => {
  complaints.expect(/status of 409/);
  const bruno = new ConsolePage(await as("bruno"));
  const customer = await simulator.customer("Vera Nova");
  const phone = String(customer["phone"]);
  await bruno.open();
  await bruno.key("c");
  const dialog = bruno.page.getByRole("dialog", { name: "Nova conversa" });
  const whom = dialog.getByLabel("Para quem");
  await expect(whom).toBeFocused();
  await whom.fill("98765-4321");
  await expect(dialog).toContainText("Falta o DDD");
  await expect(whom).toHaveAttribute("aria-invalid", "true");
  await accessible(bruno.page);
  await whom.fill("(20) 98765-4321");
  await expect(dialog).toContainText("DDD não existe");
  // Closed by mistake: nothing is lost.
  await bruno.page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await bruno.key("c");
  await expect(whom).toHaveValue("(20) 98765-4321");
  // Without the ninth digit.
  await whom.fill(`0${phone.slice(2, 4)} ${phone.slice(5, 9)}-${phone.slice(9)}`);
  await expect(dialog.getByRole("button", { name: /Escrever para/ })).toContainText(`+55 ${phone.slice(2, 4)} 9`);
  await whom.press("Enter");
  await expect(dialog.locator(".picker")).toBeVisible();
  await fillIn(dialog);
  await expect(dialog.locator(".price-note")).toContainText("US$ 0,0068");
  // Nobody asked this person yet: the first word needs their consent.
  await dialog.locator(".consent-notice").getByRole("button", { name: "Registrar consentimento" }).click();
  const record = bruno.page.getByRole("dialog", { name: /consentimento/i });
  await record.getByLabel("Prova", { exact: true }).fill("pediu na loja, ficha 12");
  await record.getByRole("button", { name: "Registrar", exact: true }).click();
  await expect(record).toBeHidden();
  await expect(dialog.locator(".consent-notice")).toBeHidden();
  await accessible(bruno.page);
  await dialog.getByRole("button", { name: /Enviar modelo/ }).click();
  await expect(dialog).toBeHidden();
  await expect(bruno.page).toHaveURL(/\/t\/tkt_/);
  await expect(bruno.thread).toContainText("Bruno Reis iniciou a conversa");
  await expect(bruno.thread).toContainText(/\d{8}-\d{6,}-\d/);
  await expect(bruno.strip).toContainText(/Modelo (a caminho|enviado|entregue|lido)/);

  // A second one is not opened, and the first is a click away.
  const address = bruno.page.url();
  await bruno.open("/");
  await bruno.page.getByRole("button", { name: "Nova conversa" }).click();
  await whom.fill(phone);
  await whom.press("Enter");
  await fillIn(dialog);
  await dialog.getByRole("button", { name: /Enviar modelo/ }).click();
  await expect(dialog.getByRole("alert")).toContainText("já tem o atendimento");
  await dialog.getByRole("link", { name: /Abrir o atendimento/ }).click();
  await expect(bruno.page).toHaveURL(address);

  await simulator.write(customer.id, "Recebi, obrigada");
  await expect(bruno.message("Recebi, obrigada")).toHaveCount(1);
  await expect(bruno.editor).toBeVisible();
});

test("bubbles are joined into one message, and a reload loses none", async ({ as, simulator, accessible }) => {
  const ana = new ConsolePage(await as("ana"));
  await served(ana, simulator, "Júlio Ramos", 6 * 60 * 60);
  await ana.composer.getByLabel("Juntar em uma mensagem").check();
  await ana.say("Bom dia!");
  await ana.say("Achei o pedido.");
  const tray = ana.page.getByRole("region", { name: "Vai sair como uma mensagem" });
  await expect(tray).toContainText("Bom dia!");
  await expect(tray).toContainText("Achei o pedido.");
  await accessible(ana.page);
  await tray.getByRole("button", { name: "Enviar já" }).click();
  await expect(tray).toBeHidden();
  await expect.poll(async () => count(await sentTexts(simulator), "Bom dia!\\nAchei o pedido.")).toBe(1);
  // By itself after a few seconds.
  await ana.say("Sai hoje.");
  await expect(tray).toBeVisible();
  await expect(tray).toBeHidden();
  await expect(ana.message("Sai hoje.")).toHaveCount(1);
  // Left behind: it is back in the text, and the choice is remembered.
  await ana.say("Ainda não saiu");
  await expect(tray).toBeVisible();
  await ana.page.reload();
  await ana.live();
  await expect(ana.editor).toHaveValue("Ainda não saiu");
  await expect(ana.composer.getByLabel("Juntar em uma mensagem")).toBeChecked();
  expect(count(await sentTexts(simulator), "Ainda não saiu")).toBe(0);
});

/** The browser's clock goes this many hours wrong. */
async function wrongClock(page: Page, hours: number): Promise<void> {
  await page.addInitScript((millis) => {
    const Real = Date;
    const now = (): number => Real.now() + millis;
    class Wrong extends Real {
      constructor(...args: unknown[]) {
        if (args.length === 0) super(now());
        else super(...(args as [number]));
      }
      static override now(): number {
        return now();
      }
    }
    globalThis.Date = Wrong as DateConstructor;
  }, hours * 3_600_000);
}

for (const hours of [1, -1]) {
  test(`a browser whose clock is ${hours} h off still flips at the server's second`, async ({ as, simulator }) => {
    const page = await as("bruno");
    await wrongClock(page, hours);
    const bruno = new ConsolePage(page);
    const left = 20;
    const written = Date.now();
    await served(bruno, simulator, `Relógio ${hours}`, left);
    await expect(bruno.composer).toHaveClass(/composer-closing/);
    await expect(bruno.strip).toContainText("Janela fechada", { timeout: 30_000 });
    const late = Date.now() - written - left * 1_000;
    // The provider tells whole seconds.
    expect(late).toBeGreaterThan(-1_500);
    expect(late).toBeLessThan(2_000);
  });
}

test("the faces speak English", async ({ as, simulator, accessible }) => {
  const page = await as("sonia");
  await page.goto("/settings");
  await page.getByRole("radio", { name: "English" }).or(page.getByLabel("English")).first().click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const sonia = new ConsolePage(page);
  const id = await served(sonia, simulator, "Grace Lee", 20);
  await expect(sonia.composer).toContainText("only an approved template");
  await expect(sonia.composer.getByRole("button", { name: /Still there/ })).toBeVisible();
  await sonia.editor.fill("half a sentence");
  await accessible(page);
  await expect(sonia.strip).toContainText("Window closed", { timeout: 30_000 });
  await expect(sonia.composer.locator(".held")).toContainText("Reply kept");
  await accessible(page);
  await simulator.write(id, "back");
  const offer = page.getByRole("region", { name: "Reply kept" });
  await expect(offer).toContainText("The customer answered.");
  await offer.getByRole("button", { name: "Discard" }).click();
  await expect(offer).toBeHidden();
  await sonia.key("c");
  await expect(page.getByRole("dialog", { name: "New conversation" })).toBeVisible();
  await accessible(page);
});

test("a queue's question is set where its texts are", async ({ as, accessible }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/queues");
  const page = admin.page;
  await page.getByRole("link", { name: "Configurar: Vendas" }).click();
  await page.getByRole("tab", { name: "Textos" }).click();
  const form = page.locator(".queue-nudge");
  await form.getByLabel("Minutos antes de fechar").fill("2");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(form).toContainText("Entre 5 e 720.");
  await form.getByLabel("Minutos antes de fechar").fill("45");
  await form.getByLabel(/Perguntar sozinho/).check();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Salvo." })).toBeVisible();
  await accessible(page);
  await page.reload();
  await page.getByRole("tab", { name: "Textos" }).click();
  await expect(form.getByLabel("Minutos antes de fechar")).toHaveValue("45");
  await expect(form.getByLabel(/Perguntar sozinho/)).toBeChecked();
});
