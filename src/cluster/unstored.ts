import type { ToClient } from "../protocol/messages.ts";

/** What is said where something holds for as long as this scheduler runs, and no longer. */
export function unstored(message: ToClient, hindrance: string): ToClient {
  if (message[0] === "kept") return ["kept", message[1], hindrance];
  if (message[0] !== "answered") return message;
  const reason = `It holds for as long as the scheduler runs, and cannot be stored. ${hindrance}`;
  return ["declined", message[1], "TROUPE", reason];
}
