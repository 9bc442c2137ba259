import { chromium } from "@playwright/test";
import { writeFileSync } from "node:fs";
const url = "http://127.0.0.1:3300", sim = "http://127.0.0.1:3310";
const PASSWORD = "janela de vinte e quatro horas";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
writeFileSync("/tmp/b/foto.png", png);
async function as(email, viewport, scheme) {
  const context = await browser.newContext({ viewport, locale: "pt-BR", timezoneId: "America/Sao_Paulo", colorScheme: scheme, baseURL: url });
  const a = await context.request.post("/login", { headers: { origin: url, accept: "application/json" }, data: { email, password: PASSWORD } });
  if (a.status() !== 204) throw new Error("login " + a.status());
  const page = await context.newPage();
  page.on("console", (m) => { if (m.type() === "error") console.log("console:", m.text()); });
  page.on("pageerror", (e) => console.log("pageerror:", e.message));
  return page;
}
const what = process.argv[2] ?? "all";
const post = (p, b) => fetch(sim + "/sim" + p, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(b) }).then((r) => r.json());
if (what === "all" || what === "picker") {
  const phone = "55319" + String(Math.floor(Math.random() * 1e8)).padStart(8, "0");
  const c = await post("/customers", { name: "Lúcia Campos " + phone.slice(-3), phone });
  await post(`/customers/${c.id}/messages`, { type: "text", text: "Meu boleto veio errado", age_seconds: 90000 });
  for (const [w, h, s] of [[1280, 800, "light"], [1280, 800, "dark"], [390, 844, "light"], [1600, 900, "light"]]) {
    const page = await as("ana@guiche.local", { width: w, height: h }, s);
    await page.goto("/");
    await page.locator(".bar .link.link-live, .link-live").first().waitFor({ timeout: 20000 });
    await page.getByRole("button", { name: /Todos/ }).click();
    await page.locator("a.row").filter({ hasText: c.name }).click();
    const take = page.locator(".composer").getByRole("button", { name: /Pegar/ });
    await page.locator(".composer").waitFor();
    await page.waitForTimeout(500);
    if (await take.count()) await take.click();
    await page.locator(".composer [role=combobox]").waitFor();
    await page.locator(".composer [role=combobox]").fill("promo");
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/b/tpl-picker-empty-${w}-${s}.png` });
    await page.locator(".composer input[type=file]").setInputFiles("/tmp/b/foto.png");
    await page.waitForTimeout(800);
    await page.screenshot({ path: `/tmp/b/tpl-picker-${w}-${s}.png` });
    await page.locator(".composer [role=combobox]").fill("servico");
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/b/tpl-picker2-${w}-${s}.png` });
    await page.context().close();
  }
}
if (what === "all" || what === "admin") {
  for (const [w, h, s] of [[1280, 800, "light"], [1280, 800, "dark"], [390, 844, "light"]]) {
    const page = await as("admin@guiche.local", { width: w, height: h }, s);
    await page.goto("/admin/templates");
    await page.locator(".templates-table").waitFor({ timeout: 20000 });
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/b/tpl-list-${w}-${s}.png` });
    await page.getByRole("button", { name: "Novo modelo" }).click();
    await page.locator("#tpl-name").fill("aviso Entrega");
    await page.locator("#tpl-body").fill("Olá, *{{nome}}*! O seu pedido _{{numero}}_ saiu para entrega.");
    await page.getByLabel("Imagem").check();
    await page.getByRole("button", { name: /Adicionar botão: Abrir link/ }).click();
    await page.locator("#tpl-button-0-label").fill("Rastrear");
    await page.locator("#tpl-button-0-target").fill("https://x.br/{{1}}");
    await page.getByRole("button", { name: /Adicionar botão: Resposta/ }).click();
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/b/tpl-editor-${w}-${s}.png`, fullPage: false });
    await page.getByRole("button", { name: "Enviar para análise" }).click();
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/b/tpl-editor2-${w}-${s}.png` });
    await page.context().close();
  }
}
await browser.close();
