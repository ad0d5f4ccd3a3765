// Shows results while one types and filters: fetches the very page that a form would lead to, and
// puts its parts in place. So there is one template, and every state has an address.

const PAUSE_IN_MILLISECONDS = 150;
// After so long a search is what the reader meant: it is said aloud, and "back" leads to it.
const SETTLED_IN_MILLISECONDS = 1000;
const PATIENCE_IN_MILLISECONDS = 8000;
const SCROLL_PAUSE_IN_MILLISECONDS = 150;
const SERVER_ERROR = 500;
const DEFAULT_ORDER = "relevance";
const FILTERS = ".filters";
const CONTENT = "#page\\:content";

/** @typedef {"push" | "replace" | "keep"} Writing what becomes of the browser's history */

/**
 * Keep the results in step with the form.
 * @param {HTMLInputElement} box
 * @param {HTMLFormElement} form
 * @param {{ close: () => void, giveWay: () => void }} suggestions
 */
export function showAsTyped(box, form, suggestions) {
  let request = new AbortController();
  let timer = 0;
  let settling = 0;
  let isSettled = true;
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);
  history.scrollRestoration = "manual";
  jumpTo(scrollOf(history.state));

  /**
   * Fetch a page and show it, unless a later one was asked for meanwhile.
   * @param {string} address
   * @param {Writing} writing
   * @param {number} [scroll] where to scroll to; as it is, without
   */
  async function show(address, writing, scroll) {
    clearTimeout(timer);
    request.abort();
    request = new AbortController();
    const { signal } = request;
    const patience = setTimeout(() => fail(address), PATIENCE_IN_MILLISECONDS);
    find(document, CONTENT).setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
      const text = await response.text();
      if (signal.aborted) return;
      if (response.status >= SERVER_ERROR) return fail(address);
      put(new DOMParser().parseFromString(text, "text/html"));
      if (writing === "push") history.pushState({ scroll: 0 }, "", address);
      else if (writing === "replace") history.replaceState({ scroll: scrollY }, "", address);
      if (scroll !== undefined) jumpTo(scroll);
    } catch {
      if (!signal.aborted) fail(address);
    } finally {
      clearTimeout(patience);
    }
  }

  /** @param {string} address of what could not be shown */
  function fail(address) {
    request.abort();
    const content = find(document, CONTENT);
    content.removeAttribute("aria-busy");
    content.querySelector(".failure")?.remove();
    const again = document.createElement("a");
    again.href = address;
    again.textContent = "Try again";
    const failure = document.createElement("p");
    failure.className = "notice failure";
    failure.setAttribute("role", "alert");
    failure.append("The results could not be brought up to date. ", again);
    content.prepend(failure);
  }

  function settle() {
    isSettled = true;
    suggestions.giveWay();
    const heading = document.querySelector(`${CONTENT} :is(.count, .nothing h1)`);
    said.textContent = heading?.textContent ?? "";
  }

  function showTyped() {
    clearTimeout(settling);
    const writing = isSettled ? "push" : "replace";
    isSettled = false;
    show(addressOf(form), writing).then(() => {
      settling = window.setTimeout(settle, SETTLED_IN_MILLISECONDS);
    });
  }

  /**
   * @param {string} address
   * @param {number} [scroll]
   */
  function showChosen(address, scroll) {
    clearTimeout(settling);
    suggestions.close();
    show(address, "push", scroll).then(settle);
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(showTyped, PAUSE_IN_MILLISECONDS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    showChosen(addressOf(form));
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof Element && event.target.closest(FILTERS)) showChosen(addressOf(form));
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isOther = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || isOther || event.button !== 0 || link.closest(".failure")) return;
    if (link.origin !== location.origin || link.pathname !== "/" || link.hash) return;
    event.preventDefault();
    box.value = new URL(link.href).searchParams.get("q") ?? "";
    showChosen(link.href, link.closest(".pages, .nothing") ? 0 : undefined);
  });
  addEventListener("popstate", (event) => {
    clearTimeout(settling);
    suggestions.close();
    box.value = new URL(location.href).searchParams.get("q") ?? "";
    show(location.href, "keep", scrollOf(event.state)).then(settle);
  });
  let scrolling = 0;
  addEventListener("scroll", () => {
    clearTimeout(scrolling);
    scrolling = window.setTimeout(() => {
      history.replaceState({ ...history.state, scroll: scrollY }, "");
    }, SCROLL_PAUSE_IN_MILLISECONDS);
  });
}

