// Failed messages with their one remedy, the health of numbers, and connecting one step by step.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { PASSWORD } from "../desk.ts";
import { ConsolePage } from "../pages/console.ts";
import type { Customer, Simulator } from "../pages/simulator.ts";

async function served(page: Page, simulator: Simulator, name: string): Promise<{ console: ConsolePage; customer: Customer }> {
  const desk = new ConsolePage(page);
  const customer = await simulator.customer(name);
  await simulator.write(customer.id, "Oi, tudo bem?");
  await desk.open();
  await page.getByRole("button", { name: /Esperando|Waiting/ }).click();
  await desk.choose(name);
  await desk.composer.getByRole("button", { name: /Pegar|Take/ }).click();
  await expect(desk.editor).toBeVisible();
  return { console: desk, customer };
}

/** How often the desk sent a text. */
async function occurrences(simulator: Simulator, text: string): Promise<number> {
  return (await simulator.sent()).filter((message) => JSON.stringify(message).includes(text)).length;
}

test("a failed message tells its cause and offers exactly what helps", async ({ as, simulator, accessible }) => {
  const page = await as("ana");
  const { console: ana, customer } = await served(page, simulator, "Lia Prado");
  const strip = (text: string) => ana.thread.locator("article").filter({ hasText: text });
  const fail = async (text: string, code: number) => {
    await simulator.failSend({ kind: "failed_status", code, to: customer.id });
    await ana.say(text);
  };

  // Held back by WhatsApp: sending again would make it worse.
  await fail("Promoção da semana", 131_049);
  await expect(strip("Promoção da semana")).toContainText("não entregou esta mensagem de marketing");
  await expect(strip("Promoção da semana").getByRole("button")).toHaveCount(0);

  // Not accepted as it was: the text comes back.
  await fail("Segue o orçamento", 131_053);
  await strip("Segue o orçamento").getByRole("button", { name: "Corrigir e reenviar" }).click();
  await expect(ana.editor).toHaveValue("Segue o orçamento");
  await ana.editor.fill("");

  // In maintenance: the button says when, and waits.
  await fail("Pode vir buscar", 131_057);
  await expect(strip("Pode vir buscar").getByRole("button", { name: /Reenviar em/ })).toBeDisabled();

  // Somebody else has to act: what to tell them is ready.
  await fail("Cobrança parada", 131_042);
  await expect(strip("Cobrança parada").getByRole("button", { name: "Chamar um administrador" })).toBeVisible();

  // Gone from the provider: an agent cannot sync, and says so to who can.
  await fail("Modelo sumiu", 132_001);
  await expect(strip("Modelo sumiu")).toContainText("não existe mais neste idioma");

  // A passing fault: sent again once, each tied to the other.
  await fail("Até logo", 131_016);
  await strip("Até logo").getByRole("button", { name: "Reenviar", exact: true }).click();
  await expect(strip("Até logo").filter({ hasText: "reenviada" })).toHaveCount(1);
  await expect(strip("Até logo").filter({ hasText: "nova tentativa" })).toHaveCount(1);
  await expect(strip("Até logo").getByRole("button", { name: "Reenviar", exact: true })).toHaveCount(0);
  // The fault asked for next is for the next message, not for this one on its way.
  await expect.poll(async () => occurrences(simulator, "Até logo")).toBe(2);

  // Nobody knows: it is waited for, and nobody sends it again.
  await simulator.failSend({ kind: "graph_error", code: 131_000, to: customer.id });
  await ana.say("Confirma o horário?");
  await expect(strip("Confirma o horário?")).toContainText("Resultado desconhecido: aguardando o WhatsApp");
  await expect(strip("Confirma o horário?").getByRole("button")).toHaveCount(0);
  await strip("Confirma o horário?").getByText("Detalhes").click();
  await expect(strip("Confirma o horário?")).toContainText("resultado desconhecido");
  await accessible(page);
});

test("the causes are told in English too", async ({ as, simulator, desk }) => {
  const page = await as("bruno");
  await page.request.post("/api/preferences", {
    headers: { origin: desk.url },
    data: { locale: "en", theme: "system", shortcuts: true },
  });
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const { console: bruno, customer } = await served(page, simulator, "Tom Reis");
  await simulator.failSend({ kind: "failed_status", code: 131_026, to: customer.id });
  await bruno.say("Hello there");
  await expect(bruno.thread).toContainText("This person cannot receive it on WhatsApp.");
  await bruno.thread.getByText("Details").click();
  await expect(bruno.thread).toContainText("131026");
});

