// The text beside a form: quote from it, and see what rests on it. Without this script the marks are
// links to a list below the text, and quotations are pasted by hand.
"use strict";
{
  const pane = document.querySelector(".reading-pane");
  const PREFIXES = { participants: "participation", places: "place", date_reports: "date_report", figures: "figure", relations: "relation" };
  const FIELD = /-(quote_text|quote|words)$/;
  const fields = (root) => [...root.querySelectorAll("textarea")].filter((one) => FIELD.test(one.name) && !one.name.includes("__prefix__"));
  const byName = (name) => document.getElementsByName(name)[0];
  const letters = (text) => [...text].length; // code points, as the server counts

  // A field of quoted words, filled in with where they stand.

  function sibling(field, what) {
    const before = field.name.replace(FIELD, "");
    return byName(`${before}-${field.name.endsWith("-quote_text") ? "quote_" : ""}${what}`);
  }

  function fill(field, chosen) {
    field.value = chosen.words;
    const start = sibling(field, "start");
    if (start) start.value = chosen.start;
    const article = sibling(field, "article");
    if (article && article.tagName === "SELECT") {
      if (![...article.options].some((one) => one.value === chosen.article)) {
        article.append(new Option(chosen.label, chosen.article));
      }
      article.value = chosen.article;
      // Select2 listens to jQuery alone.
      window.django?.jQuery ? window.django.jQuery(article).trigger("change") : article.dispatchEvent(new Event("change", { bubbles: true }));
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
    show(field);
  }

  function show(element) {
    for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
    element.classList.add("just-filled");
    setTimeout(() => element.classList.remove("just-filled"), 1500);
  }

  document.addEventListener("change", (event) => {
    const offer = event.target.closest?.("fieldset.offers input");
    if (!offer) return;
    fill(byName(offer.name.replace(/-take$/, "")), { ...offer.dataset });
    offer.checked = true;
  });

  document.addEventListener("input", (event) => {
    if (!FIELD.test(event.target.name ?? "")) return;
    // Words that are typed anew stand elsewhere than those that were chosen.
    const start = sibling(event.target, "start");
    if (start) start.value = "";
    for (const offer of document.getElementsByName(`${event.target.name}-take`)) offer.checked = false;
  });

  if (pane) {
    const tools = pane.querySelector(".reading-tools");
    const quote = pane.querySelector(".quote-this");
    const status = pane.querySelector(".reading-status");
    const adds = pane.dataset.adds;
    const addRow = () => document.querySelector(`#${adds}-group .add-row a`);
    // The link itself is made late; where nothing may be added, no row may.
    const canAdd = () => Number(byName(`${adds}-MAX_NUM_FORMS`)?.value) > 0;
    let last = null; // what had the focus last in the form
    let sentence = null; // the sentence that the keyboard is at

    // Where there is no room beside the form, the text waits to be opened.
    if (matchMedia("(max-width: 1023px)").matches) pane.open = false;

    // What is chosen

    function chosen() {
      const selection = getSelection();
      let range = selection.rangeCount ? selection.getRangeAt(0) : null;
      if (!range || range.collapsed || !text(range.startContainer)) {
        if (!sentence || !pane.contains(document.activeElement)) return null;
        range = document.createRange();
        range.selectNodeContents(sentence);
      }
      const whole = text(range.startContainer);
      if (!whole || whole !== text(range.endContainer)) return null;
      const before = document.createRange();
      before.selectNodeContents(whole);
      before.setEnd(range.startContainer, range.startOffset);
      const words = range.toString();
      const blank = words.length - words.trimStart().length;
      const { article, label } = whole.closest(".reading-article").dataset;
      if (!words.trim()) return null;
      return { words: words.trim(), start: letters(before.toString()) + blank, article, label };
    }

    function text(node) {
      const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
      return element?.closest(".reading-text");
    }

    // Where it goes

    function part() {
      const block = last?.closest(".inline-related:not(.tabular), tr.form-row");
      return block?.id.includes("empty") ? null : block;
    }

    function goesTo() {
      if (last && FIELD.test(last.name) && document.contains(last)) return last;
      const block = part();
      return (block && fields(block).find((one) => !one.value.trim())) || null;
    }

    function named(block) {
      const head = block.querySelector("h3, summary");
      return head ? head.textContent.replace(/\s+/g, " ").trim().slice(0, 80) : block.id;
    }

    function tell() {
      const field = goesTo();
      if (!field) status.textContent = canAdd() ? `A new row of ${adds} takes it.` : "";
      else {
        const block = field.closest(".inline-related:not(.tabular), tr.form-row");
        status.textContent = block.matches("tr") ? `The chosen row of ${adds} takes it.` : `It goes to: ${named(block)}.`;
      }
    }

    function take() {
      const words = chosen();
      if (!words) return;
      let field = goesTo();
      const block = part();
      if (!field) {
        addRow()?.click();
        const rows = document.querySelectorAll(`#${adds}-group tr.form-row:not(.empty-form)`);
        const row = rows[rows.length - 1];
        field = row && fields(row)[0];
        // A part that has its quotation field filled, or none: the new row supports that part.
        const kind = PREFIXES[block?.id.replace(/-\d+$/, "")];
        const key = kind && byName(`${block.id}-id`)?.value;
        const supports = row?.querySelector('select[name$="-supports_what"]');
        if (supports && key) supports.value = `${kind}:${key}`;
      }
      if (!field) return;
      fill(field, words);
      getSelection().removeAllRanges();
      status.textContent = "Filled in; save to keep it.";
    }

    document.addEventListener("focusin", (event) => {
      if (pane.contains(event.target) || !event.target.closest("form")) return;
      last = event.target;
      tell();
    });
    // The place of the selection is kept while a button is pressed.
    quote.addEventListener("mousedown", (event) => event.preventDefault());
    quote.addEventListener("click", take);
    document.addEventListener("selectionchange", () => { quote.disabled = !chosen(); });

    // What rests on it

    function point(article, marks) {
      const notes = article.querySelector(".reading-notes");
      if (!notes) return;
      const keys = new Set(marks.flatMap((mark) => mark.dataset.rests.split(" ")));
      for (const mark of article.querySelectorAll(".mark.pointed")) mark.classList.remove("pointed");
      if (marks.length === 1) marks[0].classList.add("pointed");
      for (const note of notes.querySelectorAll("li")) note.classList.toggle("shown", keys.has(note.id.replace("rests-", "")));
      notes.classList.toggle("some", keys.size > 0);
    }

    pane.addEventListener("mouseover", (event) => {
      const mark = event.target.closest(".mark");
      if (mark) point(mark.closest(".reading-article"), [mark]);
    });
    pane.addEventListener("focusin", (event) => {
      const here = event.target.closest(".mark");
      if (here) point(here.closest(".reading-article"), [here]);
    });
    pane.addEventListener("click", (event) => {
      const mark = event.target.closest(".mark");
      if (mark) {
        event.preventDefault();
        if (!getSelection().isCollapsed) return; // it was to select words
        point(mark.closest(".reading-article"), [mark]);
        const notes = mark.closest(".reading-article").querySelector(".reading-notes");
        (notes.querySelector("li.shown.mine a") ?? notes.querySelector("li.shown a"))?.focus();
      }
      const link = event.target.closest("a[data-row]");
      if (link) {
        const [prefix, key] = link.dataset.row.split(":");
        const held = [...document.querySelectorAll(`#${prefix}-group input[name$="-id"]`)].find((one) => one.value === key);
        const block = held?.closest(".inline-related:not(.tabular), tr.form-row") ?? (held && document.getElementById(held.name.replace(/-id$/, "")));
        const field = block && [...block.querySelectorAll("input, select, textarea")].find((one) => one.type !== "hidden");
        if (field && !event.ctrlKey && !event.metaKey) {
          event.preventDefault();
          show(field);
        }
      }
    });

    // The keyboard

    function sentencesOf(whole) { return [...whole.querySelectorAll(".sentence")]; }

    function go(to) {
      if (!to) return;
      sentence = to;
      to.closest(".reading-article").open = true;
      to.focus({ preventScroll: true });
      to.scrollIntoView({ block: "nearest" });
      point(to.closest(".reading-article"), [...to.querySelectorAll(".mark")]);
      quote.disabled = !chosen();
    }

    function nextBare() {
      const whole = sentence?.closest(".reading-text") ?? pane.querySelector(".reading-article[open] .reading-text");
      if (!whole) return;
      const all = sentencesOf(whole);
      const from = sentence ? all.indexOf(sentence) + 1 : 0;
      go([...all.slice(from), ...all].find((one) => one.classList.contains("bare")));
    }

    pane.querySelector(".next-bare").addEventListener("click", nextBare);
    pane.addEventListener("keydown", (event) => {
      const whole = text(event.target);
      if (!whole || event.ctrlKey || event.metaKey || event.altKey) return;
      const all = sentencesOf(whole);
      const at = sentence && whole.contains(sentence) ? all.indexOf(sentence) : -1;
      if (event.shiftKey && ["ArrowRight", "ArrowLeft"].includes(event.key)) {
        const selection = getSelection();
        if (at >= 0 && (selection.isCollapsed || !text(selection.anchorNode))) selection.collapse(all[at], 0);
        selection.modify("extend", event.key === "ArrowRight" ? "forward" : "backward", "word");
      } else if (event.shiftKey) return;
      else if (event.key === "ArrowDown") { getSelection().removeAllRanges(); go(all[Math.min(at + 1, all.length - 1)]); }
      else if (event.key === "ArrowUp") { getSelection().removeAllRanges(); go(all[Math.max(at - 1, 0)]); }
      else if (event.key === "n") nextBare();
      else if (event.key === "Enter" && !event.target.closest("a.mark")) take();
      else if (event.key === "Escape") last?.focus();
      else return;
      event.preventDefault();
    });

    // Texts: those that are there, and those of articles that are chosen meanwhile

    function prepare(root) {
      for (const one of root.querySelectorAll(".sentence")) one.tabIndex = -1;
      // One reaches them by their sentence; the list of what rests on it comes next.
      for (const one of root.querySelectorAll("a.mark")) one.tabIndex = -1;
      for (const one of root.querySelectorAll(".reading-notes")) one.classList.add("pointing");
      for (const one of root.querySelectorAll(".reading-article, :scope.reading-article")) {
        // The first words that the record of the form rests on come into view.
        const mine = () => one.querySelector(".mark.mine");
        const bring = () => { if (one.open && mine()) one.querySelector(".reading-text").scrollTop = mine().offsetTop - one.querySelector(".reading-text").offsetTop - 40; };
        one.addEventListener("toggle", bring);
        bring();
      }
      const usable = canAdd() || fields(document).length;
      tools.hidden = !pane.querySelector(".reading-article") || !usable;
      tell();
    }

    async function read(key) {
      if (!/^\d+$/.test(key) || pane.querySelector(`.reading-article[data-article="${key}"]`)) return;
      const answer = await fetch(pane.dataset.address.replace("/0/", `/${key}/`));
      if (!answer.ok) return;
      pane.querySelector(".reading-none").insertAdjacentHTML("beforebegin", await answer.text());
      pane.querySelector(".reading-none").hidden = true;
      const fresh = pane.querySelector(`.reading-article[data-article="${key}"]`);
      fresh.open = true;
      prepare(fresh);
    }

    // Once Django's own scripts have made the rows that can be added.
    addEventListener("load", () => {
      prepare(pane);
      window.django?.jQuery(document).on("change", 'select[name^="sources-"][name$="-article"]', (event) => read(event.target.value));
    });
  }
}
