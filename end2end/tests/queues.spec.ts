// A queue from its making to its end: people, hours, texts, promises, reasons for closing.
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";

test("two administrators on one queue: the second is told, decides, and open pages follow", async ({ as, simulator, complaints, accessible }) => {
  complaints.expect(/status of 409/);
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Olga Sá");
  await simulator.write(customer.id, "Oi");
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await expect(ana.row("Olga Sá")).toContainText("Atendimento");

  const open = async () => {
    const page = await as("admin");
    await new ConsolePage(page).open("/admin/queues");
    await page.getByRole("link", { name: "Atendimento", exact: true }).click();
    await expect(page.getByLabel("Nome", { exact: true })).toHaveValue("Atendimento");
    return page;
  };
  const [first, second] = [await open(), await open()];
  await first.getByLabel("Nome", { exact: true }).fill("Balcão");
  await first.getByRole("button", { name: "Salvar" }).click();
  await expect(first.getByRole("status").filter({ hasText: "Salvo." })).toBeVisible();
  // A page that was open before knows the new name without a reload.
  await expect(ana.row("Olga Sá")).toContainText("Balcão");

  await second.getByLabel("Nome", { exact: true }).fill("Recepção");
  await second.getByRole("button", { name: "Salvar" }).click();
  const notice = second.getByRole("alert").filter({ hasText: "Alguém mudou esta fila enquanto você editava" });
  await expect(notice).toBeVisible();
  await expect(second.getByLabel("Nome", { exact: true })).toHaveValue("Recepção");
  await accessible(second);
  await notice.getByRole("button", { name: "Descartar o meu e ver o outro" }).click();
  await expect(second.getByLabel("Nome", { exact: true })).toHaveValue("Balcão");
  await expect(notice).toBeHidden();

  // Now the first one is late, and means it.
  await second.getByLabel("Nome", { exact: true }).fill("Recepção");
  await second.getByRole("button", { name: "Salvar" }).click();
  await expect(ana.row("Olga Sá")).toContainText("Recepção");
  await first.getByLabel("Nome", { exact: true }).fill("Atendimento");
  await first.getByRole("button", { name: "Salvar" }).click();
  await first.getByRole("button", { name: "Salvar o meu por cima" }).click();
  await expect(ana.row("Olga Sá")).toContainText("Atendimento");
});

