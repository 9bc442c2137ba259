import { chromium } from "@playwright/test";
const base="http://127.0.0.1:3500";
const browser = await chromium.launch({executablePath:"/usr/bin/chromium"});
async function as(email, opts={}) {
  const context = await browser.newContext({baseURL: base, locale:"pt-BR", ...opts});
  context.on("console", m => { if (m.type()==="error"||m.type()==="warning") console.log("console", m.type(), m.text().slice(0,600)); });
  context.on("weberror", e => console.log("weberror", e.error().message));
  const a = await context.request.post("/login",{headers:{origin:base,accept:"application/json"},data:{email,password:"janela de vinte e quatro horas"}});
  return context.newPage();
}
const what = process.argv[2];
if (what==="dialog") {
  const p = await as("admin@guiche.local");
  await p.goto("/admin/prices"); await p.waitForSelector(".table");
  await p.getByRole("button",{name:"Novo preço"}).click();
  await p.waitForTimeout(1500);
  console.log(await p.evaluate(()=>document.querySelector(".price-form")?.innerText ?? document.querySelectorAll("dialog").length));
  await p.screenshot({path:"/tmp/b/cost-dialog.png"});
}
if (what==="shots") {
  for (const [name, opts] of [["light",{viewport:{width:1280,height:900}}],["dark",{viewport:{width:1280,height:900},colorScheme:"dark"}],["phone",{viewport:{width:390,height:844}}]]) {
    const p = await as("admin@guiche.local", opts);
    await p.goto("/"); await p.waitForSelector(".rail a[href=\"/costs\"]"); await p.click(".rail a[href=\"/costs\"]"); await p.waitForSelector(".costs-figures, .empty"); await p.waitForTimeout(300);
    await p.screenshot({path:`/tmp/b/cost-costs-${name}.png`});
    await p.evaluate(()=>document.querySelector(".page").scrollTo(0,650)); await p.waitForTimeout(100);
    await p.screenshot({path:`/tmp/b/cost-costs2-${name}.png`});
    await p.goto("/admin/prices"); await p.waitForSelector(".table");
    await p.getByRole("button",{name:"Novo preço"}).click();
    await p.waitForSelector(".price-form");
    await p.getByLabel("Moeda").fill("REAIS");
    await p.locator(".price-form").getByRole("button",{name:"Salvar"}).click();
    await p.waitForTimeout(200);
    await p.screenshot({path:`/tmp/b/cost-dialog-${name}.png`});
    await p.keyboard.press("Escape");
    await p.getByLabel("Conteúdo do CSV").fill("mercado;categoria;moeda;preço;vale de;vale até;fonte\nAR;serviço;USD;0,0123;01/10/2026;;Tabela\nZZ;serviço;USD;0,01;01/10/2026;;\nUY;presente;USD;=1+1;31/02/2026;;\nBR;marketing;USD;0,07;01/01/2027;;x\nBR;marketing;USD;0,07;01/01/2026;;y");
    await p.getByRole("button",{name:"Conferir"}).click();
    await p.waitForTimeout(200);
    await p.evaluate(()=>document.querySelector(".import h3").scrollIntoView());
    await p.screenshot({path:`/tmp/b/cost-import-${name}.png`});
    await p.context().close();
  }
}
await browser.close();
