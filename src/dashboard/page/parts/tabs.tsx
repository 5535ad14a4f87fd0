import { useEffect } from "preact/hooks";
import { hrefOf, TABS, type TabName } from "../model/route.ts";

/** The tabs; arrow keys, Home and End go from one to another. */
export function Tabs({ selected }: { readonly selected: TabName }) {
  useEffect(() => {
    const tab = document.getElementById(`tab-${selected}`);
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [selected]);
  const go = (event: KeyboardEvent) => {
    const next = neighbour(selected, event.key);
    if (next === null) return;
    event.preventDefault();
    location.hash = hrefOf(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <nav class="tabs" aria-label="Views">
      <div role="tablist" aria-label="Views" onKeyDown={go}>
        {TABS.map(([name, title]) => (
          <a
            key={name}
            id={`tab-${name}`}
            role="tab"
            href={hrefOf(name)}
            aria-selected={name === selected}
            aria-controls="view"
            tabIndex={name === selected ? 0 : -1}
          >
            {title}
          </a>
        ))}
      </div>
    </nav>
  );
}

function neighbour(name: TabName, key: string): TabName | null {
  const at = TABS.findIndex(([tab]) => tab === name);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[key];
  if (next === undefined) return null;
  return TABS.at(next % TABS.length)?.[0] ?? null;
}