test("a number's health goes from well to broken and back, and announcements are noted", async ({ as, simulator, accessible }) => {
  const page = await as("admin");
  const admin = new ConsolePage(page);
  await admin.open("/admin/numbers");
  const card = page.locator(".health-card").first();
  const check = (name: string) => card.locator("li.check:not(.announcement)").filter({ hasText: name });
  await expect(check("Acesso à Meta")).toHaveClass(/check-pass/);
  await expect(check("Inscrição nos avisos")).toHaveClass(/check-pass/);
  await expect(check("Qualidade")).toContainText("alta");
  await expect(card.locator(".check-fail")).toHaveCount(0);
  await accessible(page);

  await simulator.faults({ expired_token: true });
  await card.getByRole("button", { name: "Verificar agora" }).click();
  await expect(check("Acesso à Meta")).toHaveClass(/check-fail/);
  await expect(check("Acesso à Meta")).toContainText("Gere um token novo");
  await expect(card).toContainText("desconectado");
  await accessible(page);
  await simulator.heal();
  await card.getByRole("button", { name: "Verificar agora" }).click();
  await expect(check("Acesso à Meta")).toHaveClass(/check-pass/);

  // What the provider announces arrives by itself, and somebody takes note of it.
  await simulator.rate("106540352242922", { quality: "RED" });
  await expect(card).toContainText("A qualidade do número caiu.");
  await expect(check("Qualidade")).toContainText("baixa");
  await card.getByRole("button", { name: "Estou ciente" }).first().click();
  await expect(card).toContainText("ciência de Caio Lima");
  await simulator.rate("106540352242922", { quality: "GREEN" });

  const sonia = await as("sonia");
  await new ConsolePage(sonia).open("/admin/numbers");
  await expect(sonia.locator(".health-card").first()).toContainText("Acesso à Meta");
  await expect(sonia.getByRole("button", { name: "Verificar agora" })).toHaveCount(0);
});

test("a second number is connected step by step", async ({ as, simulator, desk, accessible }) => {
  await simulator.addNumber({
    phone_number_id: "200200200", display_phone_number: "+55 31 4444-5555", waba_id: "300300300", verified_name: "Loja Nova",
  });
  const page = await as("admin");
  await new ConsolePage(page).open("/admin/numbers/new");
  await page.getByRole("button", { name: "Salvar e conferir" }).click();
  await expect(page.getByText("Preencha este campo")).toHaveCount(5);
  await accessible(page);
  const fill = async (name: string, value: string) => page.locator(`#setup-${name}`).fill(value);
  await fill("label", "Loja nova");
  // What was typed survives a reload; secrets do not.
  await page.reload();
  await expect(page.locator("#setup-label")).toHaveValue("Loja nova");
  await fill("provider_id", "200200200");
  await fill("account_id", "300300300");
  await fill("access_token", "wrong-token");
  await fill("app_secret", "simulator-app-secret");
  await page.getByText("Avançado: endereço da API").click();
  await fill("base_url", "http://10.0.0.1");
  await page.getByRole("button", { name: "Salvar e conferir" }).click();
  await expect(page.getByText(/Use https/)).toBeVisible();
  await fill("base_url", desk.simulatorUrl);
  await page.getByRole("button", { name: "Salvar e conferir" }).click();
  await expect(page.getByText(/A Meta recusou: Canal desconectado/)).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/numbers\/num_/);
  await expect(page.locator("#setup-access_token")).toHaveValue("");
  await fill("access_token", "simulator-access-token");
  await page.getByRole("button", { name: "Salvar e conferir" }).click();
  await expect(page.getByText("Este é o número +55 31 4444-5555, Loja Nova.")).toBeVisible();

  const step = (name: string) => page.locator("li.step").filter({ has: page.getByRole("heading", { name }) });
  const word = await step("Endereço dos avisos").locator("code").nth(1).innerText();
  await simulator.handshake(word);
  await expect(step("Endereço dos avisos")).toContainText("feito");
  await page.getByRole("button", { name: "Inscrever aplicativo" }).click();
  await expect(step("Inscrição do aplicativo")).toContainText("feito");
  const finish = page.getByRole("button", { name: "Concluir e liberar envios" });
  await expect(finish).toBeDisabled();
  const customer = await simulator.customer("Primeira Cliente");
  await simulator.write(customer.id, { type: "text", text: "Olá, loja nova", phone_number_id: "200200200" });
  await expect(step("Segredo do aplicativo")).toContainText("feito");
  await expect(step("Mensagem de teste")).toContainText("feito");
  await page.locator("#setup-queue").selectOption({ index: 1 });
  await finish.click();
  await expect(page.getByRole("button", { name: "Salvar fila" })).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: "Voltar aos números" }).click();
  await expect(page.locator(".health-card").filter({ hasText: "Loja nova" })).toContainText("+55 31 4444-5555");
});

test("logging out keeps half-typed texts, and only for who typed them", async ({ page, desk, simulator }) => {
  const customer = await simulator.customer("Dora Lins");
  await simulator.write(customer.id, "Alguém?");
  const enter = async (email: string) => {
    const answer = await page.request.post("/login", {
      headers: { origin: desk.url, accept: "application/json" },
      data: { email, password: PASSWORD },
    });
    expect(answer.status()).toBe(204);
  };
  await enter("ana@guiche.local");
  const ana = new ConsolePage(page);
  await ana.open();
  await page.getByRole("button", { name: /Esperando/ }).click();
  await ana.choose("Dora Lins");
  await ana.mode("note");
  await ana.editor.fill("lembrar do desconto");
  const path = new URL(page.url()).pathname;
  await page.locator(".rail summary").click();
  await page.getByRole("button", { name: "Sair" }).click();
  await expect(page).toHaveURL(/\/login/);
  await enter("sonia@guiche.local");
  await ana.open(path);
  await ana.mode("note");
  await expect(ana.editor).toHaveValue("");
  // A page whose session ends would go to the login by itself.
  await page.goto("about:blank");
  await enter("ana@guiche.local");
  await ana.open(path);
  await ana.mode("note");
  await expect(ana.editor).toHaveValue("lembrar do desconto");
});
