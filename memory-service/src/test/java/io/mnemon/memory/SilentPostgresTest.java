package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.Driver;

/** What the connections are told about a Postgres that goes away without a word. */
class SilentPostgresTest {
  private static final String SECOND = "1";

  @ParameterizedTest
  @CsvSource({"memory, 60", "memory-jobs, 300"})
  void noConnectionWaitsForEver(String datasource, String seconds) throws IOException {
    Properties settings = settings(datasource);

    assertThat(settings)
        .containsEntry("tcpKeepAlive", "true")
        .containsEntry("connectTimeout", "5")
        .containsEntry("socketTimeout", seconds);
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aServerThatTakesAConnectionAndStaysSilentIsGivenUp() throws IOException {
    Properties settings = settings("memory");
    // The same properties, with less patience than in earnest.
    settings.replace("socketTimeout", SECOND);
    settings.setProperty("sslmode", "disable");
    settings.setProperty("gssEncMode", "disable");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/mnemon";

      assertThatThrownBy(() -> new Driver().connect(url, settings))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    }
  }

  private static Properties settings(String datasource) throws IOException {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(
                    Objects.requireNonNull(
                        MemoryConfig.class.getResource(
                            "/META-INF/microprofile-config.properties"))))
            .build();
    String prefix = "quarkus.datasource." + datasource + ".jdbc.additional-jdbc-properties.";
    Properties settings = new Properties();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith(prefix))
        .forEach(
            name ->
                settings.setProperty(
                    name.substring(prefix.length()), config.getValue(name, String.class)));
    return settings;
  }
}