/** @param {unknown} state */
function scrollOf(state) {
  const isKnown = typeof state === "object" && state !== null && "scroll" in state;
  return isKnown && typeof state.scroll === "number" ? state.scroll : 0;
}

/**
 * The address that a form leads to, without what is left empty.
 * @param {HTMLFormElement} form
 */
function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const isDefault = name === "sort" && value === DEFAULT_ORDER;
    if (typeof value === "string" && value !== "" && !isDefault) query.append(name, value);
  }
  return `${new URL(form.action).pathname}${[...query].length ? `?${query}` : ""}`;
}

/**
 * Put the parts of a fetched page in place of ours.
 * @param {Document} fresh
 */
function put(fresh) {
  document.title = fresh.title;
  const header = find(document, "header.site");
  const freshHeader = find(fresh, "header.site");
  header.className = freshHeader.className;
  for (const child of [...header.children]) if (!child.matches(".search")) child.remove();
  header.prepend(...[...freshHeader.children].filter((child) => !child.matches(".search")));
  putFilters(fresh);
  const content = find(fresh, CONTENT);
  // That of an error has the page's columns to itself.
  content.removeAttribute("class");
  find(document, CONTENT).replaceWith(content);
}

/**
 * Renew the filters, but neither fold them, nor scroll them, nor take the focus away.
 * @param {Document} fresh
 */
function putFilters(fresh) {
  const filters = document.querySelector(FILTERS);
  const freshFilters = fresh.querySelector(FILTERS);
  if (!filters || !freshFilters) return;
  const focused = document.activeElement;
  const summaries = [filters, freshFilters].map((part) => find(part, "summary"));
  summaries[0]?.replaceChildren(...(summaries[1]?.childNodes ?? []));
  const groups = [...filters.querySelectorAll("fieldset")];
  const freshGroups = [...freshFilters.querySelectorAll("fieldset")];
  for (const group of freshGroups) {
    const name = legendOf(group);
    const old = groups.find((each) => legendOf(each) === name);
    // A date that is being typed must not be typed over.
    if (old && focused instanceof HTMLInputElement && focused.type === "date" && old.contains(focused)) {
      group.replaceWith(old);
      continue;
    }
    const scroll = old?.querySelector(".choices")?.scrollTop ?? 0;
    if (old) old.replaceWith(group);
    else find(filters, ".sheet").prepend(group);
    const choices = group.querySelector(".choices");
    if (choices) choices.scrollTop = scroll;
  }
  const names = new Set(freshGroups.map(legendOf));
  for (const group of groups) if (!names.has(legendOf(group))) group.remove();
  if (focused instanceof HTMLInputElement && !focused.isConnected) {
    const same = `input[name="${CSS.escape(focused.name)}"][value="${CSS.escape(focused.value)}"]`;
    const again = filters.querySelector(same);
    if (again instanceof HTMLInputElement) again.focus({ preventScroll: true });
  }
}

/** @param {Element} group */
function legendOf(group) {
  return group.querySelector("legend")?.textContent ?? "";
}

/**
 * @param {ParentNode} parent
 * @param {string} selector
 */
function find(parent, selector) {
  const found = parent.querySelector(selector);
  if (!found) throw new Error(`this page has no ${selector}`);
  return found;
}

/** @param {number} top */
function jumpTo(top) {
  scrollTo({ top, behavior: "instant" });
}
