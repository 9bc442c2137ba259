// Templates: written and approved, sent with a picture and a link, rejected, paused meanwhile.
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** One white pixel. */
const PICTURE = {
  name: "vitrine.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};

test("a template is written, approved, and sent with its picture and link", async ({ as, simulator, complaints, accessible }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/templates");
  const page = admin.page;
  await expect(page.getByRole("row", { name: /promo_revisao/ })).toContainText("aprovado");
  await accessible(page);
  await page.getByRole("button", { name: "Novo modelo" }).click();

  // Meta's rules while typing; a file that is no picture is refused by the desk.
  complaints.expect(/status of 422/);
  await page.getByLabel("Nome", { exact: true }).fill("Vitrine Nova");
  await expect(page.locator("#tpl-name-error")).toContainText("minúsculas");
  await page.getByLabel("Nome", { exact: true }).fill("vitrine_nova");
  await expect(page.locator("#tpl-name-error")).toBeEmpty();
  const body = page.getByRole("textbox", { name: "Mensagem" });
  await body.fill("{{nome}}, a vitrine mudou.");
  await expect(page.locator("#tpl-body-error")).toContainText("começar nem terminar");
  await body.fill("Olá, *{{nome}}*! A vitrine desta semana já está no ar.");
  await page.getByLabel("Imagem", { exact: true }).check();
  await page.locator("#tpl-example-header").setInputFiles({ ...PICTURE, name: "texto.png", buffer: Buffer.from("nada") });
  await expect(page.locator("#tpl-example-header-error")).toContainText("não é uma imagem");
  await page.locator("#tpl-example-header").setInputFiles(PICTURE);
  await expect(page.locator(".drop")).toContainText("vitrine.png");
  await expect(page.locator("#tpl-example-header-error")).toBeEmpty();
  await page.getByRole("button", { name: "Adicionar botão: Abrir link" }).click();
  await page.locator("#tpl-button-0-label").fill("Ver vitrine");
  await page.locator("#tpl-button-0-target").fill("https://loja.example/{{1}}");
  await page.getByRole("button", { name: "Enviar para análise" }).click();
  await expect(page.locator("#tpl-example-body-nome-error")).toContainText("Preencha");
  await page.getByLabel("Exemplo de {{nome}}").fill("Marina");
  await page.getByLabel("Exemplo do botão “Ver vitrine”").fill("semana-47");
  await expect(page.locator(".phone")).toContainText("Olá, Marina!");
  await expect(page.locator(".phone strong")).toContainText("Marina");
  await accessible(page);
  await page.getByRole("button", { name: "Enviar para análise" }).click();
  const row = page.getByRole("row", { name: /vitrine_nova/ });
  await expect(row).toContainText("em análise");
  // Meta's answer shows without a reload.
  await expect(row).toContainText("aprovado");

  const ana = new ConsolePage(await as("ana"));
  const customer = await simulator.customer("Helena Prado");
  await simulator.write(customer.id, { type: "text", text: "Oi", age_seconds: DAY_SECONDS + 60 });
  await ana.open();
  await ana.page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Helena Prado");
  await ana.composer.getByRole("button", { name: /Pegar/ }).click();
  const search = ana.composer.getByRole("combobox");
  await search.fill("vitrine");
  await expect(ana.composer.getByLabel("nome")).toHaveValue("Helena");
  // Bad values are told at their fields, and nothing typed is lost by looking at another template.
  await ana.composer.getByRole("button", { name: /Enviar modelo/ }).click();
  await expect(ana.composer.locator("#param-file-error")).toContainText("Escolha um arquivo");
  await expect(ana.composer.locator("#param-2-error")).toContainText("Preencha");
  const end = ana.composer.getByLabel(/Fim do link/);
  await end.fill("com espaço");
  await expect(ana.composer.locator("#param-2-error")).toContainText("inválido");
  await end.fill("semana-47");
  await ana.composer.locator("input[type=file]").setInputFiles(PICTURE);
  await expect(ana.composer.locator(".drop")).toContainText("vitrine.png");
  await search.fill("servico");
  await expect(end).toHaveCount(0);
  await search.fill("vitrine");
  await expect(end).toHaveValue("semana-47");
  await expect(ana.composer.locator(".drop")).toContainText("vitrine.png");
  await expect(ana.composer.locator(".phone")).toContainText("Olá, Helena!");
  await accessible(ana.page);
  await ana.composer.getByRole("button", { name: /Enviar modelo/ }).click();
  await expect(ana.strip).toContainText(/Modelo (a caminho|enviado|entregue|lido)/);
  await expect(ana.thread).toContainText("vitrine.png");
  await expect(ana.thread).toContainText("Ver vitrine");
  const sent = async () => (await simulator.sent()).find((message) => JSON.stringify(message).includes("vitrine_nova"));
  await expect.poll(sent).toBeTruthy();
  expect(await sent()).toMatchObject({
    body: {
      template: {
        components: [
          { type: "header", parameters: [{ type: "image", image: { id: expect.stringMatching(/^\d+$/) } }] },
          { type: "body", parameters: [{ type: "text", parameter_name: "nome", text: "Helena" }] },
          { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "semana-47" }] },
        ],
      },
    },
  });
});

