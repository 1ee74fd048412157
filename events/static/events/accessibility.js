/* Names for fields that come without one: those of rows of parts, named by the heading of their column, and
   the ones that Select2 puts in the place of a select, named as the select is. And their hints. */
"use strict";

(() => {
  let made = 0;
  const identified = (element) => {
    if (!element.id) element.id = `named-${(made += 1)}`;
    return element.id;
  };

  const headingOf = (field) => {
    const cell = field.closest(".tabular td, td");
    const head = cell?.closest("table")?.tHead;
    return head ? head.rows[0].cells[cell.cellIndex] ?? null : null;
  };
  const nameOf = (field) => field.labels?.[0] ?? headingOf(field);

  function nameField(field) {
    if (field.type === "hidden" || field.labels?.length || field.hasAttribute("aria-label")) return;
    // As words, not by reference: narrow windows hide the heading.
    const words = headingOf(field)?.textContent.trim();
    if (words) field.setAttribute("aria-label", words);
  }

  function nameSelect2(container) {
    const select = container.previousElementSibling;
    const name = select && nameOf(select);
    if (!name) return;
    const id = identified(name);
    const shown = container.querySelector(".select2-selection__rendered");
    const single = container.querySelector(".select2-selection--single");
    if (single) {
      single.setAttribute("aria-labelledby", `${id} ${identified(shown)}`);
      for (const said of ["role", "aria-readonly"]) shown.removeAttribute(said); // no text box, as Select2 says
    } else {
      shown?.setAttribute("role", "presentation"); // a list that holds more than items
      container.querySelector(".select2-selection--multiple")?.setAttribute("aria-labelledby", id);
      container.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", id);
    }
  }

  function nameAll(root) {
    root.querySelectorAll("td input, td select:not(.select2-hidden-accessible), td textarea").forEach(nameField);
    root.querySelectorAll(".select2-container").forEach(nameSelect2);
    if (root.matches(".select2-container")) nameSelect2(root);
    for (const field of root.querySelectorAll(".select2-search--dropdown input")) field.setAttribute("aria-label", "Search");
  }

  // A row that was added refers to the hints of the empty row it was copied from.
  document.addEventListener("formset:added", ({ target }) => {
    const number = target.id.match(/\d+$/)?.[0];
    for (const field of target.querySelectorAll('[aria-describedby*="__prefix__"]')) {
      const hints = field.getAttribute("aria-describedby").replaceAll("__prefix__", number);
      field.setAttribute("aria-describedby", hints);
    }
  });

  nameAll(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node instanceof Element) nameAll(node);
    }
  }).observe(document.body, { childList: true, subtree: true });
})();
