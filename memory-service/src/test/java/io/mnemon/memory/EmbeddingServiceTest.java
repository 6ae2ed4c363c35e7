package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vectors of texts that are not kept, over gRPC. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class EmbeddingServiceTest {
  private static final List<String> TEXTS = List.of("green tea", "a ship at sea", "green tea");

  @Inject InternalTokens tokens;
  @Inject @MemoryParts Embedder embedder;

  private final UUID tenant = UUID.randomUUID();
  private final Caller alice = Client.user(tenant, "alice");
  private ManagedChannel channel;

  @BeforeEach
  void connect() {
    channel = Services.connect();
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private CreateEmbeddingsResponse create(Caller caller, CreateEmbeddingsRequest.Builder request) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, "memory"));
    return EmbeddingServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .createEmbeddings(request.build());
  }

  private ServiceException refused(Caller caller, CreateEmbeddingsRequest.Builder request) {
    return refusal(() -> create(caller, request).getModel());
  }

  private static CreateEmbeddingsRequest.Builder texts(List<String> texts) {
    return CreateEmbeddingsRequest.newBuilder().addAllInput(texts);
  }

  @Test
  void textsHaveTheVectorsOfMemories() {
    CreateEmbeddingsResponse answer = create(alice, texts(TEXTS));

    assertThat(answer.getModel()).isEqualTo(embedder.space().model());
    assertThat(answer.getDimensions()).isEqualTo(embedder.space().dimensions());
    List<Embedding> vectors =
        answer.getVectorsList().stream()
            .map(text -> Embedding.ofBytes(Base64.getDecoder().decode(text)))
            .toList();
    assertThat(vectors).isEqualTo(embedder.embedDocuments(TEXTS));
    assertThat(vectors.get(0)).isEqualTo(vectors.get(2)).isNotEqualTo(vectors.get(1));
    assertThat(answer.getTokens()).isEqualTo(TEXTS.stream().mapToInt(embedder::tokens).sum());
  }

  @Test
  void theModelInUseHasAShortName() {
    for (String name : List.of("", "default", embedder.space().model())) {
      assertThat(create(alice, texts(TEXTS).setModel(name).setDimensions(384)).getVectorsCount())
          .isEqualTo(3);
    }
    ServiceException refusal = refused(alice, texts(TEXTS).setModel("text-embedding-3-small"));

    assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal.violations().getFirst().field()).isEqualTo("model");
    assertThat(refusal).hasMessageContaining("write " + embedder.space().model());
  }

  @Test
  void whatCannotBeEmbeddedIsNamed() {
    assertThat(refused(alice, texts(List.of())))
        .hasMessage("input: has 0 texts, it must have 1 to 2048");
    assertThat(refused(alice, texts(Collections.nCopies(2049, "a"))))
        .hasMessage("input: has 2049 texts, it must have 1 to 2048");
    assertThat(refused(alice, texts(List.of("a", " \n"))))
        .hasMessage("input[1]: must not be empty");
    assertThat(refused(alice, texts(List.of("a".repeat(65_537)))))
        .hasMessageStartingWith("input[0]: has 65537 bytes");
    assertThat(refused(alice, texts(TEXTS).setDimensions(256)))
        .hasMessage(
            "dimensions: is 256, but the vectors of %s have 384 components: leave it out"
                .formatted(embedder.space().model()));
  }

  @Test
  void itIsAskedForWhomTheCallerMayActForOnly() {
    Caller application = Client.application(tenant, "mild-");

    assertThat(create(application, texts(TEXTS).setUser("mild-red")).getVectorsCount())
        .isEqualTo(3);
    assertThat(refused(application, texts(TEXTS).setUser("sven")).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refused(alice, texts(TEXTS).setUser("bob")).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
