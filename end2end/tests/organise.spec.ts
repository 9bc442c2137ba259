// Tickets put aside and back, labels and priorities with the lists they narrow down, colleagues called in notes.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";
import type { Simulator } from "../pages/simulator.ts";

const HOUR_SECONDS = 60 * 60;

/** One of the lists. */
async function list(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("navigation", { name: "Listas" }).getByRole("button", { name }).click();
}

/** A customer who wrote so many seconds ago, in a ticket taken by whoever is on the page. */
async function served(console: ConsolePage, simulator: Simulator, name: string, age = 0): Promise<string> {
  const customer = await simulator.customer(name);
  await simulator.write(customer.id, { type: "text", text: "Preciso de ajuda", age_seconds: age });
  await console.open();
  await list(console.page, /Esperando/);
  await console.choose(name);
  await console.key("p");
  await expect(console.editor).toBeVisible();
  await list(console.page, /Meus/);
  return customer.id;
}

test("a ticket is put aside, leaves the list, and comes back marked when its customer answers", async ({ as, simulator, accessible }) => {
  const page = await as("ana");
  const ana = new ConsolePage(page);
  // Its window closes in two hours.
  const customer = await served(ana, simulator, "Vilma Rocha", 22 * HOUR_SECONDS);
  await ana.key("z");
  const dialog = page.getByRole("dialog", { name: "Adiar atendimento" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("button", { name: /Amanhã cedo/ })).toContainText("A janela fecha antes");
  await expect(dialog.getByRole("button", { name: /Em 1 hora/ })).not.toContainText("A janela fecha antes");
  await accessible(page, "dialog[open]");

  // A time that is over is refused where it was typed, and stays there.
  await dialog.getByLabel("Dia").fill("2020-01-02");
  await dialog.getByLabel("Hora").fill("08:30");
  await dialog.getByRole("button", { name: "Adiar até lá" }).click();
  await expect(dialog.getByRole("alert")).toContainText("já passou");
  await expect(dialog.getByLabel("Hora")).toHaveValue("08:30");

  await dialog.getByRole("button", { name: /Até o cliente responder/ }).click();
  await expect(ana.row("Vilma Rocha")).toHaveCount(0);
  await list(page, /Adiados/);
  await expect(ana.row("Vilma Rocha")).toContainText("Adiado até o cliente responder");
  await ana.choose("Vilma Rocha");
  await expect(page.locator(".snooze-strip")).toContainText("Adiado até o cliente responder");
  await expect(ana.thread).toContainText("Ana Costa adiou até o cliente responder");
  await accessible(page);
  await page.goto("/");
  await ana.live();

  await simulator.write(customer, "Voltei, e agora?");
  await expect(ana.row("Vilma Rocha")).toContainText("Voltou");
  await list(page, /Adiados/);
  await expect(page.getByText("Nada adiado")).toBeVisible();
  await list(page, /Meus/);
  await ana.choose("Vilma Rocha");
  await expect(ana.thread).toContainText("O cliente escreveu: voltou para Ana Costa");
  await expect(ana.row("Vilma Rocha")).not.toContainText("Voltou");
});

test("a supervisor brings back what somebody put aside for later", async ({ as, simulator }) => {
  const ana = new ConsolePage(await as("ana"));
  await served(ana, simulator, "Nilo Braga");
  const address = new URL(ana.page.url()).pathname;
  await ana.page.getByRole("button", { name: "Adiar", exact: true }).click();
  await ana.page.keyboard.press("1");
  await expect(ana.row("Nilo Braga")).toHaveCount(0);
  const sonia = new ConsolePage(await as("sonia"));
  await sonia.open(address);
  await expect(sonia.page.locator(".snooze-strip")).toContainText(/Adiado até/);
  await sonia.page.getByRole("button", { name: "Trazer de volta" }).click();
  await expect(sonia.page.locator(".snooze-strip")).toHaveCount(0);
  await expect(ana.row("Nilo Braga")).toContainText("Voltou");
});

test("labels and priority reach every screen, and narrow the list down", async ({ as, simulator, accessible, complaints }) => {
  complaints.expect(/status of 422/);
  const ana = new ConsolePage(await as("ana"));
  await served(ana, simulator, "Dora Alves");
  await served(ana, simulator, "Ciro Melo");
  const office = await as("sonia");
  await new ConsolePage(office).open("/admin/labels");
  const name = office.getByLabel("Nome").first();
  const create = office.getByRole("button", { name: "Criar etiqueta" });
  await create.click();
  await expect(office.getByText("Dê um nome à etiqueta.")).toBeVisible();
  await name.fill("Garantia");
  await create.click();
  await expect(office.getByRole("form", { name: "Garantia" })).toContainText("em nenhum atendimento");
  await name.fill("garantia");
  await create.click();
  await expect(office.getByText("Já existe uma etiqueta com esse nome.")).toBeVisible();
  await expect(name).toHaveValue("garantia");
  await accessible(office);

  // By keys alone, in a page that was open before the label existed.
  const context = ana.page.locator(".context");
  await context.getByRole("button", { name: "Etiqueta", exact: true }).focus();
  await ana.page.keyboard.press("Enter");
  const find = context.getByRole("combobox", { name: "Buscar etiqueta" });
  await expect(find).toBeFocused();
  await find.fill("gar");
  await expect(context.getByRole("option", { name: "Garantia" })).toBeVisible();
  await accessible(ana.page);
  await find.press("Enter");
  await expect(ana.row("Ciro Melo").locator(".label")).toHaveText("Garantia");
  await find.press("Escape");
  await expect(find).toHaveCount(0);
  await expect(office.getByRole("form", { name: "Garantia" })).toBeVisible();

  await context.getByLabel("Prioridade").selectOption({ label: "Urgente" });
  await expect(ana.row("Ciro Melo")).toContainText("Urgente");
  await expect(ana.thread).toContainText("Ana Costa mudou a prioridade para urgente");

  // A colleague sees both at once; whoever may makes a label on the fly.
  const sonia = new ConsolePage(await as("sonia"));
  await sonia.open(new URL(ana.page.url()).pathname);
  const panel = sonia.page.locator(".context");
  await expect(panel.getByRole("group", { name: "Etiquetas" })).toContainText("Garantia");
  await panel.getByRole("button", { name: "Etiqueta", exact: true }).click();
  await panel.getByRole("combobox", { name: "Buscar etiqueta" }).fill("Peça cara");
  await panel.getByRole("option", { name: "Criar “Peça cara”" }).click();
  await expect(ana.row("Ciro Melo")).toContainText("Peça cara");

  // Narrowed down, with its count; the new name is on screen without a reload.
  await list(ana.page, /Meus/);
  await ana.page.locator(".filter summary").click();
  await ana.page.locator(".filter").getByLabel("Etiquetas").selectOption({ label: "Garantia" });
  await expect(ana.rows).toHaveCount(1);
  await expect(ana.page.getByRole("button", { name: /^Meus/ })).toContainText("1");
  await accessible(ana.page);
  const row = office.getByRole("form", { name: "Garantia" });
  await row.getByLabel("Nome").fill("Garantia estendida");
  await row.getByRole("button", { name: "Salvar" }).click();
  await expect(ana.row("Ciro Melo")).toContainText("Garantia estendida");
  await ana.page.keyboard.press("Escape");
  await ana.page.getByRole("button", { name: "Tirar filtro Garantia estendida" }).click();
  await expect(ana.row("Dora Alves")).toBeVisible();
  await ana.page.locator(".filter summary").click();
  await ana.page.locator(".filter").getByLabel("Prioridade").selectOption({ label: "Urgente" });
  await expect(ana.rows).toHaveCount(1);
  await ana.page.getByRole("button", { name: "Tirar filtro Urgente" }).click();

  await ana.page.locator("#list-search").fill("#garantia");
  await expect(ana.rows).toHaveCount(1);
  await expect(ana.row("Ciro Melo")).toBeVisible();
  await ana.page.locator("#list-search").press("Escape");

  // Deleted: it says from how many, and is gone everywhere.
  await office.getByRole("form", { name: "Garantia estendida" }).getByRole("button", { name: "Excluir" }).click();
  const dialog = office.getByRole("dialog", { name: "Excluir etiqueta" });
  await expect(dialog).toContainText("sai de 1 atendimento");
  await accessible(office, "dialog[open]");
  await dialog.getByRole("button", { name: "Excluir de vez" }).click();
  await expect(ana.row("Ciro Melo")).not.toContainText("Garantia");
});

test("a colleague called in a note learns of it at once, and gets to the line", async ({ as, simulator, accessible }) => {
  const bruno = await as("bruno");
  await bruno.goto("/");
  await new ConsolePage(bruno).live();
  const ana = new ConsolePage(await as("ana"));
  await served(ana, simulator, "Leda Pires");
  await ana.mode("note");
  await ana.editor.pressSequentially("Oi @bru");
  const offered = ana.composer.getByRole("listbox", { name: "Quem pode ser chamado" });
  await expect(offered.getByRole("option")).toHaveCount(1);
  await accessible(ana.page);
  await ana.editor.press("Enter");
  await expect(ana.editor).toHaveValue("Oi @Bruno Reis ");
  await ana.editor.pressSequentially("pode ver <b>isto</b>?");
  await ana.editor.press("Control+Enter");
  await expect(ana.thread.locator("mark.named")).toHaveText("@Bruno Reis");

  await expect(bruno.getByText("Ana Costa chamou você em uma nota: Leda Pires.")).toBeVisible();
  await bruno.getByRole("link", { name: "Menções: 1 nova" }).click();
  const mention = bruno.locator("a.mention");
  await expect(mention).toContainText("Oi @Bruno Reis pode ver <b>isto</b>?");
  await accessible(bruno);
  await mention.click();
  await expect(bruno.locator(".msg-sought")).toContainText("pode ver <b>isto</b>?");
  await expect(bruno.getByRole("link", { name: "Menções", exact: true })).toBeVisible();
});