test("a queue is made, set, kept, and given up with its tickets", async ({ as, simulator, accessible }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/queues");
  const page = admin.page;
  await expect(page.getByRole("link", { name: "Vendas", exact: true })).toBeVisible();
  await accessible(page);

  // A name that is taken is told at the field, and what was typed stays.
  await page.getByRole("button", { name: "Nova fila" }).click();
  const dialog = page.getByRole("dialog", { name: "Nova fila" });
  await dialog.getByLabel("Nome").fill("Entregas");
  await accessible(page);
  await dialog.getByRole("button", { name: "Criar fila" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Entregas" })).toBeVisible();

  // A queue that reaches nobody is allowed, and says so.
  await expect(page.locator(".queue-warnings")).toContainText("Ninguém está nesta fila");
  await expect(page.locator(".queue-warnings")).toContainText("sempre aberta");
  await accessible(page);
  await page.getByLabel("Conversas novas entram por aqui: Matriz", { exact: false }).check();

  await page.getByRole("tab", { name: "Pessoas" }).click();
  await page.getByLabel("Na fila de Ana Costa").check();
  await page.getByLabel("Habilidade de Ana Costa").selectOption("5");
  await page.getByLabel("Capacidade de Bruno Reis").fill("0");
  await expect(page.locator(".queue-warnings")).not.toContainText("Ninguém está nesta fila");
  await accessible(page);

  // Hours that overlap are refused at their day.
  await page.getByRole("tab", { name: "Horários" }).click();
  const monday = page.getByRole("group", { name: "Segunda" });
  await monday.getByRole("button", { name: /Adicionar horário/ }).click();
  await monday.getByLabel("Segunda, às").first().fill("12:00");
  await monday.getByRole("button", { name: /Adicionar horário/ }).click();
  await monday.getByLabel("Segunda, das").last().fill("11:30");
  await monday.getByLabel("Segunda, às").last().fill("18:00");
  await page.getByRole("button", { name: "Marcar os nacionais" }).click();
  await expect(page.getByLabel(/Paixão de Cristo/)).toBeChecked();
  await expect(page.getByLabel(/Corpus Christi/)).not.toBeChecked();
  await page.getByRole("tab", { name: "Textos" }).click();
  await page.getByLabel("Ausência").fill("Olá, {nome}! Voltamos {opens}.");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.locator("#queue-away-error")).toContainText("{nome} não existe");
  await expect(page.getByRole("tab", { name: /Horários/ })).toContainText("1 campo a corrigir");
  await accessible(page);
  await page.getByLabel("Ausência").fill("Olá, {name}! Voltamos {opens}.");
  await page.getByRole("tab", { name: /Horários/ }).click();
  await expect(page.locator("#queue-hours_0-error")).toContainText("se cruzam");
  await accessible(page);
  await monday.getByLabel("Segunda, das").last().fill("13:00");
  await page.getByRole("button", { name: "Copiar segunda" }).click();

  await page.getByRole("tab", { name: "Distribuição" }).click();
  await page.getByLabel(/A mesa entrega/).check();
  await accessible(page);
  await page.getByRole("tab", { name: "Prazos" }).click();
  await page.getByLabel("Primeira resposta (minutos)").fill("15");
  await page.getByLabel(/7 dias corridos/).check();
  await accessible(page);
  await page.getByRole("tab", { name: "Encerramento" }).click();
  await page.getByRole("button", { name: "Adicionar motivo" }).click();
  await page.getByLabel("Motivo", { exact: true }).fill("Atraso");
  await page.getByRole("button", { name: "Adicionar motivo" }).click();
  await page.getByLabel("Motivo", { exact: true }).last().fill("Transportadora");
  await page.getByRole("button", { name: "Pôr abaixo do anterior" }).last().click();
  await page.getByLabel("Só encerrar com um destes motivos").check();
  await accessible(page);
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Salvo." })).toBeVisible();

  // All of it is there after a reload.
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Entregas" })).toBeVisible();
  await page.getByRole("tab", { name: "Pessoas" }).click();
  await expect(page.getByLabel("Na fila de Ana Costa")).toBeChecked();
  await expect(page.getByLabel("Habilidade de Ana Costa")).toHaveValue("5");
  await expect(page.getByLabel("Capacidade de Bruno Reis")).toHaveValue("0");
  await page.getByRole("tab", { name: "Horários" }).click();
  const friday = page.getByRole("group", { name: "Sexta" });
  await expect(friday.getByLabel("Sexta, das")).toHaveCount(2);
  await expect(friday.getByLabel("Sexta, das").last()).toHaveValue("13:00");
  await expect(page.getByLabel(/Natal/)).toBeChecked();
  await page.getByRole("tab", { name: "Textos" }).click();
  await expect(page.getByLabel("Ausência")).toHaveValue("Olá, {name}! Voltamos {opens}.");
  await page.getByRole("tab", { name: "Prazos" }).click();
  await expect(page.getByLabel("Primeira resposta (minutos)")).toHaveValue("15");
  await page.getByRole("tab", { name: "Encerramento" }).click();
  await expect(page.getByLabel("Motivo", { exact: true })).toHaveCount(2);

  // A customer of its number waits in it, with a promise.
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Lívia Prates");
  await simulator.write(customer.id, "Minha entrega atrasou");
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  const row = ana.row("Lívia Prates");
  await expect(row).toContainText("Entregas");
  await expect(row.locator(".row-due")).toContainText("Primeira resposta");
  await ana.choose("Lívia Prates");
  await expect(ana.page.locator(".promise")).toContainText("Primeira resposta");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  await ana.say("Vou verificar");
  await expect(ana.page.locator(".promise")).toContainText("7 dias");

  // Given up: it asks where its ticket goes; who serves it goes on.
  await page.getByRole("link", { name: "Todas as filas" }).click();
  await page.getByRole("button", { name: "Apagar: Entregas" }).click();
  const asking = page.getByRole("dialog", { name: "Apagar a fila Entregas" });
  await expect(asking).toContainText("1 conversa aberta e 1 número");
  await asking.getByRole("button", { name: "Apagar" }).click();
  await expect(asking).toContainText("Escolha para onde vão.");
  await accessible(page);
  await asking.getByLabel("Vendas").check();
  await asking.getByRole("button", { name: "Apagar" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 conversa mudou de fila" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Entregas", exact: true })).toHaveCount(0);
  await expect(ana.thread).toContainText("A fila Entregas foi apagada: a conversa passou para Vendas");
  await ana.say("Continuo com você");
  await expect(ana.message("Continuo com você")).toBeVisible();
});

test("closing asks for the queue's reason, found by the keyboard", async ({ as, simulator, accessible }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/queues");
  const page = admin.page;
  await page.getByRole("link", { name: "Configurar: Vendas" }).click();
  await page.getByRole("tab", { name: "Encerramento" }).click();
  const add = async (label: string): Promise<void> => {
    await page.getByRole("button", { name: "Adicionar motivo" }).click();
    await page.getByLabel("Motivo", { exact: true }).last().fill(label);
  };
  await add("Orçamento");
  await add("Aceito");
  await page.getByRole("button", { name: "Pôr abaixo do anterior" }).last().click();
  await add("Recusado");
  await page.getByLabel("Só encerrar com um destes motivos").check();
  await page.getByRole("tab", { name: "Geral" }).click();
  await page.getByLabel("Conversas novas entram por aqui: Matriz", { exact: false }).check();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Salvo." })).toBeVisible();

  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Otto Lins");
  await simulator.write(customer.id, "Quero um orçamento");
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Otto Lins");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  await ana.say("Segue o orçamento");
  await ana.key("e");
  const dialog = ana.page.getByRole("dialog", { name: /Encerrar/ });
  const search = dialog.getByRole("combobox", { name: "Procurar motivo" });
  await expect(search).toBeFocused();
  await expect(dialog.getByRole("option")).toHaveCount(2);
  await accessible(ana.page);
  await search.pressSequentially("orç recus");
  await expect(dialog.getByRole("option")).toHaveText([/Orçamento › Recusado/]);
  await search.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(ana.thread).toContainText("Orçamento › Recusado");
});
