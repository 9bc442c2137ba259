// Handing over: the hand-shake between two browsers, what goes along, how an offer ends, and many tickets at once.
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";
import type { Simulator } from "../pages/simulator.ts";

/** A customer who just wrote, in a ticket taken by whoever is on `page`. */
async function served(page: Page, simulator: Simulator, name: string): Promise<ConsolePage> {
  const desk = new ConsolePage(page);
  const customer = await simulator.customer(name);
  await simulator.write(customer.id, "Quero trocar o meu pedido");
  await desk.open();
  await page.getByRole("button", { name: /Esperando/ }).click();
  await desk.choose(name);
  await desk.key("p");
  await expect(desk.editor).toBeVisible();
  return desk;
}

function dialog(page: Page): Locator {
  return page.getByRole("dialog", { name: "Transferir atendimento" });
}

/** The dialog by keys alone: to whom, then the note. */
async function handOver(desk: ConsolePage, words: string, to: string, note: string): Promise<void> {
  await desk.key("x");
  const form = dialog(desk.page);
  await expect(form.getByRole("combobox")).toBeFocused();
  await expect(form.getByRole("option", { name: to })).toBeVisible();
  await desk.page.keyboard.type(words);
  await expect(form.getByRole("option", { name: to })).toHaveAttribute("aria-selected", "true");
  await desk.page.keyboard.press("Enter");
  await expect(form.getByLabel("Recado para quem recebe")).toBeFocused();
  await desk.page.keyboard.type(note);
  await desk.page.keyboard.press("Control+Enter");
  await expect(form).toBeHidden();
}

function offers(page: Page): Locator {
  return page.getByRole("region", { name: "Oferecidos a você" });
}

function card(page: Page): Locator {
  return page.getByRole("region", { name: "Recado" });
}

