// The text menu: written, tried out, published, and walked by a customer.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";

const step = (page: Page, name: string) =>
  page.locator(".menu-tree").getByRole("button", { name: new RegExp(name) }).first();

/** A menu made of the ready one, published. */
async function published(page: Page): Promise<void> {
  await page.goto("/admin/menus");
  await page.getByRole("button", { name: "Usar o modelo pronto" }).click();
  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  await expect(page.locator(".menu-state")).toContainText("No ar: versão 1");
}

test("a menu is written, refused for a ring, tried out, published and walked", async ({ as, simulator, accessible, desk, complaints }) => {
  complaints.expect(/status of 4(09|22)/);
  const page = await as("admin");
  await page.goto("/admin/menus");
  await expect(page.getByText("Este número ainda não tem menu")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Usar o modelo pronto" }).click();
  await expect(page.getByText("Não salvo")).toBeVisible();
  await expect(page.getByText("Pronto para publicar.")).toBeVisible();

  // A message without end: two steps that lead to each other and ask nothing.
  await step(page, "1 Vendas").click();
  await page.locator("#menu-add").selectOption({ label: "Enviar algo" });
  await page.getByLabel("Nome do passo").fill("Promoção");
  await page.getByLabel("Mensagem", { exact: true }).fill("Veja as ofertas da semana.");
  await page.getByLabel("Depois vai para").selectOption({ label: "+ Enviar algo" });
  await page.getByLabel("Nome do passo").fill("Aviso");
  await page.getByLabel("Mensagem", { exact: true }).fill("Só até sexta.");
  await page.getByLabel("Depois vai para").selectOption({ label: "Promoção" });
  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  const problems = page.locator(".menu-problems");
  await expect(problems).toContainText("Dá voltas sem nunca perguntar nada: Promoção → Aviso → Promoção.");
  await expect(page.locator(".menu-state")).toContainText("Fora do ar");
  // Off the button: under the pointer its colour is still on its way.
  await page.mouse.move(0, 0);
  await accessible(page);
  // From the problem to its field, and mended there.
  await problems.getByRole("button", { name: "Aviso" }).first().click();
  await expect(page.getByLabel("Depois vai para")).toBeFocused();
  await page.getByLabel("Depois vai para").selectOption({ label: "Boas-vindas" });
  // By keyboard: back in the tree, up and down, and away with what nobody reaches.
  await step(page, "Boas-vindas").focus();
  await page.keyboard.press("ArrowDown");
  await expect(step(page, "1 Vendas")).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.locator(".menu-tree .menu-via").first()).toHaveText("2 Suporte");
  await step(page, "1 Vendas").press("Alt+ArrowUp");
  await expect(page.locator(".menu-tree .menu-via").first()).toHaveText("1 Vendas");
  await step(page, "Promoção").press("Delete");
  await expect(page.getByText("“Promoção” foi excluído.")).toBeVisible();
  await step(page, "Aviso").press("Delete");

  // Tried out beside, on the draft as it is.
  const phone = page.locator(".try");
  await expect(phone.getByRole("log")).toContainText("Olá, Maria! Como podemos ajudar?");
  await phone.getByRole("button", { name: "Recomeçar" }).click();
  const say = async (text: string) => {
    await phone.getByLabel("Mensagem do cliente").fill(text);
    await phone.getByRole("button", { name: "Enviar" }).click();
  };
  await phone.getByRole("button", { name: "Mandar foto" }).click();
  await expect(phone.getByRole("log")).toContainText("Não entendi.");
  await say("suporte");
  await expect(phone).toContainText("Está em: Nome do cliente");
  await say("Maria Lima");
  await expect(phone.getByRole("log")).toContainText("Guardado: Nome completo = Maria Lima");
  await expect(phone.getByRole("log")).toContainText("Vai para a fila Atendimento");

  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  await expect(page.locator(".menu-state")).toContainText("No ar: versão 1");
  await expect(page.getByText("Não salvo")).toBeHidden();
  await expect(page.locator(".menu-versions")).toContainText("Caio Lima");
  await accessible(page);

  // A customer walks it: by word, by protocol, and by a button.
  const agent = await as("ana");
  const ana = new ConsolePage(agent);
  await ana.open();
  const customer = await simulator.customer("Rita Moura");
  const said = async () => (await simulator.read(customer.id))["messages"] as unknown[];
  const last = async () => JSON.stringify((await said()).at(-1) ?? {});
  await simulator.write(customer.id, "Oi!");
  await expect.poll(last).toContain("Como podemos ajudar?");
  await expect(ana.row("Rita Moura")).toHaveCount(0);
  await simulator.write(customer.id, "3");
  await expect.poll(last).toContain("Digite o número do protocolo");
  const opening = JSON.stringify(await said());
  const protocol = /\d{8}-\d{6}-\d/.exec(opening)?.[0] ?? "";
  await simulator.write(customer.id, protocol);
  await expect.poll(last).toContain("Posso ajudar em mais alguma coisa?");
  await simulator.write(customer.id, {
    type: "interactive",
    interactive: { type: "button_reply", button_reply: { id: "menu:6:1", title: "Voltar ao início" } },
  });
  await expect.poll(last).toContain("Como podemos ajudar?");
  await simulator.write(customer.id, "Suporte");
  await expect.poll(last).toContain("nome completo");
  await simulator.write(customer.id, "Rita Moura Prado");

  // It waits in the queue that was chosen, with the answers beside it.
  await agent.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Rita Moura");
  const card = agent.getByRole("region", { name: "O que o cliente respondeu" });
  await expect(card).toContainText("Rita Moura Prado");
  await expect(card).toContainText("Suporte");
  await expect(ana.thread).toContainText("O menu terminou");
  await expect(ana.thread.locator(".msg-buttons")).toContainText("Encerrar");
  await accessible(agent);

  // One tab more: the second save is told who was faster, and loses nothing.
  const other = await as("admin");
  await other.goto("/admin/menus");
  await step(other, "Boas-vindas").click();
  await other.getByLabel("Mensagem", { exact: true }).fill("Olá! Escolha:");
  await other.getByRole("button", { name: "Salvar rascunho" }).click();
  await expect(other.getByText("Não salvo")).toBeHidden();
  await step(page, "Boas-vindas").click();
  await page.getByLabel("Mensagem", { exact: true }).fill("Bem-vindo, {name}!");
  await page.getByRole("button", { name: "Salvar rascunho" }).click();
  await expect(page.getByRole("alert")).toContainText("Caio Lima salvou outro rascunho");
  await expect(page.getByLabel("Mensagem", { exact: true })).toHaveValue("Bem-vindo, {name}!");
  // Not even by closing the page.
  await page.goto(desk.url);
  await page.goto("/admin/menus");
  await step(page, "Boas-vindas").click();
  await expect(page.getByLabel("Mensagem", { exact: true })).toHaveValue("Bem-vindo, {name}!");
  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  await page.getByRole("button", { name: "Salvar o meu por cima" }).click();
  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  await expect(page.locator(".menu-state")).toContainText("No ar: versão 2");
  // And back.
  await page.locator(".menu-versions tr").filter({ hasText: "1" }).last().getByRole("button", { name: "Publicar de novo" }).click();
  await expect(page.locator(".menu-state")).toContainText("No ar: versão 3");
  await page.getByRole("button", { name: "Tirar do ar" }).click();
  await expect(page.locator(".menu-state")).toContainText("Fora do ar");
});

test("a supervisor takes a customer out of the menu", async ({ as, simulator }) => {
  const admin = await as("admin");
  await admin.goto("/admin/menus");
  const ready = admin.getByRole("button", { name: "Usar o modelo pronto" });
  const publish = admin.getByRole("button", { name: "Publicar", exact: true });
  await expect(ready.or(publish).first()).toBeVisible();
  if (await ready.isVisible()) await published(admin);
  else {
    await publish.click();
    await expect(admin.locator(".menu-state")).toContainText("No ar");
  }
  const page = await as("sonia");
  const sonia = new ConsolePage(page);
  await sonia.open();
  const customer = await simulator.customer("Otto Braga");
  await simulator.write(customer.id, "Oi");
  await page.getByRole("button", { name: /Todos/ }).click();
  await sonia.choose("Otto Braga");
  await sonia.composer.getByRole("button", { name: /Pegar/ }).click();
  await sonia.say("Oi, Otto! Eu ajudo você.");
  await simulator.write(customer.id, "1");
  await expect(sonia.message("1")).toBeVisible();
  await expect(sonia.thread).not.toContainText("Certo! Você está na fila");
});
