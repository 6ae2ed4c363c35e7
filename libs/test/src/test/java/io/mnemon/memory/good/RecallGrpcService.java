package io.mnemon.memory.good;

import io.mnemon.api.fixture.v1.Stub;

/** The api layer. */
final class RecallGrpcService {
  private final Recall recall;

  RecallGrpcService(Recall recall) {
    this.recall = recall;
  }

  Stub answer() {
    return recall.age().isNegative() ? new Stub() : Nested.STUB;
  }

  /** A nested class belongs to its outermost one. */
  static final class Nested {
    static final Stub STUB = new Stub();
  }
}
