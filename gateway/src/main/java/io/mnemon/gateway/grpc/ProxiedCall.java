package io.mnemon.gateway.grpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Epochs;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the proxy: what the client sends goes to the service, what the
 * service answers goes to the client. The next message is asked for only when the other side can
 * take it, so that a slow reader slows the writer down instead of filling this process.
 */
final class ProxiedCall {
  private final ServerCall<byte[], byte[]> client;
  private final Metadata headers;
  private final Endings endings;
  private final Requests requests = new Requests();
  private final Responses responses = new Responses();
  private @Nullable ClientCall<byte[], byte[]> service;

  ProxiedCall(ServerCall<byte[], byte[]> client, Metadata headers, Endings endings) {
    this.client = client;
    this.headers = headers;
    this.endings = endings;
  }

  /** How a call ends and with what its answer begins. */
  interface Endings {
    /** What the client gets of the service's headers. */
    Metadata headers(Metadata fromService);

    /**
     * Begins to hand over a message.
     *
     * @throws ServiceException if the client may not have it any more
     */
    Epochs.Delivery deliver();

    /** Closes the client's call with what the service's was closed with. */
    void close(Status status, Metadata trailers);

    /** Closes the client's call that does not get inside. */
    void refuse(RuntimeException e);
  }

  ServerCall.Listener<byte[]> start(ClientCall<byte[], byte[]> onward) {
    client.request(1);
    begin(onward);
    return requests;
  }

  /**
   * Calls the service only when the client's one message has come and has been let in.
   *
   * @param admission the call to the service if it is; otherwise it ends the client's
   */
  ServerCall.Listener<byte[]> startOnceAdmitted(
      Function<byte[], Optional<ClientCall<byte[], byte[]>>> admission) {
    // Two, so that a client that sends more than it may is found out.
    client.request(2);
    return new UnaryRequests(admission);
  }

  private void begin(ClientCall<byte[], byte[]> onward) {
    service = onward;
    onward.start(responses, headers);
    onward.request(1);
  }

  private ClientCall<byte[], byte[]> service() {
    return Objects.requireNonNull(service, "the call has not begun");
  }

  /** Hears a client that sends one message. */
  private final class UnaryRequests extends ServerCall.Listener<byte[]> {
    private final Function<byte[], Optional<ClientCall<byte[], byte[]>>> admission;
    private boolean begun;
    private boolean refused;

    UnaryRequests(Function<byte[], Optional<ClientCall<byte[], byte[]>>> admission) {
      this.admission = admission;
    }

    @Override
    public void onMessage(byte[] message) {
      if (begun) {
        service().sendMessage(message);
        return;
      }
      if (refused) {
        return;
      }
      Optional<ClientCall<byte[], byte[]>> onward = admission.apply(message);
      begun = onward.isPresent();
      refused = !begun;
      onward.ifPresent(
          call -> {
            begin(call);
            call.sendMessage(message);
          });
    }

    @Override
    public void onHalfClose() {
      if (begun) {
        service().halfClose();
      } else if (!refused) {
        refused = true;
        endings.refuse(
            new ServiceException(ErrorCode.INVALID_ARGUMENT, "the call holds no request"));
      }
    }

    @Override
    public void onCancel() {
      if (begun) {
        service().cancel("the client has cancelled the call", null);
      } else {
        endings.close(Status.CANCELLED, new Metadata());
      }
    }

    @Override
    public void onReady() {
      responses.onClientReady();
    }
  }

  /** Hears the client. */
  private final class Requests extends ServerCall.Listener<byte[]> {
    private boolean owed;

    @Override
    public void onMessage(byte[] message) {
      service().sendMessage(message);
      synchronized (this) {
        if (service().isReady()) {
          client.request(1);
        } else {
          owed = true;
        }
      }
    }

    synchronized void onServiceReady() {
      if (owed) {
        owed = false;
        client.request(1);
      }
    }

    @Override
    public void onHalfClose() {
      service().halfClose();
    }

    @Override
    public void onCancel() {
      service().cancel("the client has cancelled the call", null);
    }

    @Override
    public void onReady() {
      responses.onClientReady();
    }
  }

  /** Hears the service. */
  private final class Responses extends ClientCall.Listener<byte[]> {
    private boolean owed;

    @Override
    public void onHeaders(Metadata headers) {
      client.sendHeaders(endings.headers(headers));
    }

    @Override
    public void onMessage(byte[] message) {
      try (Epochs.Delivery delivery = endings.deliver()) {
        client.sendMessage(message);
      } catch (ServiceException e) {
        endings.refuse(e);
        service().cancel("the client may not have the answer", e);
        return;
      }
      synchronized (this) {
        if (client.isReady()) {
          service().request(1);
        } else {
          owed = true;
        }
      }
    }

    synchronized void onClientReady() {
      if (owed) {
        owed = false;
        service().request(1);
      }
    }

    @Override
    public void onReady() {
      requests.onServiceReady();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      endings.close(status, trailers);
    }
  }
}
