package io.mnemon.client;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesResponse;
import io.mnemon.api.memory.v1.BatchAddResult;
import io.mnemon.api.memory.v1.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Carries memories to the add in calls of bounded size, and gathers their results. */
final class AddedMemories {
  private static final int MOST_MEMORIES = 200;
  private static final int ENOUGH_BYTES = 2 << 20;
  private static final Pattern PLACE = Pattern.compile("^memories\\[(\\d+)]");

  private final Function<BatchAddMemoriesRequest, BatchAddMemoriesResponse> call;
  private final List<BatchAddResult> results = new ArrayList<>();

  AddedMemories(Function<BatchAddMemoriesRequest, BatchAddMemoriesResponse> call) {
    this.call = call;
  }

  List<BatchAddResult> add(List<Memory> memories) {
    BatchAddMemoriesRequest.Builder batch = BatchAddMemoriesRequest.newBuilder();
    int bytes = 0;
    for (Memory memory : memories) {
      batch.addMemories(memory);
      bytes += memory.getSerializedSize();
      if (batch.getMemoriesCount() == MOST_MEMORIES || bytes >= ENOUGH_BYTES) {
        send(batch.build());
        batch.clear();
        bytes = 0;
      }
    }
    if (batch.getMemoriesCount() > 0) {
      send(batch.build());
    }
    return results;
  }

  private void send(BatchAddMemoriesRequest batch) {
    int before = results.size();
    try {
      call.apply(batch).getResultsList().forEach(result -> results.add(inPlace(result, before)));
    } catch (ServiceException e) {
      throw before == 0 ? e : new PartlyAddedException(e, results);
    }
  }

  /** An error names the memory by its place in the batch: here by its place in the list. */
  private static BatchAddResult inPlace(BatchAddResult result, int before) {
    if (!result.hasError()) {
      return result;
    }
    BatchAddResult.Builder told = result.toBuilder();
    String field =
        PLACE
            .matcher(result.getError().getField())
            .replaceFirst(
                place -> "memories[%d]".formatted(before + Integer.parseInt(place.group(1))));
    told.getErrorBuilder().setField(field);
    return told.build();
  }
}
