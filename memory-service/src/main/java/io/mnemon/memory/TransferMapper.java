package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.ExportMemoriesResponse;
import io.mnemon.api.memory.v1.GetUploadRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.LineError;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.MemoryVector;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Upload;
import io.mnemon.index.Filter;
import io.mnemon.index.FilterLimits;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Selection;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.transfer.ArrivingLine;
import io.mnemon.memory.transfer.Exporting;
import io.mnemon.memory.transfer.ImportReport;
import io.mnemon.memory.transfer.Importing;
import io.mnemon.memory.transfer.LineOutcome;
import io.mnemon.memory.transfer.ToldMemory;
import io.mnemon.memory.transfer.VectorSpaces;
import io.mnemon.memory.transfer.WholeMemory;
import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Maps exports and imports between their lines and the domain. */
final class TransferMapper {
  private static final int MAX_NAME = 128;

  private final Sights sights;
  private final Exporting exporting;
  private final Importing importing;
  private final LineMapper lines;
  private final String space;
  private final InstantSource clock;
  private final Limits limits;
  private final FilterLimits filters;

  TransferMapper(
      Sights sights,
      Exporting exporting,
      Importing importing,
      VectorSpace space,
      InstantSource clock,
      Limits limits,
      FilterLimits filters) {
    this.sights = sights;
    this.exporting = exporting;
    this.importing = importing;
    this.lines = new LineMapper(space, limits.versions());
    this.space = VectorSpaces.name(space);
    this.clock = clock;
    this.limits = limits;
    this.filters = filters;
  }

  /**
   * How much travels at once.
   *
   * @param lines the lines of one call of an import
   * @param errors how many lines of one call are told to be wrong; more are counted
   * @param versions the earlier versions of one memory
   * @param lineBytes how long a line may become before its oldest versions are left out
   */
  record Limits(int lines, int errors, int versions, int lineBytes) {}

  void export(Caller caller, ExportMemoriesRequest request, Consumer<ExportMemoriesResponse> out) {
    Checks checks = new Checks("");
    Set<Layer> layers =
        checks.words("layers", request.getLayersList(), Layer::ofWord, Layer::word, Layer.COMPANY);
    Set<Kind> kinds =
        checks.words("kinds", request.getKindsList(), Kind::ofWord, Kind::word, Kind.FACT);
    NamedScope named = DraftMapper.scope(request.getScope(), checks);
    Optional<UUID> after = after(request.getAfter(), checks);
    Optional<Filter> filter =
        FilterMapper.filter(checks, request.hasFilter(), request.getFilter(), filters);
    checks.done();
    Sight sight = sights.of(caller, "memory.export", named, layers);
    AuditedCall.allowNow();
    Selection selection = new Selection(kinds, new LinkedHashSet<>(request.getTagsList()), filter);
    exporting.write(
        sight.scope(), selection, request.getVectors(), after, memories -> send(memories, out));
  }

  private static Optional<UUID> after(String id, Checks checks) {
    if (id.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      checks.wrong("after", "is no id: name the memory.id of the last line that came whole");
      return Optional.empty();
    }
  }

  /** In messages that are not much longer than a line may be. */
  private void send(List<ToldMemory> memories, Consumer<ExportMemoriesResponse> out) {
    ExportMemoriesResponse.Builder message = ExportMemoriesResponse.newBuilder();
    int bytes = 0;
    for (ToldMemory memory : memories) {
      MemoryLine line =
          switch (memory) {
            case WholeMemory whole -> line(whole);
            case ToldMemory.Unreadable lost -> line(lost);
          };
      message.addLines(line);
      bytes += line.getSerializedSize();
      if (bytes >= limits.lineBytes()) {
        out.accept(message.build());
        message.clear();
        bytes = 0;
      }
    }
    if (message.getLinesCount() > 0) {
      out.accept(message.build());
    }
  }

  private static MemoryLine line(ToldMemory.Unreadable lost) {
    return MemoryLine.newBuilder()
        .setMemory(Memory.newBuilder().setId(lost.id().toString()))
        .setUnreadable(lost.why())
        .build();
  }

