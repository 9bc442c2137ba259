// What messages cost: said before they leave, kept when they are delivered, summed up, and imported from a table.
import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";

const DAY_SECONDS = 24 * 60 * 60;

test("the price is shown before sending, beside the message and among the costs", async ({ as, simulator, accessible }) => {
  const page = await as("ana");
  const ana = new ConsolePage(page);
  const customer = await simulator.customer("Célia Prado");
  await simulator.look(customer.id);
  await simulator.write(customer.id, "Quanto custa o frete?");
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Célia Prado");
  await ana.key("p");
  await expect(ana.editor).toBeVisible();
  const note = ana.composer.locator(".composer-foot .price-note");
  await expect(note).toContainText("US$ 0,0068 · serviço");

  // The template that is chosen has its own category and price.
  await ana.mode("template");
  await ana.composer.getByRole("combobox").fill("retomar");
  await expect(note).toContainText(/US\$\s0,0\d+ · (utilidade|marketing)/);
  await accessible(page);
  await ana.mode("reply");
  await ana.say("O frete é grátis");
  const sent = ana.thread.locator(".msg-out", { hasText: "O frete é grátis" });
  await expect(sent.locator(".msg-price")).toContainText("US$ 0,0068");

  const sonia = await as("sonia");
  await new ConsolePage(sonia).open("/costs");
  await expect(sonia.getByRole("heading", { level: 1 })).toHaveText("Custos");
  const people = sonia.getByRole("region", { name: "Por pessoa" });
  await expect(people.getByRole("row", { name: /Ana Costa/ })).toContainText("US$ 0,0068");
  await expect(sonia.getByRole("img", { name: /Custo por dia/ })).toBeVisible();
  await accessible(sonia);
  const [download] = await Promise.all([
    sonia.waitForEvent("download"),
    sonia.getByRole("button", { name: "Exportar CSV" }).click(),
  ]);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toContain("Ana Costa;1;0;0;USD;0,0068");

  // Agents write and see prices, but not what everybody's messages came to.
  await expect(page.locator(".rail")).not.toContainText("Custos");
  const asked = await page.request.post("/api/cost_report", {
    headers: { origin: new URL(page.url()).origin },
    data: { from: "2026-11-01", until: "2026-11-30" },
  });
  expect(asked.status()).toBe(403);
});

test("an advertisement makes messages free, and the composer says until when", async ({ as, simulator }) => {
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Davi Rocha");
  await simulator.look(customer.id);
  await simulator.write(customer.id, {
    type: "text",
    text: "Vi o anúncio",
    referral: { source_url: "https://fb.example/ad", source_type: "ad", source_id: "1", headline: "Oferta", body: "b", ctwa_clid: "c" },
  });
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Davi Rocha");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  await expect(ana.composer.locator(".price-note")).toContainText(/grátis até .+ \(anúncio\)/);
  await ana.say("Que bom que veio");
  const sent = ana.thread.locator(".msg-out", { hasText: "Que bom que veio" });
  await expect(sent.locator(".msg-price")).toContainText("grátis");
});

