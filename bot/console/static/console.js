// What every page of the console shares: an answer that htmx can't swap in is said aloud, and a form is sent once.
"use strict";

document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  // A refusal is a sentence of ours (see pages.show_refusal): it goes where everybody looks, and the page stays.
  if (status >= 400 && status !== 401) {
    event.detail.shouldSwap = status < 500;
    event.detail.isError = false;
    event.detail.target = document.getElementById("said");
    event.detail.swapOverride = "innerHTML";
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});

// Back from the browser's memory of a page: its forms can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Labels: another intent than the likely ones is chosen from the list, and is then one of the radio buttons.
document.addEventListener("change", (event) => {
  const list = event.target;
  if (list.name === "intent" && list.type === "radio") {
    // One of the likely ones after all: the list says nothing any more.
    const other = list.closest("fieldset").querySelector("[data-intent-of]");
    if (other && !list.dataset.fromList) other.value = "";
  }
  if (!list.dataset || !list.dataset.intentOf) return;
  const choices = list.closest("fieldset");
  let radio = choices.querySelector("input[data-from-list]");
  if (!radio) {
    radio = document.createElement("input");
    radio.type = "radio";
    radio.name = "intent";
    radio.dataset.fromList = "yes";
    radio.setAttribute("aria-label", list.closest("label").firstChild.textContent.trim());
    radio.className = "hidden";
    list.closest("label").before(radio);
  }
  radio.value = list.value;
  radio.checked = list.value !== "";
});
