import { useState } from "preact/hooks";
import { useView } from "../hooks.ts";

/** A button that has a failed task run again; nothing where the server does not allow it. */
export function Retry({ of }: { readonly of: string }) {
  const status = useView("status");
  const [said, setSaid] = useState<string | null>(null);
  if (status?.control !== true) return null;
  const retry = async () => {
    setSaid("asking …");
    setSaid(await asked(of));
  };
  return (
    <span class="retry">
      <button type="button" class="button" onClick={retry}>
        Retry
      </button>
      <span role="status">{said}</span>
    </span>
  );
}

async function asked(key: string): Promise<string> {
  try {
    const response = await fetch("api/retry", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key }),
    });
    if (response.ok) return "runs again";
    const { error } = (await response.json()) as { readonly error?: unknown };
    return String(error);
  } catch {
    return "the server was not reached";
  }
}