  private MemoryLine line(WholeMemory whole) {
    MemoryLine.Builder line =
        MemoryLine.newBuilder()
            .setMemory(told(whole.newest().memory()))
            .setChange(whole.newest().change())
            .setPrincipal(whole.newest().changedBy().toString());
    whole
        .vector()
        .ifPresent(
            vector ->
                line.addVectors(
                    MemoryVector.newBuilder()
                        .setSpace(space)
                        .setEmbedding(Base64.getEncoder().encodeToString(vector.toBytes()))));
    List<MemoryVersion> newestFirst = new ArrayList<>();
    int bytes = 0;
    for (var version : whole.earlier().reversed()) {
      MemoryVersion told = ofItsOwn(MemoryMapper.toProto(version));
      bytes += told.getSerializedSize();
      if (bytes > limits.lineBytes()) {
        break;
      }
      newestFirst.add(told);
    }
    return line.addAllEarlier(newestFirst.reversed())
        .setEarlierLeftOut(whole.leftOut() + whole.earlier().size() - newestFirst.size())
        .build();
  }

  /** Without what all versions of a memory have in common, which stands in the newest. */
  private static MemoryVersion ofItsOwn(MemoryVersion version) {
    return version.toBuilder()
        .setMemory(
            version.getMemory().toBuilder()
                .clearId()
                .clearLayer()
                .clearScope()
                .clearEpisode()
                .clearSourceMessageId()
                .clearSource()
                .clearProvenance()
                .clearCreatedAt()
                .clearUpdatedAt()
                .clearNearDuplicates()
                .clearSupersedes()
                .clearSupersededBy()
                .clearEffectiveImportance()
                .clearArchived())
        .build();
  }

  /** Without what depends on when and where it is read. */
  private static Memory.Builder told(io.mnemon.memory.record.Memory memory) {
    return MemoryMapper.toProto(memory).toBuilder().clearEffectiveImportance().clearArchived();
  }

  ImportMemoriesResponse take(Caller caller, ImportMemoriesRequest request) {
    int count = request.getLinesCount();
    if (count > limits.lines()) {
      throw ServiceException.invalid(
          "lines", "has %d lines, at most %d are taken at once".formatted(count, limits.lines()));
    }
    if (request.getNumbersCount() != 0 && request.getNumbersCount() != count) {
      throw ServiceException.invalid(
          "numbers", "has %d numbers for %d lines".formatted(request.getNumbersCount(), count));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<ArrivingLine> arriving = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long number = request.getNumbersCount() == 0 ? i + 1L : request.getNumbers(i);
      arriving.add(lines.line(request.getLines(i), number, now));
    }
    ImportReport report =
        importing.take(
            caller,
            arriving,
            request.getDryRun(),
            upload(request.getUpload(), "upload"),
            request.getMore());
    return toProto(report, request.getDryRun());
  }

  Upload upload(Caller caller, GetUploadRequest request) {
    String name = upload(request.getName(), "name").orElse("");
    return importing
        .progress(caller, name)
        .map(
            progress ->
                Upload.newBuilder()
                    .setName(name)
                    .setLines(progress.lines())
                    .setUpdatedAt(TimeMapper.timestamp(progress.updatedAt()))
                    .build())
        .orElseThrow(() -> ServiceException.notFound("upload " + name));
  }

  private static Optional<String> upload(String name, String field) {
    Checks checks = new Checks("");
    checks.name(field, name, MAX_NAME);
    checks.done();
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private ImportMemoriesResponse toProto(ImportReport report, boolean dryRun) {
    List<LineOutcome.Added> added = report.only(LineOutcome.Added.class);
    List<LineOutcome.Refused> refused = report.only(LineOutcome.Refused.class);
    return ImportMemoriesResponse.newBuilder()
        .setDryRun(dryRun)
        .setLines(report.outcomes().size())
        .setAdded(added.size())
        .setRenamed(added.stream().filter(LineOutcome.Added::renamed).count())
        .setPresent(report.only(LineOutcome.Present.class).size())
        .setDuplicates(report.only(LineOutcome.Duplicate.class).size())
        .setRefused(refused.size())
        .setPassedOver(report.only(LineOutcome.PassedOver.class).size())
        .setEmbedded(report.embedded())
        .addAllErrors(refused.stream().limit(limits.errors()).map(TransferMapper::toProto).toList())
        .build();
  }

  private static LineError toProto(LineOutcome.Refused refused) {
    ServiceException error = refused.error();
    return LineError.newBuilder()
        .setLine(refused.number())
        .setId(refused.named())
        .setCode(error.code().name())
        .setMessage(error.publicMessage())
        .setField(error.violations().isEmpty() ? "" : error.violations().getFirst().field())
        .build();
  }
}
