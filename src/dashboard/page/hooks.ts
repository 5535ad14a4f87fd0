import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Feed, ViewName, Views } from "./feed.ts";
import { type Route, routeOf } from "./model/route.ts";

export const FeedContext = createContext<Feed | null>(null);

/** The page's one feed. */
export function useFeed(): Feed {
  const feed = useContext(FeedContext);
  if (feed === null) throw new Error("There is no feed around this component.");
  return feed;
}

/** The last that was heard of a view, of one key where there is one; undefined until something was. */
export function useView<Name extends ViewName>(name: Name, key?: string): Views[Name] | undefined {
  const feed = useFeed();
  const [value, setValue] = useState(() => feed.latest(name, key));
  useEffect(() => {
    setValue(() => feed.latest(name, key));
    return feed.on(name, (next) => setValue(() => next), key);
  }, [feed, name, key]);
  return value;
}

/** The route in the address. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const changed = () => setRoute(routeOf(location.hash));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
