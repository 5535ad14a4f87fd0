import { choose, useTheme } from "../theme.ts";

/** Switches between light and dark. */
export function ThemeSwitch() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button type="button" class="button theme" onClick={() => choose(other)}>
      {other === "dark" ? "Dark" : "Light"}
      <span class="unseen"> theme</span>
    </button>
  );
}
