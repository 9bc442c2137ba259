// After a ticket the customer is asked how it went; a protocol number is answered; a ticket leaves as a document.
import { until } from "../desk.ts";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";
import type { Simulator } from "../pages/simulator.ts";

/** Waits until the desk has sent a customer something that holds this. */
async function hears(simulator: Simulator, text: string): Promise<void> {
  await until(`the customer reads "${text}"`, 15_000, async () => JSON.stringify(await simulator.sent()).includes(text));
}

/** The agent takes the ticket of a customer who waits. */
async function take(desk: ConsolePage, name: string): Promise<void> {
  await desk.open();
  await desk.page.getByRole("button", { name: /Esperando/ }).click();
  await desk.choose(name);
  await desk.composer.getByRole("button", { name: /Pegar/ }).click();
  await expect(desk.editor).toBeVisible();
}

/** Ends the open ticket. */
async function end(desk: ConsolePage): Promise<void> {
  await desk.key("e");
  const dialog = desk.page.getByRole("dialog");
  await dialog.getByRole("button", { name: /resolvido/i }).click();
  await expect(desk.thread).toContainText("encerrou");
}

/** The public number of the open ticket. */
async function protocol(desk: ConsolePage): Promise<string> {
  return (await desk.page.locator(".thread-head .protocol").textContent()) ?? "";
}

test("a customer is asked, answers with a number and a comment, and nobody has more work", async ({ as, simulator, accessible, complaints }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/surveys");
  const card = admin.page.getByRole("region", { name: "Atendimento" });
  await accessible(admin.page);
  await card.getByLabel("Perguntar quando um atendimento é encerrado").check();
  await card.getByLabel("Pergunta", { exact: true }).fill("Foi bom?");
  complaints.expect(/422/);
  await card.getByRole("button", { name: "Salvar" }).first().click();
  await expect(card.locator(".field-error").first()).toHaveText("Diga na pergunta que a nota vai de 1 a 5.");
  await card.getByLabel("Pergunta", { exact: true }).fill("{name}, que nota de 1 a 5 você dá?");
  await card.getByLabel("Pedido de comentário").fill("O que pesou na nota?");
  await card.getByRole("button", { name: "Salvar" }).first().click();
  await expect(admin.page.getByRole("status")).toContainText(["Salvo."]);

  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Beatriz Sales");
  await simulator.write(customer.id, "Meu pedido chegou, obrigada");
  await take(ana, "Beatriz Sales");
  await end(ana);
  await hears(simulator, "Beatriz Sales, que nota de 1 a 5 você dá?");
  await simulator.write(customer.id, "5");
  await hears(simulator, "O que pesou na nota?");
  await simulator.write(customer.id, "A Ana resolveu na hora");
  await hears(simulator, "Obrigado pela sua avaliação!");
  await expect(ana.thread).toContainText("Avaliação do cliente: 5 de 5");
  await expect(ana.message("A Ana resolveu na hora")).toHaveCount(1);
  await ana.page.getByRole("button", { name: /Todos/ }).click();
  await expect(ana.row("Beatriz Sales")).toHaveCount(0);
  // A number much later, or anything else, is a matter of its own.
  await simulator.write(customer.id, "Agora preciso trocar o produto");
  await expect(ana.row("Beatriz Sales")).toHaveCount(1);

  const sonia = new ConsolePage(await as("sonia"));
  await sonia.open("/surveys");
  await expect(sonia.page.getByRole("heading", { level: 1 })).toHaveText("Satisfação");
  await expect(sonia.page.locator(".figures")).toContainText("5,00");
  const answers = sonia.page.getByRole("region", { name: "Respostas" });
  await expect(answers).toContainText("A Ana resolveu na hora");
  await expect(sonia.page.getByRole("region", { name: "Por atendente" })).toContainText("Ana Costa");
  await accessible(sonia.page);
  await answers.getByRole("link").first().click();
  await expect(sonia.thread).toContainText("A Ana resolveu na hora");
});

test("a customer who sends a protocol number is told how the ticket stands", async ({ as, simulator }) => {
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Otávio Leal");
  await simulator.write(customer.id, "Bom dia");
  await take(ana, "Otávio Leal");
  const number = await protocol(ana);
  await simulator.write(customer.id, number.replaceAll("-", ""));
  await expect(ana.thread).toContainText(`Protocolo ${number}: em atendimento`);
  // It is found by that number however it is typed.
  await ana.page.getByRole("searchbox").fill(`protocolo ${number}`);
  await expect(ana.rows).toHaveCount(1);
  await expect(ana.row("Otávio Leal")).toHaveCount(1);
});

test("a ticket is opened as a document and leaves as a file", async ({ as, simulator, accessible }) => {
  const sonia = new ConsolePage(await as("sonia"));
  const customer = await simulator.customer("Nádia Frota");
  await simulator.write(customer.id, "Quero a segunda via <b>hoje</b>");
  await take(sonia, "Nádia Frota");
  const number = await protocol(sonia);
  const panel = sonia.page.locator(".transcript");
  const [document] = await Promise.all([
    sonia.page.context().waitForEvent("page"),
    panel.getByRole("link", { name: "Abrir" }).click(),
  ]);
  await expect(document.getByRole("heading", { level: 1 })).toHaveText("Transcrição do atendimento");
  await expect(document.locator("body")).toContainText(number);
  await expect(document.locator("body")).toContainText("Quero a segunda via <b>hoje</b>");
  await expect(document.locator("footer")).toContainText(/guiche-transcript-v1:[0-9a-f]{16}:[0-9a-f]{64}/);
  await accessible(document);
  await panel.getByLabel("Com as notas internas").check();
  const [file] = await Promise.all([
    sonia.page.waitForEvent("download"),
    panel.getByRole("link", { name: "Baixar texto" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(`transcricao-${number}.txt`);
});
