// Keeps a page as it is on the server: an event says that something changed, the page is fetched, and its live regions take the place of
// the ones before. Without this script everything works by loading the page again.
(() => {
  "use strict";
  if (document.body.dataset.live !== "on") {
    return;
  }

  const state = document.getElementById("live-state");
  let isFetching = false;
  let isAgain = false;

  const say = (text) => {
    if (state && state.textContent !== text) {
      state.textContent = text;
    }
  };

  // A form that somebody fills in, and a part that somebody has opened, stay as they are.
  const isEdited = (region) =>
    [...region.querySelectorAll("input, select, textarea")].some(
      (field) =>
        field === document.activeElement ||
        (field.type === "checkbox" || field.type === "radio"
          ? field.checked !== field.defaultChecked
          : field.tagName === "SELECT"
            ? [...field.options].some((option) => option.selected !== option.defaultSelected)
            : field.type !== "hidden" && field.value !== field.defaultValue),
    );

  const isSelected = (region) => {
    const selection = document.getSelection();
    return selection !== null && !selection.isCollapsed && region.contains(selection.anchorNode);
  };

  // By id, else by what it is and which of its kind.
  const path = (region, element) => {
    const all = [...region.querySelectorAll("a, button, summary, [tabindex]")];
    return { id: element.id, index: all.indexOf(element), text: element.textContent };
  };

  const refocus = (region, was) => {
    const all = [...region.querySelectorAll("a, button, summary, [tabindex]")];
    const found =
      (was.id && document.getElementById(was.id)) ||
      (all[was.index]?.textContent === was.text ? all[was.index] : all.find((it) => it.textContent === was.text));
    found?.focus({ preventScroll: true });
  };

  const replace = (region, fresh) => {
    if (region.isEqualNode(fresh) || isEdited(region) || isSelected(region)) {
      return;
    }
    const active = region.contains(document.activeElement) ? path(region, document.activeElement) : null;
    const open = [...region.querySelectorAll("details")].map((it) => it.open);
    const scrolled = [...region.querySelectorAll(".scroll")].map((it) => it.scrollLeft);
    region.replaceChildren(...fresh.childNodes);
    [...region.querySelectorAll("details")].forEach((it, i) => (it.open = open[i] ?? it.open));
    [...region.querySelectorAll(".scroll")].forEach((it, i) => (it.scrollLeft = scrolled[i] ?? 0));
    if (active) {
      refocus(region, active);
    }
  };

  const refresh = async () => {
    if (isFetching) {
      isAgain = true;
      return;
    }
    isFetching = true;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (!answer.ok) {
        say(answer.status === 401 ? "The session is over: load the page again" : "Not up to date: load the page again");
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const fresh of page.querySelectorAll("[data-region]")) {
        const region = document.querySelector(`[data-region="${CSS.escape(fresh.dataset.region)}"]`);
        if (region) {
          replace(region, fresh);
        }
      }
      say("Live");
    } catch {
      say("The console does not answer");
    } finally {
      isFetching = false;
      if (isAgain) {
        isAgain = false;
        refresh();
      }
    }
  };

  const events = new EventSource("/live");
  events.addEventListener("open", () => say("Live"));
  events.addEventListener("changed", () => {
    if (!document.hidden) {
      refresh();
    }
  });
  events.addEventListener("error", () => say("The console does not answer"));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      refresh();
    }
  });
})();
