package io.mnemon.governance.tenant;

import com.google.api.HttpBody;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.mnemon.tenancy.PacedAnswer;
import java.util.function.Consumer;

/** Bytes on their way to a caller, no faster than it reads them. */
public final class ChunksMapper implements Consumer<byte[]> {
  private static final String NDJSON = "application/x-ndjson";

  private final PacedAnswer<HttpBody> call;

  private ChunksMapper(StreamObserver<HttpBody> observer) {
    this.call = new PacedAnswer<>(observer);
  }

  /** Sends lines of JSON. */
  public static Consumer<byte[]> ndjson(StreamObserver<HttpBody> observer) {
    return new ChunksMapper(observer);
  }

  @Override
  public void accept(byte[] bytes) {
    call.accept(
        HttpBody.newBuilder()
            .setContentType(NDJSON)
            .setData(UnsafeByteOperations.unsafeWrap(bytes))
            .build());
  }
}
