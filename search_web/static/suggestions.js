// Offers titles, sections and words below the search field, as a combobox with a listbox.

/**
 * @typedef {{ text: string, is_match: boolean }} Fragment
 * @typedef {{ kind: string, text: Fragment[], query?: string, slug?: string, anchor?: string }} Suggestion
 */

const PAUSE_IN_MILLISECONDS = 80;
const MIN_LETTERS = 2;
const MAX_SUGGESTIONS = 5;
const LIST_ID = "page:suggestions";
/** @type {Record<string, string>} */
const KINDS = { title: "Post", section: "Section", term: "Search" };

/**
 * Offer what the typed text may become. Nothing is chosen unless the reader chooses it.
 * @param {HTMLInputElement} box
 */
export function suggestAsTyped(box) {
  const list = document.createElement("ul");
  list.id = LIST_ID;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  box.form?.append(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", LIST_ID);
  box.setAttribute("aria-expanded", "false");

  /** @type {Suggestion[]} */
  let offered = [];
  let active = -1;
  let timer = 0;
  let request = new AbortController();

  function close() {
    clearTimeout(timer);
    request.abort();
    offered = [];
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  /** @param {number} place the option that the keys have reached, −1 for none */
  function activate(place) {
    active = place;
    for (const [number, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(number === place));
    }
    if (place < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", optionId(place));
  }

  function isShort() {
    return [...box.value.trim()].length < MIN_LETTERS;
  }

  /** Give way to the results below, unless the reader is choosing; an arrow brings them back. */
  function giveWay() {
    if (active < 0) close();
  }

  async function ask() {
    const text = box.value.trim();
    request.abort();
    request = new AbortController();
    const { signal } = request;
    const address = `/api/v1/suggest?${new URLSearchParams({ q: text, limit: String(MAX_SUGGESTIONS) })}`;
    try {
      const response = await fetch(address, { signal });
      if (!response.ok) return close();
      /** @type {{ suggestions: Suggestion[] }} */
      const answer = await response.json();
      if (!signal.aborted) show(answer.suggestions);
    } catch {
      // Without an answer there is nothing to offer; the search itself goes on.
      if (!signal.aborted) close();
    }
  }

  /** @param {Suggestion[]} suggestions */
  function show(suggestions) {
    offered = suggestions;
    list.replaceChildren(...suggestions.map(option));
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(suggestions.length > 0));
    activate(-1);
  }

  /** @param {number} place */
  function choose(place) {
    const chosen = offered[place];
    if (!chosen) return;
    if (chosen.slug) {
      const anchor = chosen.anchor ? `#${chosen.anchor}` : "";
      close();
      location.assign(`/posts/${chosen.slug}${anchor}`);
    } else {
      box.value = chosen.query ?? "";
      close();
      box.form?.requestSubmit();
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (isShort()) close();
    else timer = window.setTimeout(ask, PAUSE_IN_MILLISECONDS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (list.hidden) {
      if (event.key !== "ArrowDown" || isShort()) return;
      event.preventDefault();
      ask();
      return;
    }
    const count = offered.length;
    if (event.key === "ArrowDown") activate(active + 1 < count ? active + 1 : -1);
    else if (event.key === "ArrowUp") activate(active < 0 ? count - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") close();
    else {
      if (event.key === "Tab" || event.key === "Enter") close();
      return;
    }
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  // A click must not take the focus away before it has chosen.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const clicked = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (clicked) choose([...list.children].indexOf(clicked));
  });
  return { close, giveWay };
}

/** @param {number} place */
function optionId(place) {
  return `${LIST_ID}:${place}`;
}

/**
 * @param {Suggestion} suggestion
 * @param {number} place
 */
function option(suggestion, place) {
  const item = document.createElement("li");
  item.id = optionId(place);
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const text = document.createElement("span");
  text.dir = "auto";
  text.append(...suggestion.text.map(piece));
  const kind = document.createElement("span");
  kind.className = "kind";
  kind.textContent = KINDS[suggestion.kind] ?? "";
  item.append(text, " ", kind);
  return item;
}

/** @param {Fragment} fragment */
function piece(fragment) {
  if (!fragment.is_match) return document.createTextNode(fragment.text);
  const mark = document.createElement("mark");
  mark.textContent = fragment.text;
  return mark;
}
