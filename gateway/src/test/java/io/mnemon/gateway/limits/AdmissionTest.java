package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.limits.Turns.Work;
import io.mnemon.tenancy.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Caller CALLER = Caller.service("alice");
  private static final int ALONE = 2;

  private final PublicMethods methods = PublicMethods.ofContract();
  private final Turns turns =
      new Turns(
          new Turns.Limits(ALONE, 1, Duration.ofSeconds(1), 8, Duration.ofMinutes(1)),
          System::nanoTime,
          since -> false);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.shutdownNow();
    threads.close();
  }

  private Admission admission(int searches) {
    Allowance allowance = new Allowance(Map.of(), searches);
    return new Admission(
        new Allowances(allowance, allowance, allowance, Map.of()),
        new HeapBuckets(1, InstantSource.system()),
        new Slots(1),
        turns,
        new SimpleMeterRegistry());
  }

  private Admission.Permit admit(Admission admission, PublicMethod method, Message request) {
    return admission.admit(CALLER, method, request, 1, headers -> {});
  }

  private Admission.Permit search(Admission admission) {
    return admit(
        admission, methods.byName("SearchMemories"), SearchMemoriesRequest.getDefaultInstance());
  }

  @Test
  void aSearchThatHasNoTurnYetIsNotUnderWay() throws Exception {
    Admission admission = admission(ALONE);
    Admission.Permit first = search(admission);
    search(admission);
    Future<Admission.Permit> next = threads.submit(() -> search(admission));
    await().until(() -> turns.waiting(CALLER.tenant(), Work.READ) == 1);

    first.close();

    assertThat(next.get(30, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aSearchThatIsRefusedLeavesItsTurn() {
    Admission admission = admission(1);
    search(admission);

    assertThatThrownBy(() -> search(admission)).isInstanceOf(ServiceException.class);

    turns.enter(CALLER.tenant(), Work.READ);
    assertThat(turns.waiting(CALLER.tenant(), Work.READ)).isZero();
  }

  @Test
  void aStreamKeepsNobodyFromATurn() {
    Admission admission = admission(0);
    PublicMethod stream =
        methods.all().stream().filter(PublicMethod::isStream).findFirst().orElseThrow();
    for (int i = 0; i <= ALONE; i++) {
      admit(admission, stream, stream.newRequest().build());
    }

    search(admission).close();

    assertThat(turns.waiting(CALLER.tenant(), Work.READ)).isZero();
  }

  @Test
  void aBatchNamesOnlySoManySubjects() {
    BatchAddMemoriesRequest.Builder batch = BatchAddMemoriesRequest.newBuilder();
    for (int i = 0; i < 100; i++) {
      batch.addMemories(Memory.newBuilder().setScope(Scope.newBuilder().setUser("u" + i)));
    }

    Demand demand = DemandMapper.of(methods.byName("BatchAddMemories"), batch.build(), 1);

    assertThat(demand.subjects())
        .hasSize(33)
        .containsEntry("user:u31", 1)
        .containsEntry("others", 68);
  }
}
