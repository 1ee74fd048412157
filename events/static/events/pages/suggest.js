// Suggestions under each box with data-suggest: names of actors, places and outlets while one types (ARIA combobox).
// A chosen one opens its page; without a choice, Enter searches as it does without this script. A box that names
// a kind (data-suggest="actor") is a field of a form: it suggests that kind, and a chosen one's id is its value.
const WORDS = { actor: "actors", location: "places", outlet: "outlets" };
const DELAY_MS = 150;

for (const box of document.querySelectorAll("[data-suggest]")) suggest(box);

function suggest(box) {
  const list = document.createElement("ul");
  list.id = `${box.id}-suggestions`;
  list.className = "suggestions";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", box.labels[0]?.textContent.trim() ?? "");
  box.parentElement.classList.add("suggesting");
  box.after(list);
  box.role = "combobox";
  box.ariaAutoComplete = "list";
  box.ariaExpanded = "false";
  box.setAttribute("aria-controls", list.id);
  const kinds = box.dataset.suggest ? [box.dataset.suggest] : Object.keys(WORDS);
  const home = document.querySelector(".brand").pathname; // "/", or "/ar/"
  let timer, asked = "", chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.ariaExpanded = "false";
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    const options = [...list.children];
    chosen = (place + options.length + 1) % (options.length + 1); // one more: the box itself
    options.forEach((option, at) => (option.ariaSelected = String(at === chosen)));
    if (chosen === options.length) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const take = (option) => {
    if (box.dataset.suggest) {
      box.value = option.dataset.id;
      close();
    } else location.assign(option.dataset.address);
  };

  async function ask() {
    const typed = box.value.trim();
    asked = typed;
    if (typed.length < 2) return close();
    const asks = [["q", typed.slice(0, 200)], ["limit", "8"], ...kinds.map((kind) => ["kind", kind])];
    let found = [];
    try {
      const response = await fetch(`/api/v1/suggest/?${new URLSearchParams(asks)}`);
      if (response.ok) found = (await response.json()).results;
    } catch {
      // Offline, or busy: the box works without.
    }
    if (asked !== typed || document.activeElement !== box) return;
    list.replaceChildren(...found.map(option));
    chosen = -1;
    list.hidden = !found.length;
    box.ariaExpanded = String(!list.hidden);
    box.removeAttribute("aria-activedescendant");
  }

  function option(one, place) {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    const hint = document.createElement("span");
    item.id = `${list.id}-${place}`;
    item.role = "option";
    item.ariaSelected = "false";
    item.dataset.id = one.id;
    item.dataset.address = `${home}${WORDS[one.kind]}/${encodeURIComponent(one.id)}/`;
    name.textContent = one.matched === one.name ? one.name : `${one.matched} (${one.name})`;
    hint.className = "quiet";
    hint.textContent = one.hint ?? "";
    item.append(name, " ", hint);
    item.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    item.addEventListener("click", () => take(item));
    return item;
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY_MS);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? list.children.length - 1 : chosen - 1);
    } else if (event.key === "Enter" && !list.hidden && list.children[chosen]) {
      event.preventDefault();
      take(list.children[chosen]);
    }
  });
}
