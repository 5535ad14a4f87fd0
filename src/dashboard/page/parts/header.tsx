import { useView } from "../hooks.ts";
import { count, rate } from "../model/format.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

/** Which cluster it is, how it does, and the switch of themes. */
export function Header() {
  const now = useView("now");
  return (
    <header class="header">
      <h1 class="brand">
        troupe{" "}
        {now !== undefined && (
          <span class="cluster" title={`Epoch ${now.epoch}`}>
            {now.cluster}
          </span>
        )}
      </h1>
      {now !== undefined && (
        <ul class="figures" aria-label="The cluster at a glance">
          <li>
            <span class={`dot ${now.scheduler === "leading" ? "is-done" : "is-failed"}`} />
            {now.scheduler}
          </li>
          <li>
            <b>{count(now.workers.total)}</b> {now.workers.total === 1 ? "worker" : "workers"}
          </li>
          <li>
            <b>
              {count(now.workers.running)}/{count(now.workers.threads)}
            </b>{" "}
            threads
          </li>
          <li>
            <b>{count(now.clients)}</b> {now.clients === 1 ? "client" : "clients"}
          </li>
          <li>
            <b>{rate(now.rate)}</b>
          </li>
        </ul>
      )}
      <ThemeSwitch />
    </header>
  );
}
