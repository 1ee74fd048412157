/* Forms of records: dates read while one types, the modes of the chosen type, keys, folded blocks. */
"use strict";
{
  // Dates: a line below the field says what it means. The server alone reads EDTF.

  const PAUSE = 250; // milliseconds without a key before it is asked

  const lineBelow = (input) => {
    let line = document.getElementById(`${input.id}_reading`);
    if (!line) {
      line = document.createElement("div");
      line.id = `${input.id}_reading`;
      line.className = "reading";
      line.setAttribute("role", "status");
      (input.closest(".flex-container") || input).after(line);
      const described = input.getAttribute("aria-describedby");
      input.setAttribute("aria-describedby", described ? `${described} ${line.id}` : line.id);
    }
    return line;
  };

  const shown = (read) => {
    if (read.error) return read.error;
    if (!read.bounds) return read.words;
    return `${read.words} Start ${read.bounds.start}, end ${read.bounds.end}, precision ${read.precision}.`;
  };

  const waiting = new WeakMap();
  const readSoon = (input, pause) => {
    clearTimeout(waiting.get(input));
    const line = lineBelow(input);
    waiting.set(input, setTimeout(async () => {
      const asked = input.value;
      try {
        const answer = await fetch(`${input.dataset.reading}?edtf=${encodeURIComponent(asked)}`);
        const read = await answer.json();
        if (asked !== input.value) return; // typed on meanwhile
        line.textContent = shown(read);
        line.classList.toggle("wrong", Boolean(read.error));
      } catch {
        line.textContent = ""; // no answer: what is wrong is said when the form is saved
      }
    }, pause));
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("input[data-reading]")) readSoon(event.target, PAUSE);
  });
  document.addEventListener("focusin", (event) => {
    const input = event.target;
    if (input.matches("input[data-reading]") && !document.getElementById(`${input.id}_reading`)) readSoon(input, 0);
  });

  // Modes: those of the chosen type are shown; those of other types are not sent.

  const showModes = () => {
    const type = document.getElementById("id_event_type");
    const boxes = document.getElementById("id_modes");
    if (!type || !boxes) return;
    let any = false;
    for (const group of boxes.querySelectorAll("fieldset")) {
      const mine = group.querySelector("input").value.split(":")[0] === type.value;
      group.hidden = group.disabled = !mine;
      any = any || mine;
    }
    boxes.classList.toggle("none", !any);
    boxes.dataset.none = type.value ? "This type has no modes." : "Choose a type first.";
  };

  // Blocks: what an address or an error leads to is unfolded.

  const unfold = (element) => {
    for (let at = element; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  const unfoldTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    unfold(target.querySelector(":scope > details") || target);
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", unfoldTarget);
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".jumps a");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault(); // the browser would take the focus away again
    unfold(target.querySelector(":scope > details") || target);
    const first = target.querySelector("summary") || target;
    if (first === target) target.tabIndex = -1;
    target.scrollIntoView();
    first.focus({ preventScroll: true });
  });
  document.addEventListener("formset:added", (event) => {
    unfold(event.target);
    const first = event.target.querySelector("input:not([type=hidden]), select, textarea");
    if (first) setTimeout(() => first.focus(), 0); // once Django's own scripts have dressed it
  });

  // Keys: Ctrl+S saves and goes on editing, Ctrl+Enter saves.

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const name = { s: "_continue", Enter: "_save" }[event.key];
    const button = name && document.querySelector(`.submit-row [name=${name}]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  document.addEventListener("DOMContentLoaded", () => {
    showModes();
    document.getElementById("id_event_type")?.addEventListener("change", showModes);
    for (const error of document.querySelectorAll(".errorlist")) unfold(error);
    unfoldTarget();
  });
}
