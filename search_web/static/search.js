// Brings a page to life: suggestions and results while one types. Without it all works as well.

import { focusByKey } from "./keys.js";
import { showAsTyped } from "./results.js";
import { suggestAsTyped } from "./suggestions.js";

const box = document.querySelector(".search input");
const filters = document.querySelector(".filters");

if (box instanceof HTMLInputElement && box.form) {
  document.documentElement.classList.add("live");
  focusByKey(box);
  const suggestions = suggestAsTyped(box);
  // Pages without filters, as those of posts, have no results to show.
  if (filters) showAsTyped(box, box.form, suggestions);
}
