package io.mnemon.governance.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The way out through Apache's client: without proxy, cookies, redirects, retries and gzip. */
final class ApacheEgress implements Egress, AutoCloseable {
  // A connection is checked when it is made, so none is kept for long.
  private static final TimeValue KEEP_FOR = TimeValue.ofMinutes(1);

  private static final Http1Config HEADERS =
      Http1Config.custom().setMaxLineLength(8192).setMaxHeaderCount(100).build();

  /** How much of the machine requests may take. */
  record Limits(
      Duration connectTimeout, Duration timeout, int connections, int connectionsPerHost) {}

  private final Destinations destinations;
  private final Limits limits;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService deadlines;

  ApacheEgress(Destinations destinations, Limits limits) {
    this.destinations = destinations;
    this.limits = limits;
    this.client = client(connections(destinations, limits), limits);
    this.deadlines =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("egress-deadlines").factory());
  }

  @Override
  public void check(URI destination) throws EgressRefused {
    destinations.check(destination);
  }

  @Override
  public EgressReply send(EgressRequest request, int maxReplyBytes) throws IOException {
    check(request.destination());
    HttpUriRequestBase sent = new HttpUriRequestBase(request.method(), request.destination());
    request.headers().forEach(sent::setHeader);
    if (request.body() != null) {
      // The caller's content type stands, and the body is what was signed, byte for byte.
      sent.setEntity(new StringEntity(request.body(), null, "UTF-8", false));
    }
    // The client's own timeouts begin anew with every byte, a slow reply would never end.
    Future<?> deadline =
        deadlines.schedule(sent::cancel, limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return exchange(sent, maxReplyBytes);
    } catch (IOException failure) {
      if (sent.isCancelled()) {
        throw new IOException("no complete reply within " + limits.timeout(), failure);
      }
      throw Destinations.reason(failure);
    } finally {
      deadline.cancel(false);
    }
  }

  private EgressReply exchange(HttpUriRequestBase sent, int maxReplyBytes) throws IOException {
    // Open, because otherwise the client would read a body to its end, which may never come.
    CloseableHttpResponse response = (CloseableHttpResponse) client.executeOpen(null, sent, null);
    boolean whole = false;
    try {
      Map<String, String> headers = new HashMap<>();
      for (Header header : response.getHeaders()) {
        headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
      }
      byte[] body = body(response.getEntity(), maxReplyBytes + 1);
      whole = body.length <= maxReplyBytes;
      int length = Math.min(body.length, maxReplyBytes);
      String text = new String(body, 0, length, StandardCharsets.UTF_8);
      return new EgressReply(response.getCode(), headers, text, !whole);
    } finally {
      response.close(whole ? CloseMode.GRACEFUL : CloseMode.IMMEDIATE);
    }
  }

  private static byte[] body(@Nullable HttpEntity entity, int limit) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    InputStream content = entity.getContent();
    return content.readNBytes(limit);
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  private static HttpClientConnectionManager connections(Destinations destinations, Limits limits) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(resolver(destinations))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(HEADERS).build())
        .setMaxConnTotal(limits.connections())
        .setMaxConnPerRoute(limits.connectionsPerHost())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(limits.connectTimeout()))
                .setSocketTimeout(Timeout.of(limits.timeout()))
                .setTimeToLive(KEEP_FOR)
                .build())
        .build();
  }

  private static CloseableHttpClient client(
      HttpClientConnectionManager connections, Limits limits) {
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(limits.connectTimeout()))
                .setResponseTimeout(Timeout.of(limits.timeout()))
                .build())
        .setUserAgent("Mnemon")
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableAutomaticRetries()
        .disableContentCompression()
        .build();
  }

  private static DnsResolver resolver(Destinations destinations) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return destinations.resolve(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }
}
