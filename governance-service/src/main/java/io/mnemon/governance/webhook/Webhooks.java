package io.mnemon.governance.webhook;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.egress.Egress;
import io.mnemon.governance.egress.EgressRefused;
import io.mnemon.governance.event.EventType;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps a tenant's receivers, for its administrators. */
final class Webhooks {
  private static final int MAX_EVENTS = 50;
  private static final int MAX_DESCRIPTION = 500;
  private static final Duration OVERLAP = Duration.ofDays(1);
  private static final Duration MAX_OVERLAP = Duration.ofDays(7);

  private final Directory directory;
  private final WebhookStore store;
  private final WebhookSecrets secrets;
  private final Egress egress;
  private final Guard guard;
  private final int maxWebhooks;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  Webhooks(
      Directory directory,
      WebhookStore store,
      WebhookSecrets secrets,
      Egress egress,
      Guard guard,
      int maxWebhooks,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.secrets = secrets;
    this.egress = egress;
    this.guard = guard;
    this.maxWebhooks = maxWebhooks;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param secret shown once
   */
  record Shown(Webhook webhook, String secret) {}

  /** What is to be changed; what is null stays. */
  record Update(
      @Nullable String url,
      @Nullable List<String> events,
      @Nullable String description,
      @Nullable Boolean disabled) {}

  Shown create(Caller caller, String url, List<String> events, String description) {
    TenantScope scope = allowed(caller, "webhook.create");
    Webhook webhook =
        new Webhook(
            ids.get(),
            address(url),
            checked(events),
            described(description),
            caller.principal(),
            clock.instant(),
            null,
            null,
            null);
    String secret = secrets.fresh();
    if (!store.create(scope, webhook, secrets.seal(scope, webhook.id(), secret), maxWebhooks)) {
      throw new ServiceException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "the tenant has %d webhooks: delete one first".formatted(maxWebhooks));
    }
    return new Shown(webhook, secret);
  }

  List<Webhook> list(Caller caller) {
    return store.list(allowed(caller, "webhook.read"));
  }

  Webhook get(Caller caller, String id) {
    return found(allowed(caller, "webhook.read"), id);
  }

  Webhook update(Caller caller, String id, Update wanted) {
    TenantScope scope = allowed(caller, "webhook.update");
    Webhook before = found(scope, id);
    Webhook.Disabled disabled = before.disabled();
    if (wanted.disabled() != null) {
      disabled =
          !wanted.disabled()
              ? null
              : disabled != null
                  ? disabled
                  : new Webhook.Disabled(clock.instant(), "by " + caller.name());
    }
    boolean enabled = before.disabled() != null && disabled == null;
    Webhook after =
        new Webhook(
            before.id(),
            wanted.url() == null ? before.url() : address(wanted.url()),
            wanted.events() == null ? before.events() : checked(wanted.events()),
            wanted.description() == null ? before.description() : described(wanted.description()),
            before.createdBy(),
            before.createdAt(),
            before.oldSecretUntil(),
            enabled ? null : before.failingSince(),
            disabled);
    store.update(scope, after);
    return after;
  }

  void delete(Caller caller, String id) {
    TenantScope scope = allowed(caller, "webhook.delete");
    if (!store.delete(scope, found(scope, id).id())) {
      throw notFound(id);
    }
  }

  Shown rotate(Caller caller, String id, @Nullable Duration overlap) {
    TenantScope scope = allowed(caller, "webhook.update");
    Duration lasting = overlap == null ? OVERLAP : overlap;
    if (lasting.isNegative() || lasting.compareTo(MAX_OVERLAP) > 0) {
      throw ServiceException.invalid("overlap_seconds", "give 0 to " + MAX_OVERLAP.toSeconds());
    }
    Webhook webhook = found(scope, id);
    String secret = secrets.fresh();
    Instant oldUntil = clock.instant().plus(lasting);
    store.rotate(scope, webhook.id(), secrets.seal(scope, webhook.id(), secret), oldUntil);
    return new Shown(found(scope, id), secret);
  }

  Page<Delivery> deliveries(
      Caller caller, String webhook, Delivery.@Nullable State state, Page.Request page) {
    TenantScope scope = allowed(caller, "webhook.read");
    return store.deliveries(scope, found(scope, webhook).id(), state, page);
  }

  Delivery replay(Caller caller, String webhook, String delivery) {
    TenantScope scope = allowed(caller, "webhook.update");
    Webhook receiver = found(scope, webhook);
    if (receiver.disabled() != null) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION, "the webhook is disabled: enable it first");
    }
    UUID id = delivery(scope, receiver, delivery).id();
    store.replay(scope, receiver.id(), id, clock.instant());
    return delivery(scope, receiver, delivery);
  }

  private Delivery delivery(TenantScope scope, Webhook webhook, String id) {
    return PrincipalRef.id(id)
        .flatMap(known -> store.delivery(scope, webhook.id(), known))
        .orElseThrow(() -> ServiceException.notFound("delivery " + id));
  }

  private TenantScope allowed(Caller caller, String action) {
    guard.require(caller, action, directory.look(caller).standing(caller), caller.tenant());
    return Directory.scopeOf(caller);
  }

  private Webhook found(TenantScope scope, String id) {
    return PrincipalRef.id(id)
        .flatMap(known -> store.find(scope, known))
        .orElseThrow(() -> notFound(id));
  }

  private static ServiceException notFound(String id) {
    return ServiceException.notFound("webhook " + id);
  }

  private URI address(String url) {
    try {
      URI address = new URI(url);
      egress.check(address);
      return address;
    } catch (URISyntaxException e) {
      throw ServiceException.invalid("url", "is no URL: give one as https://host/path");
    } catch (EgressRefused refused) {
      throw ServiceException.invalid("url", String.valueOf(refused.getMessage()));
    }
  }

  private static List<String> checked(List<String> events) {
    if (events.isEmpty() || events.size() > MAX_EVENTS) {
      throw ServiceException.invalid(
          "events", "give 1 to " + MAX_EVENTS + " of " + EventType.words() + ", or *");
    }
    for (String event : events) {
      if (Arrays.stream(EventType.values()).noneMatch(type -> type.matches(event))) {
        throw ServiceException.invalid(
            "events", "\"" + event + "\" is unknown: give some of " + EventType.words() + ", or *");
      }
    }
    return events.stream().distinct().toList();
  }

  private static String described(String description) {
    if (description.length() > MAX_DESCRIPTION) {
      throw ServiceException.invalid(
          "description", "give at most " + MAX_DESCRIPTION + " characters");
    }
    return description.strip();
  }
}
