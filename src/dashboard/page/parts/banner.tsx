import { useEffect, useState } from "preact/hooks";
import type { Link } from "../feed.ts";
import { useFeed, useView } from "../hooks.ts";
import { clock } from "../model/format.ts";

/** Ms for which no scheduler may answer before it is said: at first none was asked. */
const PATIENCE = 1_000;

/** Says when what is shown may be old: the server is not heard, or no scheduler answers it. */
export function Banner() {
  const feed = useFeed();
  const status = useView("status");
  const [link, setLink] = useState<Link>(feed.link);
  const silent = useLasting(status?.answers === false);
  useEffect(() => {
    const changed = () => setLink(feed.link);
    changed();
    return feed.onLink(changed);
  }, [feed]);
  return (
    <div role="status">
      {link === "cut off" && (
        <p class="banner">
          Cut off since {clock(feed.since)}: the dashboard's server is not reached. What is shown is as old;
          this page tries again by itself.
        </p>
      )}
      {link === "live" && silent && <p class="banner">{status?.why ?? "No scheduler answers."}</p>}
    </div>
  );
}

/** Whether something has been so for a while. */
function useLasting(now: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!now) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [now]);
  return now && lasting;
}