test("an offer with a note is taken in another browser, and what was being written goes along", async ({ as, simulator, accessible }) => {
  const page = await as("ana");
  const bruno = new ConsolePage(await as("bruno"));
  await bruno.open();
  const ana = await served(page, simulator, "Otávia Lemos");
  await ana.editor.fill("A troca já está marcada");

  // Without a note nothing leaves, and nothing typed is lost.
  await ana.key("x");
  const form = dialog(page);
  await form.getByRole("combobox").fill("brú");
  await expect(form.getByRole("option", { name: /Bruno Reis/ })).toHaveAttribute("aria-selected", "true");
  await expect(form.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Control+Enter");
  await expect(form).toContainText("Escreva um recado");
  await expect(form.getByLabel("Recado para quem recebe")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await ana.key("x");
  await expect(form.getByRole("combobox")).toHaveValue("brú");
  await expect(form).toContainText("vai junto, como resposta guardada");
  await form.getByLabel("Recado para quem recebe").fill("Falta só confirmar o endereço");
  await page.keyboard.press("Control+Enter");
  await expect(form).toBeHidden();
  await expect(ana.strip).toContainText(/Oferecido a Bruno Reis · 0:[0-5]\d/);
  await expect(page.locator(".row-given")).toContainText("Otávia Lemos");

  // New on the other side, with the seconds that are left.
  const offer = offers(bruno.page).locator("a.row-offer");
  await expect(offer).toContainText("Otávia Lemos");
  await expect(offer).toContainText("Falta só confirmar o endereço");
  await expect(offer.locator(".offer-left")).toHaveText(/0:[0-5]\d/);
  await expect(bruno.page.locator(".toast")).toContainText("Ana Costa oferece Otávia Lemos a você");
  await bruno.key("j");
  await expect(offer).toBeFocused();
  await bruno.page.keyboard.press("Enter");
  await expect(card(bruno.page)).toContainText("Ana Costa oferece este atendimento a você");
  await expect(card(bruno.page)).toContainText("Falta só confirmar o endereço");
  await expect(card(bruno.page)).toContainText("Janela: aberta até");
  await expect(bruno.strip).toContainText("Aceite para responder");
  await expect(card(bruno.page).getByRole("button", { name: "Aceitar" })).toBeFocused();
  await accessible(bruno.page);
  await bruno.page.keyboard.press("Enter");

  // Taken: the text that was being written waits, one Enter sends it, and the note has done its work.
  const kept = bruno.page.getByRole("region", { name: "Resposta guardada" });
  await expect(kept).toContainText("A troca já está marcada");
  await expect(offers(bruno.page)).toBeHidden();
  await expect(page.locator(".toast").filter({ hasText: "Bruno Reis aceitou Otávia Lemos" })).toBeVisible();
  await expect(ana.strip).toContainText("Bruno Reis atende este cliente");
  await expect(ana.thread).toContainText("Bruno Reis aceitou");
  await expect(kept.getByRole("button", { name: /Enviar/ })).toBeFocused();
  await bruno.page.keyboard.press("Enter");
  await expect(bruno.message("A troca já está marcada")).toHaveCount(1);
  await expect(card(bruno.page)).toBeHidden();
});

test("an offer is declined with a reason, which the giver reads, or taken back", async ({ as, simulator, accessible, complaints }) => {
  complaints.expect(/status of 422/);
  const page = await as("ana");
  const bruno = new ConsolePage(await as("bruno"));
  await bruno.open();
  const ana = await served(page, simulator, "Péricles Nunes");
  await handOver(ana, "bruno", "Bruno Reis", "É sobre a nota fiscal");
  await offers(bruno.page).locator("a.row-offer").filter({ hasText: "Péricles Nunes" }).click();
  await card(bruno.page).getByRole("button", { name: /Recusar/ }).click();
  const why = bruno.page.getByRole("dialog", { name: "Recusar atendimento" });
  await expect(why.getByLabel("Por que não")).toBeFocused();
  await bruno.page.keyboard.press("Control+Enter");
  await expect(why).toContainText("Diga o motivo em poucas palavras");
  await accessible(bruno.page);
  await why.getByLabel("Por que não").fill("estou no almoço");
  await bruno.page.keyboard.press("Control+Enter");
  await expect(why).toBeHidden();
  await expect(page.locator(".toast").filter({ hasText: "Bruno Reis recusou Péricles Nunes: estou no almoço" })).toBeVisible();
  await expect(ana.editor).toBeVisible();
  await expect(ana.thread).toContainText("Bruno Reis recusou (estou no almoço); voltou para Ana Costa");
  await expect(card(page)).toContainText("Bruno Reis recusou: estou no almoço");

  // Offered again, and taken back.
  await handOver(ana, "bruno", "Bruno Reis", "Agora sim?");
  await expect(offers(bruno.page).locator("a.row-offer").filter({ hasText: "Péricles Nunes" })).toBeVisible();
  await ana.strip.getByRole("button", { name: "Retirar oferta" }).click();
  await expect(ana.editor).toBeVisible();
  await expect(offers(bruno.page)).toBeHidden();
  await expect(ana.thread).toContainText("Ana Costa retirou a oferta");
});

test("an offer nobody answers comes back by itself, in time and without a reload", async ({ as, simulator }) => {
  // A minute, which is what the queue gives.
  test.setTimeout(150_000);
  const page = await as("ana");
  const bruno = new ConsolePage(await as("bruno"));
  await bruno.open();
  const ana = await served(page, simulator, "Quitéria Alves");
  await handOver(ana, "bruno", "Bruno Reis", "Pode ver isto?");
  const offer = offers(bruno.page).locator("a.row-offer").filter({ hasText: "Quitéria Alves" });
  await expect(offer.locator(".offer-left")).toHaveText(/0:0\d/, { timeout: 65_000 });
  await expect(offer).toBeHidden({ timeout: 20_000 });
  await expect(bruno.page.locator(".toast").filter({ hasText: "acabou sem resposta" })).toBeVisible();
  await expect(ana.editor).toBeVisible();
  await expect(page.locator(".toast").filter({ hasText: "Bruno Reis não respondeu" })).toBeVisible();
  await expect(ana.thread).toContainText("Bruno Reis não respondeu a tempo; voltou para Ana Costa");
});

test("the supervisor moves several tickets with one note, and reads which stayed and why", async ({ as, simulator, accessible }) => {
  const sonia = new ConsolePage(await as("sonia"));
  const page = sonia.page;
  for (const name of ["Rosa Um", "Rosa Dois", "Rosa Três"]) {
    const customer = await simulator.customer(name);
    await simulator.write(customer.id, "Oi");
  }
  await sonia.open();
  await page.getByRole("button", { name: /Esperando/ }).click();
  for (const name of ["Rosa Um", "Rosa Dois", "Rosa Três"]) await expect(sonia.row(name)).toBeVisible();
  const box = (name: string) => page.getByRole("checkbox", { name: `Selecionar: ${name}` });
  // By key on the row that has the focus, then with Shift up to the last one: what was written within one second may stand in any
  // order.
  await sonia.rows.first().focus();
  await page.keyboard.press("s");
  await expect(page.getByRole("checkbox").first()).toBeChecked();
  await sonia.rows.nth(2).click({ modifiers: ["Shift"] });
  for (const name of ["Rosa Um", "Rosa Dois", "Rosa Três"]) await expect(box(name)).toBeChecked();
  await box("Rosa Três").click();
  await expect(page.getByRole("toolbar", { name: "Selecionar vários" })).toContainText("2 selecionados");
  await accessible(page);
  // Whoever is not there may come back in time, and the dialog says what happens when they do not.
  await sonia.key("x");
  await dialog(page).getByRole("combobox").fill("caio");
  await expect(dialog(page).getByRole("status")).toContainText("Caio Lima está offline.");
  await accessible(page);
  await dialog(page).getByRole("combobox").fill("");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await handMany(sonia, "fin", "Financeiro", "Mutirão do financeiro");
  await expect(dialog(page)).toContainText("2 de 2 movidos.");
  await dialog(page).getByRole("button", { name: "Fechar" }).last().click();
  await expect(box("Rosa Um")).toBeHidden();
  await expect(sonia.row("Rosa Um")).toContainText("Financeiro");

  // One is there already: it says so and stays marked, the other one goes.
  await page.getByRole("button", { name: "Selecionar vários" }).click();
  await box("Rosa Um").check();
  await box("Rosa Três").check();
  await handMany(sonia, "fin", "Financeiro", "Mais uma");
  const result = (name: string) => dialog(page).locator(".result").filter({ hasText: name });
  await expect(dialog(page)).toContainText("1 de 2 movidos.");
  await expect(result("Rosa Um")).toContainText("Já está esperando em Financeiro");
  await expect(result("Rosa Três")).toContainText("movido");
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect(box("Rosa Um")).toBeChecked();
  await expect(box("Rosa Três")).not.toBeChecked();
  await sonia.key("Escape");
  await expect(box("Rosa Um")).toBeHidden();
});

async function handMany(desk: ConsolePage, words: string, to: string, note: string): Promise<void> {
  await desk.key("x");
  const form = dialog(desk.page);
  // By its beginning: people are listed with the names of their queues.
  const option = form.getByRole("option", { name: new RegExp(`^${to}`) });
  await expect(option).toBeVisible();
  await form.getByRole("combobox").fill(words);
  await expect(option).toHaveAttribute("aria-selected", "true");
  await form.getByLabel("Recado para quem recebe").fill(note);
  await desk.page.keyboard.press("Control+Enter");
}
