// Presence and what the desk gives to whom: one browser for each person, on a desk whose queues push.
import { PASSWORD, Desk } from "../desk.ts";
import { expect, test as base } from "../fixtures.ts";
import { ConsolePage } from "../pages/console.ts";
import { Simulator } from "../pages/simulator.ts";

const test = base.extend({
  // The queues of this desk give their tickets out.
  desk: async ({ running }, use, info) => {
    const file = `${info.file} (push)`;
    if (running.desk === undefined || running.file !== file) {
      await running.desk?.close();
      running.desk = await Desk.launch(["demo", "--password", PASSWORD, "--push"]);
      running.simulator = new Simulator(running.desk.simulatorUrl);
      running.file = file;
    }
    await use(running.desk);
  },
});

test("pausing keeps new tickets away until one is back", async ({ as, simulator, accessible }) => {
  const page = await as("ana");
  const ana = new ConsolePage(page);
  await ana.open();
  const presence = page.locator(".bar .presence-menu");
  await expect(presence).toContainText("Disponível");
  await expect(presence).toContainText("0/6");

  await presence.locator("summary").click();
  await accessible(page);
  await presence.getByRole("button", { name: "Almoço" }).click();
  await expect(presence).toContainText("Em pausa: Almoço");
  // The stopwatch runs.
  await expect(presence.locator(".presence-time")).toHaveText(/^0:0[1-9]$/);
  await expect(presence.locator("summary")).toBeFocused();

  const customer = await simulator.customer("Davi Rocha");
  await simulator.write(customer.id, "Bom dia!");
  await page.getByRole("button", { name: /Esperando/ }).click();
  await expect(ana.row("Davi Rocha")).toBeVisible();

  // Back: the desk gives it at once, and says so.
  await presence.locator("summary").click();
  await presence.getByRole("button", { name: "Disponível" }).click();
  await expect(page.locator(".toasts")).toContainText("Agora com você: Davi Rocha.");
  await expect(presence).toContainText("1/6");
  await page.getByRole("button", { name: /Meus|Minhas|Comigo/ }).first().click();
  await ana.choose("Davi Rocha");
  await expect(ana.thread).toContainText("Entregue a Ana Costa");
  await expect(ana.editor).toBeVisible();
  await ana.say("Bom dia, Davi!");
  await expect(ana.message("Bom dia, Davi!")).toBeVisible();
});

test("a second tab that closes changes nothing, and a supervisor can", async ({ as, accessible, complaints }) => {
  complaints.expect(/status of 422/);
  const bruno = await as("bruno");
  const console = new ConsolePage(bruno);
  await console.open();
  const presence = bruno.locator(".bar .presence-menu");
  await expect(presence).toContainText("Disponível");
  const second = await bruno.context().newPage();
  await new ConsolePage(second).open();
  await second.close();

  const sonia = await as("sonia");
  await new ConsolePage(sonia).open("/team");
  const row = sonia.getByRole("row").filter({ hasText: "Bruno Reis" });
  await expect(row).toContainText("Disponível");
  await accessible(sonia);
  await row.locator("summary").click();
  await row.getByRole("button", { name: "Treinamento" }).click();
  await expect(row).toContainText("Em pausa: Treinamento");
  await expect(row).toContainText("por Sônia Prado");
  await expect(presence).toContainText("Em pausa: Treinamento");

  // A limit that is none is refused at its field, and stays as typed.
  const limit = row.getByRole("spinbutton");
  await limit.fill("500");
  await limit.press("Tab");
  await expect(limit).toHaveAttribute("aria-invalid", "true");
  await expect(limit).toHaveValue("500");
  await limit.fill("3");
  await limit.press("Tab");
  await expect(presence).toContainText("0/3");

  // Colleagues see the state, and nothing more.
  await bruno.goto("/team");
  const other = bruno.getByRole("row", { name: /^Sônia Prado/ });
  await expect(other).toContainText("Disponível");
  await expect(bruno.getByRole("spinbutton")).toHaveCount(0);
  await accessible(bruno);
});

test("logging out is seen at once, and the reasons are the administrator's", async ({ as, accessible, complaints }) => {
  complaints.expect(/status of 422/);
  const admin = await as("admin");
  await new ConsolePage(admin).open("/team");
  const reasons = admin.getByLabel("Motivos de pausa");
  await expect(reasons).toHaveValue(/Almoço/);
  await reasons.fill("Café\ncafé");
  await admin.getByRole("button", { name: "Salvar" }).click();
  await expect(reasons).toHaveAttribute("aria-invalid", "true");
  await expect(reasons).toHaveValue("Café\ncafé");
  await reasons.fill("Café\nAlmoço");
  await admin.getByRole("button", { name: "Salvar" }).click();
  await expect(reasons).toHaveAttribute("aria-invalid", "false");
  await accessible(admin);

  const page = await as("bruno");
  await new ConsolePage(page).open();
  const row = admin.getByRole("row").filter({ hasText: "Bruno Reis" });
  await expect(row).toContainText("Disponível");
  await page.getByLabel("Conta de Bruno Reis").click();
  await page.getByRole("button", { name: "Sair" }).click();
  await expect(row).toContainText("sem página aberta");
});
