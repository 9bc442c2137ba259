// Every word of the page, in both languages.

const WORDS = {
  pt: {
    title: "Simulador", subtitle: "os telefones dos clientes", newCustomer: "Novo cliente", faults: "Falhas", theme: "Trocar tema claro ou escuro",
    language: "English", languageHint: "Show the page in English", customers: "Clientes", webhooksTo: "webhooks para", noWebhook: "sem endereço de webhook",
    reconnecting: "Sem contato com o simulador; tentando de novo…", emptyTitle: "Nenhum telefone à mostra", emptyHint: "Escolha um cliente na lista, ou crie um novo, para usar o telefone dele.",
    noPhone: "sem telefone", chats: "Conversas", online: "conta comercial", typing: "digitando…", back: "Voltar às conversas", noMessages: "Nenhuma mensagem ainda",
    windowNone: "janela fechada: ainda não escreveu", windowOpen: "janela aberta, fecha em {time}", windowClosed: "janela fechada há {time}",
    write: "Mensagem", send: "Enviar", attach: "Anexar", age: "Idade da mensagem", ageHint: "Vale para a próxima mensagem. A janela conta da mensagem mais recente do cliente.",
    now: "agora", h23: "23 h", almost: "23 h 59 min 30 s", past: "24 h 01 min", phoneMenu: "Mais sobre este telefone", hide: "Guardar este telefone",
    location: "Localização", contact: "Contato", photo: "Foto", document: "Documento", audio: "Áudio", video: "Vídeo", sticker: "Figurinha", chooseFile: "Arquivo do computador…",
    reply: "Responder", edit: "Editar", revoke: "Apagar para todos", messageMenu: "Opções da mensagem", react: "Reagir com {emoji}", cancelReply: "Cancelar resposta", editing: "Editando a mensagem", you: "Você",
    edited: "editada", deleted: "Mensagem apagada", onTheWay: "a caminho", undelivered: "Uma mensagem da empresa não chegou ({code}): {details}",
    image: "Foto", unsupported: "Tipo de mensagem que a API não mostra", orderText: "Pedido com {n} item(ns)", systemNote: "Mudança de número ou identidade", unknown: "Mensagem do tipo {type}",
    options: "Opções", opens: "Abriria {what}", copied: "Copiaria o código {what}", calls: "Ligaria para {what}", sendLocation: "Enviar localização", close: "Fechar", template: "modelo {name}",
    powered: "Telefone ligado", receipts: "Envia confirmação de leitura", whatsapp: "Tem WhatsApp", noMarketing: "Recusa marketing", ageBy: "Envelhecer a conversa em 24 h", ageDone: "Conversa envelhecida: para o simulador a última mensagem é 24 h mais velha.",
    sendPoll: "Enviar enquete (não suportada)", sendOrder: "Enviar pedido do catálogo", fromAd: "Escrever vindo de um anúncio", changeNumber: "Trocar de número…", newNumber: "Novo número", adText: "Oi! Vi o anúncio de vocês.",
    create: "Criar", cancel: "Cancelar", name: "Nome", phone: "Telefone", username: "Nome de usuário", withPhone: "Com telefone", withPhoneHint: "número visível", withoutPhone: "Sem telefone", withoutPhoneHint: "só nome de usuário",
    faultsTitle: "Falhas sob encomenda", webhookFaults: "Webhooks", duplicate: "Cópias a mais de cada um", reorder: "Inverter a ordem de cada", delay: "Atraso (ms)", dropAll: "Nunca entregar", dropNext: "Perder os próximos", failFirst: "Primeiras tentativas perdidas", batch: "Juntar em um pedido até", only: "Só para o cliente", all: "todos",
    sendFaults: "Próximos envios da empresa", addFault: "Acrescentar", times: "{n}×", always: "sempre", clear: "Desligar todas", windowRule: "Regra das 24 horas", ruleAsync: "131047 como status (o comum)", ruleSync: "131047 na resposta", ruleOff: "não cobrar",
    numbers: "Números da empresa", expiredToken: "Token de acesso vencido (190)", rate_quality: "Qualidade", rate_status: "Situação", rate_name_status: "Nome", rate_throughput: "Vazão", rate_limit: "Limite", rate_review: "Análise da conta", rate_subscribed: "Aplicativo inscrito",
    recent: "Últimos webhooks", none: "nada ainda", faultsOn: "Há falhas ligadas", remove: "Tirar",
    server_error: "HTTP 500", too_many_requests: "HTTP 429 com Retry-After", graph_error: "Erro 131056 (ritmo)", hang: "Não responde", reset: "Conexão cortada", half_answer: "Meia resposta (envia)", html: "Página HTML", no_id: "200 sem id", lost_error: "Envia, mas responde 500", lost_hang: "Envia, mas não responde", lost_reset: "Envia, mas corta a conexão", failed_status: "Falha depois (131026)", slow: "Resposta lenta (5 s)",
    waiting: "esperando", delivered: "entregue", dropped: "perdido", given_up: "desistiu", no_receiver: "sem destino", not_subscribed: "sem assinatura", today: "hoje", yesterday: "ontem",
  },
  en: {
    title: "Simulator", subtitle: "the customers' phones", newCustomer: "New customer", faults: "Faults", theme: "Switch light or dark theme",
    language: "Português", languageHint: "Mostrar a página em português", customers: "Customers", webhooksTo: "webhooks to", noWebhook: "no webhook address",
    reconnecting: "No contact with the simulator; trying again…", emptyTitle: "No phone in view", emptyHint: "Pick a customer in the list, or create one, to use their phone.",
    noPhone: "no phone", chats: "Chats", online: "business account", typing: "typing…", back: "Back to the chats", noMessages: "No messages yet",
    windowNone: "window closed: has not written yet", windowOpen: "window open, closes in {time}", windowClosed: "window closed {time} ago",
    write: "Message", send: "Send", attach: "Attach", age: "Message age", ageHint: "For the next message only. The window counts from the customer's most recent message.",
    now: "now", h23: "23 h", almost: "23 h 59 min 30 s", past: "24 h 01 min", phoneMenu: "More about this phone", hide: "Put this phone away",
    location: "Location", contact: "Contact", photo: "Photo", document: "Document", audio: "Audio", video: "Video", sticker: "Sticker", chooseFile: "File from this computer…",
    reply: "Reply", edit: "Edit", revoke: "Delete for everyone", messageMenu: "Message options", react: "React with {emoji}", cancelReply: "Cancel reply", editing: "Editing the message", you: "You",
    edited: "edited", deleted: "Deleted message", onTheWay: "on the way", undelivered: "A message of the business did not arrive ({code}): {details}",
    image: "Photo", unsupported: "A kind of message the API does not show", orderText: "Order with {n} item(s)", systemNote: "Change of number or identity", unknown: "Message of type {type}",
    options: "Options", opens: "Would open {what}", copied: "Would copy the code {what}", calls: "Would call {what}", sendLocation: "Send location", close: "Close", template: "template {name}",
    powered: "Phone switched on", receipts: "Sends read receipts", whatsapp: "Has WhatsApp", noMarketing: "Refuses marketing", ageBy: "Age the conversation by 24 h", ageDone: "Conversation aged: to the simulator the last message is 24 h older.",
    sendPoll: "Send a poll (unsupported)", sendOrder: "Send a catalogue order", fromAd: "Write coming from an ad", changeNumber: "Change number…", newNumber: "New number", adText: "Hi! I saw your ad.",
    create: "Create", cancel: "Cancel", name: "Name", phone: "Phone", username: "Username", withPhone: "With phone", withPhoneHint: "number visible", withoutPhone: "Without phone", withoutPhoneHint: "username only",
    faultsTitle: "Faults on demand", webhookFaults: "Webhooks", duplicate: "Extra copies of each", reorder: "Reverse the order of every", delay: "Delay (ms)", dropAll: "Never deliver", dropNext: "Lose the next", failFirst: "First attempts lost", batch: "Join in one request up to", only: "Only for customer", all: "everyone",
    sendFaults: "Next sends of the business", addFault: "Add", times: "{n}×", always: "always", clear: "Switch all off", windowRule: "24-hour rule", ruleAsync: "131047 as a status (usual)", ruleSync: "131047 in the answer", ruleOff: "not enforced",
    numbers: "Business numbers", expiredToken: "Access token expired (190)", rate_quality: "Quality", rate_status: "Status", rate_name_status: "Name", rate_throughput: "Throughput", rate_limit: "Limit", rate_review: "Account review", rate_subscribed: "App subscribed",
    recent: "Latest webhooks", none: "nothing yet", faultsOn: "Faults are on", remove: "Remove",
    server_error: "HTTP 500", too_many_requests: "HTTP 429 with Retry-After", graph_error: "Error 131056 (pace)", hang: "No answer", reset: "Connection reset", half_answer: "Half an answer (sends)", html: "HTML page", no_id: "200 without id", lost_error: "Sends, but answers 500", lost_hang: "Sends, but does not answer", lost_reset: "Sends, but resets", failed_status: "Fails afterwards (131026)", slow: "Slow answer (5 s)",
    waiting: "waiting", delivered: "delivered", dropped: "dropped", given_up: "given up", no_receiver: "no address", not_subscribed: "not subscribed", today: "today", yesterday: "yesterday",
  },
};

let language = localStorage.getItem("simulator.language");

export function currentLanguage() {
  return language ?? "pt";
}

// The language the simulator was started with counts until somebody chooses another.
export function startLanguage(fromServer) {
  if (!language) language = fromServer === "en" ? "en" : "pt";
  document.documentElement.lang = language === "en" ? "en" : "pt-BR";
}

export function switchLanguage() {
  language = currentLanguage() === "pt" ? "en" : "pt";
  localStorage.setItem("simulator.language", language);
  document.documentElement.lang = language === "en" ? "en" : "pt-BR";
}

export function t(key, values = {}) {
  const text = WORDS[currentLanguage()][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const locale = () => (currentLanguage() === "en" ? "en-GB" : "pt-BR");

export function clockText(ms) {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(ms);
}

export function dayText(ms, now) {
  const start = (value) => new Date(value).setHours(0, 0, 0, 0);
  const days = Math.round((start(now) - start(ms)) / 86400000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "long", year: "numeric" }).format(ms);
}

export function spanText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  if (h >= 48) return `${Math.floor(h / 24)} d`;
  return h > 0 ? `${h} h ${two(m)} min` : `${m}:${two(s)}`;
}
