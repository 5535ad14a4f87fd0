import type {
  ActorView,
  ChartView,
  FailureView,
  GraphView,
  NowView,
  PrimitiveView,
  StreamView,
  SystemView,
  TaskView,
  WorkerView,
} from "../client/observer/views.ts";

/** Where the dashboard has its views from: one who looks at a cluster. */
export interface Source {
  now(): Promise<NowView>;
  workers(): Promise<readonly WorkerView[]>;
  graph(): Promise<GraphView>;
  actors(): Promise<readonly ActorView[]>;
  primitives(): Promise<readonly PrimitiveView[]>;
  system(): Promise<SystemView>;
  failures(): Promise<readonly FailureView[]>;
  /** Null for a key that nobody knows. */
  task(key: string): Promise<TaskView | null>;
  /** Of an actor that is a machine; null for any other. */
  chart(key: string): Promise<ChartView | null>;
  /** Runs a failed task again. */
  retry(key: string): Promise<void>;
  /** Has processes tell what they do, and calls `listener` with it, until what it returns is called. */
  watch(listener: (stream: StreamView) => void): () => void;
  close(): Promise<void>;
}
