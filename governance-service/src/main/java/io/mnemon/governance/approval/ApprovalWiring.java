package io.mnemon.governance.approval;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.event.PostgresEvents;
import io.mnemon.governance.schedule.Schedule;
import io.mnemon.governance.schedule.ScheduledWork;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PostgresMemberships;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.storage.PostgresSession;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Puts together what approvals need. */
final class ApprovalWiring {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(5);

  @Produces
  @Singleton
  ApprovalStore approvalStore(
      @Governance PostgresSession session, PostgresEvents events, InstantSource clock) {
    return new PostgresApprovalStore(
        session,
        ApprovedActions.of(
            List.of(new PostgresRoleAction(new PostgresMemberships(session, clock)))),
        events);
  }

  @Produces
  @Singleton
  ApprovalLimits approvalLimits(ApprovalConfig config) {
    return new ApprovalLimits(
        config.timeout(),
        config.escalateAfter(),
        config.maxTimeout(),
        config.maxPending(),
        config.maxDelegation());
  }

  @Produces
  @Singleton
  ApprovalRequests approvalRequests(
      Directory directory,
      ApprovalStore store,
      Guard guard,
      ApprovalLimits limits,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new ApprovalRequests(directory, store, guard, limits, ids, clock);
  }

  @Produces
  @Singleton
  Approvals approvals(Directory directory, ApprovalStore store, Guard guard, InstantSource clock) {
    return new Approvals(directory, store, guard, clock);
  }

  @Produces
  @Singleton
  Decisions decisions(
      Approvals approvals, ApprovalStore store, Guard guard, Settled settled, InstantSource clock) {
    return new Decisions(approvals, store, guard, settled, clock);
  }

  @Produces
  @Singleton
  Delegations delegations(
      Directory directory,
      ApprovalStore store,
      Guard guard,
      ApprovalLimits limits,
      InstantSource clock) {
    return new Delegations(directory, store, guard, limits, clock);
  }

  @Produces
  @Singleton
  @Named("approvals")
  ScheduledWork approvalTimes(
      Schedule schedule, ApprovalStore store, ApprovalConfig config, InstantSource clock) {
    return new ScheduledWork(
        schedule,
        PostgresApprovalStore.DUE,
        new ApprovalTimes(store, clock)::work,
        new ScheduledWork.Limits(config.concurrency(), 1, LEASE, config.poll(), RETRY, STOP));
  }

  void start(@Observes StartupEvent started, @Named("approvals") ScheduledWork times) {
    times.start();
  }

  void stop(@Observes ShutdownEvent stopping, @Named("approvals") ScheduledWork times) {
    times.close();
  }
}