test("prices are edited by hand and every open composer follows", async ({ as, simulator, accessible }) => {
  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Elisa Moura");
  await simulator.write(customer.id, { type: "text", text: "oi", age_seconds: DAY_SECONDS - 3000 });
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Elisa Moura");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  await expect(ana.composer).toHaveClass(/composer-closing/);
  const note = ana.composer.locator(".composer-foot .price-note");
  await expect(note).toContainText("US$ 0,0068 · serviço");

  const admin = await as("admin");
  await new ConsolePage(admin).open("/admin/prices");
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("Preços");
  await accessible(admin);
  await admin.getByRole("button", { name: "Novo preço" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Preço por mensagem").fill("-1");
  await dialog.getByLabel("Moeda").fill("REAIS");
  await dialog.getByRole("button", { name: "Salvar" }).click();
  await expect(dialog).toContainText("sem sinal de menos");
  await expect(dialog).toContainText("Use três letras");
  await accessible(admin);
  await dialog.getByLabel("Preço por mensagem").fill("0,05");
  await dialog.getByLabel("Moeda").fill("brl");
  await dialog.getByLabel("Fonte", { exact: true }).fill("=contrato");
  await dialog.getByRole("button", { name: "Salvar" }).click();
  await expect(dialog).toBeHidden();
  const row = admin.getByRole("row", { name: /=contrato/ });
  await expect(row).toContainText("R$ 0,05");
  await expect(row).toContainText("vale hoje");
  // Nobody reloads anything.
  await expect(note).toContainText("R$ 0,05 · serviço");

  // Ended as of yesterday, the price before it counts again.
  await row.getByRole("button", { name: /Editar/ }).click();
  await dialog.getByLabel("Vale de").fill("2026-10-02");
  await dialog.getByLabel("Vale até").fill("2026-10-03");
  await dialog.getByRole("button", { name: "Salvar" }).click();
  await expect(dialog).toBeHidden();
  await expect(note).toContainText("US$ 0,0068 · serviço");
  await admin.getByLabel("Mostrar encerrados").check();
  await expect(row).toContainText("encerrado");

  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("button", { name: "Exportar CSV" }).click(),
  ]);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv).toContain("BR;service;no;BRL;0,05;2026-10-02;2026-10-03;'=contrato;");
});

test("a table with bad lines tells each of them and imports the rest", async ({ as, accessible }) => {
  const admin = await as("admin");
  await new ConsolePage(admin).open("/admin/prices");
  const area = admin.getByLabel("Conteúdo do CSV");
  await area.fill("mercado;valor\nBR;1\n");
  await admin.getByRole("button", { name: "Conferir" }).click();
  await expect(admin.getByText("Faltam colunas na primeira linha: category, currency, valid_from.")).toBeVisible();
  await admin.getByLabel("Arquivo").setInputFiles({
    name: "precos.csv",
    mimeType: "text/csv",
    // As an old spreadsheet writes it: Windows-1252, decimal commas.
    buffer: Buffer.from(
      "mercado;categoria;moeda;preço;vale de;vale até;fonte\r\n" +
        "AR;serviço;USD;0,0123;01/10/2026;;Tabela\r\n" +
        "ZZ;serviço;USD;0,01;01/10/2026;;\r\n" +
        "UY;presente;USD;=1+1;31/02/2026;;\r\n" +
        "BR;marketing;USD;0,0700;01/01/2027;;\"=HYPERLINK(\"\"http://evil\"\")\"\r\n",
      "latin1",
    ),
  });
  const bad = admin.getByRole("region", { name: /Linhas com problema/ });
  await expect(bad.getByRole("row")).toHaveCount(5);
  await expect(bad.getByRole("row", { name: /^3 Mercado ZZ/ })).toBeVisible();
  await expect(bad.getByRole("row", { name: /^4 Preço =1\+1/ })).toBeVisible();
  await expect(bad.getByRole("row", { name: /^4 Vale de 31\/02\/2026/ })).toBeVisible();
  const good = admin.getByRole("region", { name: /Linhas prontas/ });
  await expect(good.getByRole("row")).toHaveCount(3);
  await accessible(admin);
  // Nothing has changed yet.
  const table = admin.getByRole("region", { name: "Preços", exact: true });
  await expect(table.getByRole("row", { name: /Argentina/ })).toHaveCount(0);
  await admin.getByRole("button", { name: "Importar 2 preços" }).click();
  await expect(table.getByRole("row", { name: /Argentina/ })).toContainText("US$ 0,0123");
  await expect(table.getByRole("row", { name: /=HYPERLINK/ })).toContainText("ainda vai valer");
  await expect(area).toHaveValue("");
});

test("costs and prices fit a phone", async ({ as, accessible }) => {
  const page = await as("admin");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/costs", "/admin/prices"]) {
    await new ConsolePage(page).open(path);
    await expect(page.locator(".page h1")).toBeVisible();
    await expect(page.locator(".skeleton")).toHaveCount(0);
    await accessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
