// Building nodes. Text only ever goes in as text: nothing here reads HTML.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("aria-")) {
      node.setAttribute(name, String(value));
      continue;
    }
    if (value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else if (name === "value" || name === "checked" || name === "disabled" || name === "hidden") node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SHAPES = {
  phone: "M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM11 18.5h2",
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-7-5 15-3.2-6.2L4 12zM11.8 13.8L20 5",
  plus: "M12 5v14M5 12h14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  sun: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 1.5v2M12 20.5v2M4.6 4.6L6 6M18 18l1.4 1.4M1.5 12h2M20.5 12h2M4.6 19.4L6 18M18 6l1.4-1.4",
  bolt: "M13 2L4 14h7l-1 8 9-12h-7l1-8z",
  one: "M4 12.5l5 5L20 6.5",
  two: "M1.5 12.5l4.5 5L16.5 6.5M11 15.5l2 2L23.5 6.5",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  pin: "M12 21s7-6.4 7-11.5a7 7 0 1 0-14 0C5 14.6 12 21 12 21zM12 7a2.6 2.6 0 1 0 0 5.2A2.6 2.6 0 0 0 12 7z",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c.8-4.4 4-6.5 8-6.5s7.2 2.1 8 6.5",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 8.5h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 12h16",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5c1 1.4 2.2 2 3.5 2s2.5-.6 3.5-2M9 9.5h.01M15 9.5h.01",
  reply: "M10 6L4 12l6 6M4 12h9c4 0 6 2 7 6",
  edit: "M4 20l1-5L16 4l4 4L9 19l-5 1z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  link: "M10 14l10-10M14 4h6v6M18 13v7H4V6h7",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  call: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  form: "M5 3h14v18H5zM8 8h8M8 12h8M8 16h5",
  cart: "M3 4h3l2 11h10l2-8H7M9 20h.01M17 20h.01",
  question: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .9-1 1.7M12 16.5h.01",
  seal: "M12 2.5l2.3 1.9 3-.1.8 2.9 2.5 1.6-1 2.8 1 2.8-2.5 1.6-.8 2.9-3-.1L12 20.7l-2.3-1.9-3 .1-.8-2.9-2.5-1.6 1-2.8-1-2.8 2.5-1.6.800-2.9 3 .1L12 2.5zM8.5 11.7l2.5 2.5 4.5-5",
  power: "M12 3v8M7 6a8 8 0 1 0 10 0",
  check: "M5 12.5l4.5 4.5L19 7.5",
};

export function icon(name, size = 18) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const attributes = {
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor", "stroke-width": 1.8,
    "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name] ?? SHAPES.question);
  svg.append(path);
  return svg;
}

export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, "").split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked.map((word) => word[0]).join("").toUpperCase() || "?";
}

export function hue(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 997;
  return `hue${sum % 8}`;
}

export function avatar(name, seed, small = false) {
  return el("span", { class: `avatar ${hue(seed)}${small ? " small" : ""}`, "aria-hidden": "true", text: initials(name) });
}

// +55 31 98765-4321 for people; other countries stay as they are.
export function phoneText(digits) {
  const brazil = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits ?? "");
  return brazil ? `+55 ${brazil[1]} ${brazil[2]}-${brazil[3]}` : `+${digits}`;
}

// A menu beside its button: closes on Escape, on a click elsewhere, and when something is chosen.
export function openMenu(anchor, menu, holder) {
  document.querySelectorAll(".menu").forEach((other) => other.dispatchEvent(new Event("leave")));
  anchor.setAttribute("aria-expanded", "true");
  holder.append(menu);
  const leave = () => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("keydown", keys, true);
  };
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) leave();
  };
  const keys = (event) => {
    const lines = [...menu.querySelectorAll("button")];
    const at = lines.indexOf(document.activeElement);
    if (event.key === "Escape") {
      leave();
      anchor.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      lines[(at + step + lines.length) % lines.length]?.focus();
    }
  };
  menu.addEventListener("leave", leave);
  menu.addEventListener("click", (event) => {
    if (event.target.closest("button")) leave();
  });
  document.addEventListener("pointerdown", outside, true);
  document.addEventListener("keydown", keys, true);
  menu.querySelector("button")?.focus({ preventScroll: true });
}

export function line(name, text, onclick, checked) {
  return el("button", { class: "line", type: "button", onclick, role: checked === undefined ? undefined : "menuitemcheckbox",
    "aria-checked": checked }, icon(name, 18), el("span", { text }), checked ? el("span", { class: "check" }, icon("check", 16)) : null);
}
