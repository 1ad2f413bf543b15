// The page's script: it sends what the person does, and swaps the parts that the server has rendered anew.
"use strict";

const body = document.body;
const modal = document.getElementById("modal");
const at = (id) => document.getElementById(id);
const looking = { user: body.dataset.user, channel: body.dataset.channel, thread: body.dataset.thread };
const REFUSED = {
  operation_timeout: "T-Minus did not answer within three seconds.",
  dispatch_failed: "T-Minus could not be reached, or answered with an error.",
  not_supported_in_threads: "Slack does not take slash commands in threads.",
};

async function post(path, content) {
  const answer = await fetch(`sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(content),
  });
  const result = await answer.json();
  if (!answer.ok) {
    const detail = typeof result.detail === "string" ? result.detail : "That did not work.";
    notify(detail);
    return { ok: false, errors: {}, error: "impossible" };
  }
  return result;
}

let noticeTimer = 0;
function notify(words) {
  const notice = at("notice");
  notice.textContent = words;
  notice.classList.add("shown");
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => notice.classList.remove("shown"), 6000);
}

// ── showing ──────────────────────────────────────────────────────────────────────────────────

// Swap an element's children, but leave those that are the same: scrolling, selections and open menus stay.
function swap(holder, html) {
  if (holder.rendered === html) return;
  holder.rendered = html;
  const template = document.createElement("template");
  template.innerHTML = html;
  const before = new Map([...holder.children].filter((child) => child.id).map((child) => [child.id, child]));
  const after = [...template.content.children].map((child) => {
    const old = before.get(child.id);
    if (old && old.source === child.outerHTML) return old;
    child.source = child.outerHTML;
    if (old && old.open) child.open = true;
    return child;
  });
  if (after.length !== holder.children.length || after.some((child, index) => child !== holder.children[index])) {
    const opened = openMenus(holder);
    holder.replaceChildren(...after);
    for (const menu of holder.querySelectorAll(":scope > :not([id]) details")) {
      if (opened.has(menu.firstElementChild.title)) menu.open = true;
    }
  }
}

// What somebody has just opened stays open where it is drawn anew.
function openMenus(holder) {
  const menus = holder.querySelectorAll(":scope > :not([id]) details[open] > summary");
  return new Set([...menus].map((summary) => summary.title));
}

function toEnd(holder) {
  if (holder) holder.scrollTop = holder.scrollHeight;
}

function follow(holder, change) {
  const before = holder.scrollTop;
  const atEnd = holder.scrollHeight - before - holder.clientHeight < 80;
  change();
  if (atEnd) toEnd(holder);
  else holder.scrollTop = before; // where the focus was on what is gone now, the browser goes to the top
}

function showThread(html) {
  const shown = at("thread");
  if (!html || !shown.firstElementChild) {
    swap(shown, html);
    toEnd(at("replies"));
    return;
  }
  // The field may hold words: only the messages change.
  const template = document.createElement("template");
  template.innerHTML = html;
  follow(at("replies"), () => swap(at("replies"), template.content.getElementById("replies").innerHTML));
}

function openModal() {
  modal.showModal();
  const field = modal.querySelector("[autofocus]") ?? modal.querySelector(".input :is(select, input, textarea)");
  if (field) field.focus();
}

function showModal(html, key) {
  if (modal.dataset.key === key && modal.open === Boolean(html)) return;
  modal.dataset.key = key;
  if (!html) {
    modal.close();
    modal.replaceChildren();
    return;
  }
  const typed = modal.open ? valuesOf(modal) : {};
  modal.innerHTML = html;
  if (!modal.open) openModal();
  restore(typed);
}

function showComposer(html) {
  const field = at("composer").querySelector("textarea");
  const words = field ? field.value : "";
  const focused = field && field === document.activeElement;
  const changed = at("composer").rendered !== html;
  swap(at("composer"), html);
  const now = at("composer").querySelector("textarea");
  if (changed && now) now.value = words;
  if (changed && now && focused) now.focus();
}

let turn = 0;
let jumps = false; // whoever comes to another place sees its end, also where a later look overtakes the first
async function refresh({ jump = false } = {}) {
  const mine = ++turn;
  jumps ||= jump;
  const query = new URLSearchParams(looking);
  const parts = await (await fetch(`sandbox/parts?${query}`)).json();
  if (mine !== turn) return;
  for (const id of ["people", "sidebar", "head", "release", "monitors", "time"]) swap(at(id), parts[id]);
  follow(at("timeline"), () => swap(at("timeline"), parts.timeline));
  showComposer(parts.composer);
  showThread(parts.thread);
  if (jumps) for (const id of ["timeline", "replies"]) toEnd(at(id));
  jumps = false;
  showModal(parts.modal, parts.modal_key);
  history.replaceState(null, "", `?${query}`);
}

async function go(change) {
  const elsewhere = "user" in change || "channel" in change;
  Object.assign(looking, elsewhere ? { thread: "" } : {}, change);
  body.classList.remove("drawer-open");
  if (elsewhere || "thread" in change) swap(at("thread"), "");
  if ("user" in change && at("who")) at("who").open = false;
  await refresh({ jump: elsewhere });
  if (looking.channel === "home" && elsewhere) await post("open_home", { user: looking.user });
}

// ── doing ────────────────────────────────────────────────────────────────────────────────────

function settle(result) {
  if (!result.ok && result.error in REFUSED) notify(REFUSED[result.error]);
  return refresh();
}

async function say(form) {
  const field = form.elements.text;
  const words = field.value.trim();
  if (!words) return;
  const inThread = "inThread" in form.dataset;
  const target = { user: looking.user, channel: looking.channel, thread_ts: inThread ? looking.thread : "" };
  const command = body.dataset.command;
  field.value = "";
  let result;
  const own = words.match(/^\/(invite|remove|archive)\b/);
  if (own) result = await post(own[1], { user: looking.user, channel: looking.channel });
  else if (words === command || words.startsWith(`${command} `)) {
    result = await post("command", { ...target, text: words.slice(command.length).trim() });
  } else if (words.startsWith("/")) {
    notify(`There is only ${command} here.`);
    return;
  } else result = await post("message", { ...target, text: words });
  if (!result.ok) field.value = words;
  await settle(result);
  if (!inThread) toEnd(at("timeline"));
}

function confirmed(element) {
  if (!element.dataset.confirm) return Promise.resolve(true);
  const asked = JSON.parse(element.dataset.confirm);
  const dialog = at("confirm");
  const [no, yes] = dialog.querySelectorAll("button");
  dialog.querySelector("h2").textContent = asked.title;
  // Rendered and escaped by the server, like every text of a message.
  dialog.querySelector("p").innerHTML = asked.text;
  no.textContent = asked.deny;
  yes.textContent = asked.confirm;
  yes.className = `button ${asked.style}`;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

async function use(element, value) {
  if (!(await confirmed(element))) return;
  const { blockId, actionId, inView, channel, ts, url } = element.dataset;
  if (url) window.open(url, "_blank", "noopener");
  element.setAttribute("aria-busy", "true");
  const menu = element.closest("details.menu");
  if (menu) menu.open = false;
  const what = { user: looking.user, action_id: actionId, block_id: blockId, value };
  const result = inView
    ? await post("view/action", { ...what, view_id: inView, values: modal.open ? valuesOf(modal) : {} })
    : await post("press", { ...what, channel, ts, confirm: Boolean(element.dataset.confirm) });
  element.removeAttribute("aria-busy");
  await settle(result);
}

// ── forms ────────────────────────────────────────────────────────────────────────────────────

// The files go to the workspace at once, as Slack's own app sends them; the input keeps their ids.
const fileNames = new Map();
function keepFiles(holder, ids) {
  holder.dataset.ids = ids.join(" ");
  const names = holder.querySelector("output");
  names.textContent = ids.map((id) => fileNames.get(id)).join(", ");
  names.hidden = holder.querySelector("input").files.length > 0; // the browser shows them itself
}

async function upload(holder, files) {
  const ids = [];
  holder.setAttribute("aria-busy", "true");
  for (const file of files) {
    const query = new URLSearchParams({ user: looking.user, name: file.name });
    const answer = await fetch(`sandbox/file?${query}`, { method: "POST", body: file });
    const result = await answer.json();
    if (answer.ok) {
      fileNames.set(result.id, result.name);
      ids.push(result.id);
    } else notify(typeof result.detail === "string" ? result.detail : "The file could not be uploaded.");
  }
  keepFiles(holder, ids);
  holder.removeAttribute("aria-busy");
}

function valueOf(element) {
  if (element.dataset.files !== undefined) return element.dataset.ids.split(" ").filter(Boolean);
  const ticked = [...element.querySelectorAll("input:checked")].map((input) => input.value);
  if (element.dataset.many !== undefined) return ticked;
  if (element.dataset.one !== undefined) return ticked[0] ?? null;
  return element.value || null;
}

function fieldsOf(holder) {
  const named = "[data-many], [data-one], [data-files], select[name], textarea[name], input[name]:not([type=radio])";
  return [...holder.querySelectorAll(named)].map((field) => [
    field.dataset.many ?? field.dataset.one ?? field.dataset.files ?? field.name,
    field,
  ]);
}

function valuesOf(holder) {
  return Object.fromEntries(fieldsOf(holder).map(([name, field]) => [name, valueOf(field)]));
}

function restore(typed) {
  for (const [name, field] of fieldsOf(modal)) {
    const value = typed[name];
    if (value === undefined || value === null) continue;
    if (field.dataset.many !== undefined || field.dataset.one !== undefined) {
      for (const input of field.querySelectorAll("input")) input.checked = [value].flat().includes(input.value);
    } else if (field.dataset.files !== undefined) keepFiles(field, value);
    else field.value = value;
  }
}

async function submit(form) {
  const button = form.querySelector("footer .primary");
  button.setAttribute("aria-busy", "true");
  for (const problem of form.querySelectorAll(".problem")) problem.hidden = true;
  const content = { user: looking.user, view_id: form.dataset.view, values: valuesOf(form) };
  const result = await post("view/submit", content);
  button.removeAttribute("aria-busy");
  for (const [block, words] of Object.entries(result.errors)) {
    const problem = form.querySelector(`[data-problem-of="${CSS.escape(block)}"]`) ?? form.querySelector("[data-problem]");
    problem.textContent = words;
    problem.hidden = false;
  }
  const first = form.querySelector(".problem:not([hidden])");
  if (first) first.scrollIntoView({ block: "center" });
  if (!result.ok && result.error in REFUSED) {
    const problem = form.querySelector("[data-problem]");
    problem.textContent = "We had some trouble connecting. Try again?";
    problem.hidden = false;
  }
  if (result.ok) await refresh();
}

async function closeView() {
  const form = at("view");
  if (form) await post("view/close", { user: looking.user, view_id: form.dataset.view });
  await refresh();
}

async function skip(form) {
  const [hours, minutes] = form.elements.until.value.split(":").map(Number);
  const [nowHours, nowMinutes] = at("clock").querySelector("summary time").textContent.split(":").map(Number);
  const ahead = (hours * 60 + minutes - nowHours * 60 - nowMinutes + 1440) % 1440;
  await post("time", { minutes: ahead || 1440 });
  await refresh();
}

async function dnd(form) {
  const { until } = form.elements;
  await post("dnd", { user: looking.user, until: until ? until.value : null });
  await refresh();
}

async function monitor(deed, content) {
  const result = await post(`monitor/${deed}`, content);
  if (result.ok) notify(deed === "fire" ? "T-Minus was told that it fires." : "T-Minus was told that it is over.");
  else if (result.status) notify(`T-Minus answered ${result.status}.`);
  await refresh();
}

async function release({ dataset }) {
  const content = dataset.release === "shop" ? { mood: dataset.value } : { course: dataset.value };
  await post(`release/${dataset.release}`, content);
  await refresh();
}

// ── listening ────────────────────────────────────────────────────────────────────────────────

async function deed(path, more) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) menu.open = false;
  await settle(await post(path, { user: looking.user, channel: looking.channel, ...more }));
}

function mention(element) {
  const field = element.closest("form").elements.text;
  if (!field.value.startsWith(element.dataset.mention)) field.value = element.dataset.mention + field.value;
  field.focus();
}

const clicks = {
  "[data-channel-deed]": (element) => deed(element.dataset.channelDeed, {}),
  "[data-delete]": (element) => deed("delete", { ts: element.dataset.delete }),
  "[data-mention]": mention,
  "[data-be]": (element) => go({ user: element.dataset.be }),
  "[data-call]": ({ dataset }) => go({ user: dataset.call, channel: dataset.channel, thread: dataset.thread }),
  "[data-go]": (element) => go({ channel: element.dataset.go }),
  "[data-thread-of]": (element) => go({ thread: element.dataset.threadOf }),
  "[data-close-thread]": () => go({ thread: "" }),
  "[data-drawer]": () => body.classList.toggle("drawer-open"),
  "[data-press]": (element) => use(element, element.dataset.value ?? null),
  "[data-close-view]": closeView,
  "[data-end-alert]": (element) => monitor("end", { fingerprint: element.dataset.endAlert }),
  "[data-release]": release,
  "[data-minutes]": (element) => post("time", { minutes: Number(element.dataset.minutes) }).then(() => refresh()),
  "[data-fill]": (element) => {
    const field = at("composer").querySelector("textarea");
    field.value = element.dataset.fill;
    field.focus();
  },
};

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open], details.clock[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!event.target.closest(".side, [data-drawer]")) body.classList.remove("drawer-open");
  for (const [selector, act] of Object.entries(clicks)) {
    const element = event.target.closest(selector);
    if (element) {
      act(element);
      return;
    }
  }
});
document.addEventListener("change", async (event) => {
  if (event.target.type === "file") await upload(event.target.closest("[data-files]"), event.target.files);
  const element = event.target.closest("[data-use]");
  if (element) use(element, valueOf(element));
});
document.addEventListener("submit", (event) => {
  if (event.target.closest("#confirm")) return;
  event.preventDefault();
  if ("say" in event.target.dataset) say(event.target);
  if (event.target.id === "view") submit(event.target);
  if ("skip" in event.target.dataset) skip(event.target);
  if ("dnd" in event.target.dataset) dnd(event.target);
  if ("fire" in event.target.dataset) monitor("fire", Object.fromEntries(new FormData(event.target)));
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-say]");
  if (form && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
// A menu that opens near an edge moves into sight.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches("details.menu[open]")) return;
    const entries = event.target.querySelector("div");
    entries.style.translate = "none";
    const over = entries.getBoundingClientRect().right - (window.innerWidth - 8);
    entries.style.translate = `${-Math.max(0, over)}px 0`;
    entries.scrollIntoView({ block: "nearest" });
  },
  true,
);
modal.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeView();
});

// One look at a time; what changes meanwhile is seen by the next one.
let busy = false;
let again = false;
async function look() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    await refresh();
  } finally {
    busy = false;
  }
  if (again) {
    again = false;
    look();
  }
}

if (modal.firstElementChild) openModal();
new EventSource("sandbox/events").addEventListener("message", look);
setInterval(look, 20000); // the plan's clock goes on although nobody says anything
refresh({ jump: true });
