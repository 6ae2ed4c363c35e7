package io.mnemon.bench.doors;

import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.bench.door.Connection;
import io.mnemon.bench.door.Search;
import io.mnemon.bench.doors.Comparison.Goal;
import io.mnemon.client.Mnemon;
import java.util.function.LongFunction;

/** Searches by the client for Java, beside those of a stub, which it is made of. */
final class GrpcSearches {
  private GrpcSearches() {}

  static Comparison compared(
      Connection stub, String key, Mnemon client, LongFunction<Search> searches) {
    return new Comparison(
        "SDK for Java, search ÷ a gRPC stub",
        Goal.SDK,
        number -> stub.search(key, searches.apply(number)),
        number -> client.search(request(searches.apply(number))));
  }

  private static SearchMemoriesRequest request(Search search) {
    SearchMemoriesRequest.Builder request =
        SearchMemoriesRequest.newBuilder().setQuery(search.query()).setLimit(search.limit());
    if (search.user() != null) {
      request.setScope(Scope.newBuilder().setUser(search.user()));
    }
    return request.build();
  }
}
