const info = { server_id: "X", version: "2.9.10", proto: 1, max_payload: 1024, headers: true };

/** What a NATS server says first. */
export const GREETING = `INFO ${JSON.stringify(info)}\r\n`;
