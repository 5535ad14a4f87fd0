export type { ActorClass, ActorOptions, ActorRef } from "./client/actor.ts";
export { ActorFuture } from "./client/actor-future.ts";
export { AsCompleted, asCompleted } from "./client/as-completed.ts";
export type { ActorClient } from "./client/client.ts";
export type { ClusterAddress, ConnectOptions } from "./client/connect.ts";
export { Event } from "./client/event.ts";
export { fireAndForget } from "./client/fire-and-forget.ts";
export { Future, type FutureStatus } from "./client/future.ts";
export { Lease } from "./client/lease.ts";
export { Lock } from "./client/lock.ts";
export type { TimeoutOptions } from "./client/lockable.ts";
export type { MachineRef } from "./client/machine-ref.ts";
export { type RemoteModule, remoteModule } from "./client/module.ts";
export { MultiLock } from "./client/multi-lock.ts";
export type {
  CancelOptions,
  QueueOptions,
  ScatterOptions,
  SemaphoreOptions,
  SubmitOptions,
} from "./client/options.ts";
export { type PerformanceReportOptions, performanceReport } from "./client/performance-report.ts";
export type { ProfileOptions } from "./client/profile.ts";
export { progress } from "./client/progress.ts";
export { type BatchOptions, Queue } from "./client/queue.ts";
export type { RemoteSnapshot } from "./client/remote-snapshot.ts";
export { Semaphore } from "./client/semaphore.ts";
export type { SpawnOptions } from "./client/spawn.ts";
export type { ClientStatus } from "./client/status.ts";
export type {
  ActorHandle,
  Argument,
  Arguments,
  Callable,
  Gathered,
  Result,
  Scattered,
} from "./client/types.ts";
export { Variable } from "./client/variable.ts";
export { type ReturnWhen, type Waited, type WaitOptions, wait } from "./client/wait.ts";
export type { WorkerInfo } from "./client/worker-info.ts";
export { Client } from "./cluster/client.ts";
export { LocalCluster } from "./cluster/local.ts";
export type { LocalOptions } from "./cluster/options.ts";
export {
  getClient,
  getSelf,
  getTask,
  getWorker,
  rejoin,
  secede,
  type TaskInfo,
  type WorkerIdentity,
} from "./executor/context.ts";
export type { Profile, ProfileNode } from "./profile/profile.ts";
export * from "./protocol/errors.ts";
