import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";

const KEPT_AS = "troupe-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const watchers = new Set<() => void>();

/** The theme that is shown: the one chosen, else that of the system. */
function theme(): Theme {
  const chosen = kept();
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

/** Shows a theme from now on, in this browser. */
export function choose(next: Theme): void {
  try {
    localStorage.setItem(KEPT_AS, next);
  } catch {
    // Where nothing may be kept, the choice lasts as long as the page.
  }
  document.documentElement.dataset["theme"] = next;
  for (const watcher of watchers) watcher();
}

/** Has the page look as was chosen before. */
export function applyTheme(): void {
  const chosen = kept();
  if (chosen !== null) document.documentElement.dataset["theme"] = chosen;
}

/** The theme, kept up to date. */
export function useTheme(): Theme {
  const [shown, setShown] = useState(theme);
  useEffect(() => {
    const changed = () => setShown(theme());
    watchers.add(changed);
    system.addEventListener("change", changed);
    return () => {
      watchers.delete(changed);
      system.removeEventListener("change", changed);
    };
  }, []);
  return shown;
}

/** What a custom property of a colour comes to in an element, as a canvas takes it. */
export function inkOf(element: Element, property: `--${string}`): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  element.append(probe);
  const ink = getComputedStyle(probe).color;
  probe.remove();
  return ink;
}

function kept(): string | null {
  try {
    return document.documentElement.dataset["theme"] ?? localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}