test("a rejected template says why, and a paused one is refused although it was chosen", async ({ as, desk, simulator, complaints, accessible }) => {
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/templates");
  await simulator.faults({ template_review: { decision: "REJECTED", reason: "INVALID_FORMAT" } });
  await admin.page.getByRole("button", { name: "Novo modelo" }).click();
  await admin.page.getByLabel("Nome", { exact: true }).fill("aviso_recusado");
  await admin.page.getByRole("textbox", { name: "Mensagem" }).fill("O seu pedido já saiu para entrega hoje.");
  await admin.page.getByRole("button", { name: "Enviar para análise" }).click();
  const row = admin.page.getByRole("row", { name: /aviso_recusado/ });
  await expect(row).toContainText("recusado");
  await expect(row).toContainText("Formato inválido");
  await simulator.heal();

  const bruno = new ConsolePage(await as("bruno"));
  const customer = await simulator.customer("Raul Dias");
  await simulator.write(customer.id, { type: "text", text: "Oi", age_seconds: DAY_SECONDS + 60 });
  await bruno.open();
  await bruno.page.getByRole("button", { name: /Esperando/ }).click();
  await bruno.choose("Raul Dias");
  await bruno.composer.getByRole("button", { name: /Pegar/ }).click();
  await bruno.composer.getByRole("combobox").fill("retomar");
  const send = bruno.composer.getByRole("button", { name: /Enviar modelo/ });
  await expect(send).toBeEnabled();
  const ticket = new URL(bruno.page.url()).pathname.split("/").at(-1) ?? "";
  const list = await admin.page.request.post("/api/bootstrap", { headers: { origin: desk.url }, data: {} });
  const number = ((await list.json()) as { numbers: { id: string }[] }).numbers[0]?.id ?? "";
  const known = await admin.page.request.post("/api/templates", { headers: { origin: desk.url }, data: { number } });
  const { templates } = (await known.json()) as { templates: { id: string; provider_id: string; name: string }[] };
  const template = templates.find((one) => one.name === "retomar_atendimento");
  await simulator.template(template?.provider_id ?? "", { status: "PAUSED" });
  await expect(bruno.composer.locator(".picker-form")).toContainText("pausado pela Meta");
  await expect(send).toBeDisabled();
  await accessible(bruno.page);
  const refused = await bruno.page.request.post("/api/send_template", {
    headers: { origin: desk.url },
    data: {
      id: "msg_01zzzzzzzz0000000000000001",
      ticket,
      template: template?.id,
      category: "UTILITY",
      params: [
        { place: "body", key: "nome", value: "Raul" },
        { place: "body", key: "protocolo", value: "1" },
      ],
    },
  });
  expect(refused.status()).toBe(409);
  expect(await refused.json()).toMatchObject({ error: "template_unavailable" });
  await simulator.template(template?.provider_id ?? "", { status: "APPROVED" });
  await expect(send).toBeEnabled();
  complaints.expect(/409/);
});

test("supervisors read the templates, and only administrators change them", async ({ as }) => {
  const sonia = new ConsolePage(await as("sonia"));
  await sonia.open("/admin/templates");
  await expect(sonia.page.getByRole("row", { name: /promo_revisao/ })).toBeVisible();
  await expect(sonia.page.getByRole("button", { name: "Novo modelo" })).toHaveCount(0);
  await expect(sonia.page.getByRole("button", { name: /Excluir/ })).toHaveCount(0);
  const admin = new ConsolePage(await as("admin"));
  await admin.open("/admin/templates");
  await admin.page.getByRole("button", { name: "Filas: boas_vindas (pt_BR)" }).click();
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByLabel("Financeiro").check();
  await dialog.getByRole("button", { name: "Salvar" }).click();
  await expect(admin.page.getByRole("row", { name: /boas_vindas/ })).toContainText("Financeiro");
  await expect(sonia.page.getByRole("row", { name: /boas_vindas/ })).toContainText("Financeiro");
});
